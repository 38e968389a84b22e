'use client'

import { createContext, use } from 'react'
import type { Locale } from '#server/protocol/content.ts'
import type { LabSession } from './lab-session.ts'
import type { LabView } from './lab-view.ts'
import type { PanelState } from './panel-state.ts'
import type { PublicLab } from './public-lab.ts'

/** What every part of the lab screen works with. */
export type LabDesk = {
  lab: PublicLab
  locale: Locale
  view: LabView
  session: LabSession | undefined
  /** True when commands reach a shell. */
  live: boolean
  panels: PanelState
  setPanels: (change: Partial<PanelState>) => void
  activeTerminal: string | undefined
  setActiveTerminal: (id: string) => void
  /** Types the line into the active terminal and presses Enter. */
  run: (line: string) => void
  /** Puts the line on the prompt, in place of what is there; the learner presses Enter. */
  put: (line: string) => void
  /** A new terminal, in front. */
  newTerminal: () => Promise<void>
  /** A new terminal, in front, that runs the line at once. */
  runInNew: (line: string) => void
}

const Context = createContext<LabDesk | undefined>(undefined)
export const LabDeskProvider = Context.Provider

export function useLabDesk(): LabDesk {
  const desk = use(Context)
  if (!desk) throw new Error('outside of the lab screen')
  return desk
}
