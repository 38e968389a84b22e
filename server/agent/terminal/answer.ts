// What a terminal sends by itself: answers to a program's questions (who are you, where is the cursor, which colour), and that its
// window has or has lost the focus. Nobody typed those.

/** Longer ones would be typed. */
const ANSWER_LENGTH = 4_096
/** CSI … of device attributes, states, modes, sizes and keyboards; the focus; and strings (OSC, DCS) that answer. */
const ONE =
  /\x1b\[[?>=]?[\d;]*c|\x1b\[\??(?:0|3|[1-9]\d+)n|\x1b\[\??\d+;\d+(?:;\d+)?R|\x1b\[\??[\d;]*\$y|\x1b\[\?\d+u|\x1b\[\d+;\d+;\d+t|\x1b\[[IO]|\x1b[\]P][^\x07\x1b]*(?:\x07|\x1b\\)/y
/** F3 with a modifier looks like the place of the cursor. */
const KEY = '\x1b[1;'

/** Whether all of it is answers. What could be a key as well is one. */
export function isAnswer(bytes: Uint8Array): boolean {
  if (bytes.length === 0 || bytes[0] !== 0x1b || bytes.length > ANSWER_LENGTH) return false
  const text = Buffer.from(bytes).toString('latin1')
  if (text.startsWith(KEY) && /^[2-8]R$/.test(text.slice(KEY.length))) return false
  for (ONE.lastIndex = 0; ONE.lastIndex < text.length; ) if (!ONE.test(text)) return false
  return true
}
