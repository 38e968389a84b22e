// How a learner arranged the screen, kept in this browser. What is read back is checked: an older version, another tab or a
// person may have written it.
import { z } from 'zod/mini'

export const MIN_FONT_PX = 11
export const MAX_FONT_PX = 24

const Panel = z.enum(['docker', 'xray', 'editor', 'browser', 'vm', 'log', 'coach'])
const PanelState = z.object({
  /** Which panel is open below the terminal. */
  panel: z.catch(Panel, 'docker'),
  docker: z.catch(z.enum(['map', 'list', 'network', 'transfer', 'figure']), 'map'),
  fontSize: z.catch(z.int().check(z.gte(MIN_FONT_PX), z.lte(MAX_FONT_PX)), 14),
  theme: z.catch(z.enum(['dark', 'light']), 'dark'),
  screenReader: z.catch(z.boolean(), false),
})
export type PanelState = z.infer<typeof PanelState>
export type PanelName = PanelState['panel']

type Storage = Pick<globalThis.Storage, 'getItem' | 'setItem'>

const KEY = 'drydock-lab'

export const defaultPanelState: PanelState = PanelState.parse({})

/** Storage may be missing, full or forbidden; the screen works without. */
export function readPanelState(storage: () => Storage): PanelState {
  try {
    return PanelState.parse(JSON.parse(storage().getItem(KEY) ?? '{}'))
  } catch {
    return defaultPanelState
  }
}

export function writePanelState(storage: () => Storage, state: PanelState): void {
  try {
    storage().setItem(KEY, JSON.stringify(state))
  } catch {
    // Private mode or a full storage: the arrangement lasts as long as the page.
  }
}
