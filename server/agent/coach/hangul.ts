// A command typed while the Korean layout is on: back to the Latin keys of the standard 2-set keyboard.
import { convertHangulToQwerty } from 'es-hangul'

export const hangulToQwerty = (text: string): string => convertHangulToQwerty(text.normalize('NFC'))

const COMMANDS = new Set(
  'docker ls cd pwd cat curl echo git clear exit nano vim less ps uname whoami sh bash'.split(' '),
)

/** The line as it was meant, when its first word is Hangul and becomes a known command. */
export function meantLine(line: string): string | undefined {
  const first = line.trim().split(/\s+/)[0] ?? ''
  if (!/[\u3131-\u3163\uac00-\ud7a3\u1100-\u11ff]/.test(first)) return undefined
  const meant = hangulToQwerty(line.trim())
  return COMMANDS.has(meant.split(/\s+/)[0]!) ? meant : undefined
}
