// Which keys the terminal keeps for itself. Everything else belongs to the shell; the page's own shortcuts, leaving the terminal
// among them (Tab is the shell's, WCAG 2.1.2), are taken before (components/command).

export type Key = Pick<
  KeyboardEvent,
  'type' | 'key' | 'code' | 'ctrlKey' | 'shiftKey' | 'altKey' | 'metaKey' | 'isComposing' | 'keyCode'
>

export type KeyAction =
  /** xterm gets it. */
  | 'shell'
  | 'copy'
  /** Neither xterm nor we act: the browser fires its own paste event, which needs no permission. */
  | 'browser-paste'
  | 'search'

/** keyCode of a key that an input method has taken. */
const IME_KEY_CODE = 229

export function keyAction(key: Key, hasSelection: boolean): KeyAction {
  if (key.isComposing || key.keyCode === IME_KEY_CODE) return 'shell'
  if (key.altKey || key.metaKey) return 'shell'
  if (key.code === 'Insert') {
    if (key.ctrlKey && !key.shiftKey) return 'copy'
    if (key.shiftKey && !key.ctrlKey) return 'browser-paste'
    return 'shell'
  }
  if (!key.ctrlKey) return 'shell'
  // By position (code), so that a Korean layout that is switched on changes nothing.
  if (key.shiftKey) {
    switch (key.code) {
      case 'KeyC':
        return 'copy'
      case 'KeyV':
        return 'browser-paste'
      case 'KeyF':
        return 'search'
      default:
        return 'shell'
    }
  }
  if (key.code === 'KeyC' && hasSelection) return 'copy'
  if (key.code === 'KeyV') return 'browser-paste'
  return 'shell'
}
