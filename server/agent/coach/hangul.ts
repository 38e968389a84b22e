// A command typed while the Korean layout is on: back to the Latin keys of the standard 2-set keyboard.
// Keys of initials, medials and finals in Unicode's order (U+AC00 block); jamo alone are U+3131-3163.
const INITIAL = 'r R s e E f a q Q t T d w W c z x v g'.split(' ')
const MEDIAL = 'k o i O j p u P h hk ho hl y n nj np nl b m ml l'.split(' ')
const FINAL = ' r R rt s sw sg e f fr fa fq ft fx fv fg a q qt t T d w c z x v g'.split(' ')
const COMPATIBILITY =
  'r R rt s sw sg e E f fr fa fq ft fx fv fg a q Q qt t T d w W c z x v g k o i O j p u P h hk ho hl y n nj np nl b m ml l'.split(
    ' ',
  )

export function hangulToQwerty(text: string): string {
  let out = ''
  for (const char of text.normalize('NFC')) {
    const code = char.codePointAt(0)!
    if (code >= 0xac00 && code <= 0xd7a3) {
      const n = code - 0xac00
      out += INITIAL[Math.floor(n / 588)]! + MEDIAL[Math.floor((n % 588) / 28)]! + FINAL[n % 28]!
    } else if (code >= 0x3131 && code <= 0x3163) out += COMPATIBILITY[code - 0x3131]!
    else out += char
  }
  return out
}

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
