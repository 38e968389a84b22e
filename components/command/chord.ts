// A chord is what one press of keys is called: 'Ctrl+Shift+KeyK', 'F6', 'Shift+Slash'. By position (KeyboardEvent.code), so that
// a Korean layout that is switched on changes nothing.

export type Chord = string

const MODIFIERS = ['Ctrl', 'Alt', 'Shift', 'Meta'] as const
type Modifier = (typeof MODIFIERS)[number]

type Press = Pick<KeyboardEvent, 'code' | 'ctrlKey' | 'altKey' | 'shiftKey' | 'metaKey'>

/** Codes that mean something pressed alone or held: no chord ends with them. */
const NOT_A_KEY = /^(Control|Shift|Alt|Meta|OS)(Left|Right)?$|^(CapsLock|NumLock|ScrollLock|Fn|FnLock|Unidentified|)$/
/** Keys of the input method: 한/영, 한자 and their like. */
const INPUT_METHOD = /^(Lang\d|HangulMode|Convert|NonConvert|KanaMode)$/
const CODE =
  /^(Key[A-Z]|Digit\d|Numpad\w+|F([1-9]|1\d|2[0-4])|Arrow(Up|Down|Left|Right)|Backquote|Minus|Equal|BracketLeft|BracketRight|Backslash|Semicolon|Quote|Comma|Period|Slash|Space|Enter|Tab|Escape|Backspace|Delete|Insert|Home|End|PageUp|PageDown|ContextMenu|PrintScreen|Pause|Intl\w+)$/

/** Undefined while only modifiers are held. */
export function chordOf(press: Press): Chord | undefined {
  if (NOT_A_KEY.test(press.code) || INPUT_METHOD.test(press.code) || !CODE.test(press.code)) return undefined
  const held: Record<Modifier, boolean> = {
    Ctrl: press.ctrlKey,
    Alt: press.altKey,
    Shift: press.shiftKey,
    Meta: press.metaKey,
  }
  return [...MODIFIERS.filter((modifier) => held[modifier]), press.code].join('+')
}

const parts = (chord: Chord): { held: string[]; code: string } => {
  const all = chord.split('+')
  return { held: all.slice(0, -1), code: all.at(-1)! }
}

/** A chord written by somebody else: of known keys, its modifiers in order. */
export function isChord(text: unknown): text is Chord {
  if (typeof text !== 'string') return false
  const { held, code } = parts(text)
  return CODE.test(code) && held.join() === MODIFIERS.filter((modifier) => held.includes(modifier)).join()
}

/** `Mod` in a default is what the platform uses for its own shortcuts. */
export const onPlatform = (chord: Chord, mac: boolean): Chord => chord.replace(/^Mod\b/, mac ? 'Meta' : 'Ctrl')

const CHARACTER =
  /^(Key[A-Z]|Digit\d|Numpad\d|Numpad(Add|Subtract|Multiply|Divide|Decimal)|Backquote|Minus|Equal|BracketLeft|BracketRight|Backslash|Semicolon|Quote|Comma|Period|Slash|Intl\w+)$/

/** Made of a character alone: speech input and trembling hands press these without meaning to (WCAG 2.1.4). */
export const isSingle = (chord: Chord): boolean => {
  const { held, code } = parts(chord)
  return CHARACTER.test(code) && held.every((modifier) => modifier === 'Shift')
}

/** No shell ever gets to see it: terminals keep Ctrl+Shift to themselves, and ⌘ is the system's. */
export const isNoShells = (chord: Chord): boolean => {
  const { held } = parts(chord)
  return held.includes('Meta') || (held.includes('Ctrl') && held.includes('Shift'))
}

export type Refusal =
  /** The browser acts before the page hears of it, or does something that people rely on. */
  | 'browser'
  /** The operating system's. */
  | 'system'
  /** Copy, paste, undo: in every field, and in the terminal. */
  | 'edit'
  /** Moves the focus, presses buttons, scrolls. */
  | 'page'

