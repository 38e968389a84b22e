// Everything that can be done without the mouse: its default keys, and where they act. What does it is offered by the screen that can.
import type { Chord } from './chord.ts'

type Spec = {
  group: 'general' | 'move' | 'lab' | 'class' | 'board'
  /** `Mod`: Ctrl, on a Mac ⌘. */
  keys: Chord | null
  /**
   * While something is typed: `page` nowhere; `field` also in text fields; `typing` in the terminal as well. A chord that no shell
   * ever gets (Ctrl+Shift, ⌘) acts in the terminal in any case.
   */
  acts: 'page' | 'field' | 'typing'
  /** It is not looked for by name: pressing it is the point. */
  keysOnly?: true
}

const page = (group: Spec['group'], keys: Chord | null = null): Spec => ({ group, keys, acts: 'page' })

export const actions = {
  palette: { group: 'general', keys: 'Mod+KeyK', acts: 'field', keysOnly: true },
  paletteInTerminal: { group: 'general', keys: 'Ctrl+Shift+KeyK', acts: 'field', keysOnly: true },
  shortcuts: page('general', 'Shift+Slash'),
  language: page('general'),
  theme: page('general'),

  regionNext: { group: 'move', keys: 'F6', acts: 'typing', keysOnly: true },
  regionPrevious: { group: 'move', keys: 'Shift+F6', acts: 'typing', keysOnly: true },
  terminalLeave: { group: 'move', keys: 'Ctrl+Shift+Comma', acts: 'typing', keysOnly: true },

  labRun: page('lab', 'Ctrl+Shift+Enter'),
  terminalNew: page('lab', 'Ctrl+Shift+Backquote'),
  terminalNext: page('lab', 'Ctrl+Shift+BracketRight'),
  terminalPrevious: page('lab', 'Ctrl+Shift+BracketLeft'),
  panelDocker: page('lab', 'Ctrl+Shift+Digit1'),
  panelXray: page('lab', 'Ctrl+Shift+Digit2'),
  panelEditor: page('lab', 'Ctrl+Shift+Digit3'),
  panelBrowser: page('lab', 'Ctrl+Shift+Digit4'),
  panelCoach: page('lab', 'Ctrl+Shift+Digit5'),
  panelLog: page('lab', 'Ctrl+Shift+Digit6'),
  panelVm: page('lab'),
  labReset: page('lab'),

  classDone: { group: 'class', keys: 'Alt+Digit1', acts: 'typing' },
  classSlow: { group: 'class', keys: 'Alt+Digit2', acts: 'typing' },
  classStuck: { group: 'class', keys: 'Alt+Digit3', acts: 'typing' },
  classPlace: page('class'),
  classWall: page('class'),
  classLeave: page('class'),

  boardNeed: page('board'),
  boardAsk: page('board'),
  boardWall: page('board'),
  boardExercise: page('board'),
  boardCall: page('board'),
  boardFreeze: page('board'),
  boardGate: page('board'),
  boardBroadcast: page('board'),
  boardCode: page('board'),
  boardEnd: page('board'),
} as const satisfies Record<string, Spec>

export type ActionId = keyof typeof actions
export const actionIds = Object.keys(actions) as ActionId[]
export const specOf = (id: ActionId): Spec => actions[id]
