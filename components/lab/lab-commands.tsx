'use client'

import { useTranslations } from 'next-intl'
import { useCommands, useEntries } from '../command/use-commands.ts'
import { useLabDesk } from './lab-context.ts'
import { nextCommand } from './next-command.ts'
import type { PanelName } from './panel-state.ts'

type Props = {
  /** Brings a panel to the front, and the focus to it. */
  onPanel: (panel: PanelName) => void
  /** Brings a terminal to the front, and the focus to it. */
  onTerminal: (id: string) => void
}

/** What the palette and the shortcuts can do on the lab screen. */
export function LabCommands({ onPanel, onTerminal }: Props) {
  const t = useTranslations('lab')
  const desk = useLabDesk()
  const { lab, view, live, activeTerminal } = desk
  const { room } = view
  const current = room?.state.steps.find(({ status }) => status === 'current')?.id
  const step = lab.steps.find(({ id }) => id === current)
  const next = nextCommand(step, room?.commands ?? [])
  const terminals = room?.terminals ?? []
  const beside = (by: number) => {
    const at = terminals.findIndex(({ id }) => id === activeTerminal)
    return () => onTerminal(terminals[(at + by + terminals.length) % terminals.length]!.id)
  }
  const several = terminals.length > 1
  useCommands({
    labRun: live && next ? () => desk.run(next) : undefined,
    terminalNew: live ? () => void desk.newTerminal() : undefined,
    terminalNext: several ? beside(1) : undefined,
    terminalPrevious: several ? beside(-1) : undefined,
    panelDocker: () => onPanel('docker'),
    panelXray: () => onPanel('xray'),
    panelEditor: () => onPanel('editor'),
    panelBrowser: () => onPanel('browser'),
    panelCoach: () => onPanel('coach'),
    panelLog: () => onPanel('log'),
    panelVm: lab.vm ? () => onPanel('vm') : undefined,
  })
  useEntries(() =>
    live && step
      ? step.commands.map((command, index) => ({
          key: `run:${index}`,
          group: 'step' as const,
          title: command,
          detail: t('run'),
          run: () => desk.run(command),
        }))
      : [],
  )
  return null
}