const BROWSER = new Set(
  [
    'T N W Q L R P D J H O U F G S',
    'Tab PageUp PageDown F4 F5 Minus Equal Digit0 Digit1 Digit2 Digit3 Digit4 Digit5 Digit6 Digit7 Digit8 Digit9',
  ]
    .join(' ')
    .split(' ')
    .map((key) => (key.length === 1 ? `Key${key}` : key)),
)
const BROWSER_SHIFT = new Set(
  'KeyT KeyN KeyW KeyP KeyI KeyJ KeyR KeyQ KeyB KeyO Tab Delete PageUp PageDown Minus Equal'.split(' '),
)
const EDIT = new Set('KeyC KeyV KeyX KeyA KeyZ KeyY Insert'.split(' '))
const EDIT_SHIFT = new Set('KeyC KeyV KeyF KeyZ KeyU'.split(' '))
const PAGE = /^(Tab|Enter|Space|Escape|Backspace|Delete|Insert|Home|End|PageUp|PageDown|Arrow\w+|ContextMenu)$/
const BROWSER_BARE = /^(F1|F3|F5|F7|F10|F11|F12|PrintScreen|Pause)$/
const MAC_SYSTEM = /^(KeyH|KeyM|Tab|Space|Backquote|Comma|Escape)$/

/** Why an action can't have this chord; undefined when it can. */
export function refusalOf(chord: Chord, mac: boolean): Refusal | undefined {
  const { held, code } = parts(chord)
  const has = (modifier: Modifier) => held.includes(modifier)
  if (code === 'PrintScreen' || (has('Alt') && /^(Tab|F4|Space|Escape)$/.test(code))) return 'system'
  if (has('Meta') && (!mac || MAC_SYSTEM.test(code))) return 'system'
  if (has('Ctrl') && has('Alt') && code === 'Delete') return 'system'
  const main = mac ? has('Meta') : has('Ctrl')
  if (!has('Ctrl') && !has('Alt') && !has('Meta')) {
    if (code === 'Insert') return 'edit'
    if (PAGE.test(code)) return 'page'
    return BROWSER_BARE.test(code) ? 'browser' : undefined
  }
  if (has('Alt') && !has('Ctrl') && !has('Meta'))
    return /^(Arrow(Left|Right)|Home|KeyD)$/.test(code) ? 'browser' : undefined
  // Ctrl belongs to the terminal's own copy, paste and search on a Mac, too.
  if (has('Ctrl') && has('Shift') && EDIT_SHIFT.has(code)) return 'edit'
  if (!main || has('Alt')) return undefined
  if (has('Shift')) return BROWSER_SHIFT.has(code) ? 'browser' : undefined
  if (EDIT.has(code)) return 'edit'
  return BROWSER.has(code) ? 'browser' : undefined
}

const FACES: Record<string, string> = {
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
  Backquote: '`',
  Minus: '-',
  Equal: '=',
  BracketLeft: '[',
  BracketRight: ']',
  Backslash: '\\',
  Semicolon: ';',
  Quote: "'",
  Comma: ',',
  Period: '.',
  Slash: '/',
}
const MAC_FACES: Record<string, string> = { Ctrl: '⌃', Alt: '⌥', Shift: '⇧', Meta: '⌘' }

const face = (code: string) => FACES[code] ?? code.replace(/^(Key|Digit)/, '').replace(/^Numpad/, 'Num ')

/** As it stands on the keys: 'Ctrl+Shift+K', '⌘K', '?'. */
export function chordLabel(chord: Chord, mac: boolean): string {
  if (chord === 'Shift+Slash') return '?'
  const { held, code } = parts(chord)
  if (mac) return [...held.map((modifier) => MAC_FACES[modifier] ?? modifier), face(code)].join('')
  return [...held.map((modifier) => (modifier === 'Meta' ? 'Win' : modifier)), face(code)].join('+')
}

/** The value of `aria-keyshortcuts`. */
export function chordAria(chord: Chord): string {
  const { held, code } = parts(chord)
  const key = code.startsWith('Arrow') ? code : face(code)
  return [...held.map((modifier) => (modifier === 'Ctrl' ? 'Control' : modifier)), key].join('+')
}
