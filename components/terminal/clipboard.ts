// Copy and paste. Pasted text always goes one way: NFC first (macOS hands out file names as loose jamo), then, when the
// program on the other side would run each line at once, a question.

export type Paste = { kind: 'empty' } | { kind: 'now'; text: string } | { kind: 'ask'; text: string; lines: number }

/** What to do with pasted text. `bracketed`: the shell holds pasted lines on its prompt until Enter. */
export function preparePaste(raw: string, bracketed: boolean): Paste {
  const text = raw.normalize('NFC').replace(/\r\n?/g, '\n')
  if (text === '') return { kind: 'empty' }
  if (bracketed) return { kind: 'now', text }
  // A lone newline at the end only came along with the selection; it would press Enter for the learner.
  const line = text.replace(/\n$/, '')
  if (!line.includes('\n')) return line === '' ? { kind: 'empty' } : { kind: 'now', text: line }
  return { kind: 'ask', text, lines: line.split('\n').length }
}

/** False when the browser refuses. */
export async function copyText(text: string): Promise<boolean> {
  if (navigator.clipboard && window.isSecureContext) {
    try {
      await navigator.clipboard.writeText(text)
      return true
    } catch {
      // Not allowed here (focus elsewhere, policy): the older way below needs no permission.
    }
  }
  const area = document.createElement('textarea')
  area.value = text
  area.style.position = 'fixed'
  area.style.opacity = '0'
  const focused = document.activeElement
  document.body.append(area)
  area.select()
  const copied = document.execCommand('copy')
  area.remove()
  if (focused instanceof HTMLElement) focused.focus()
  return copied
}

/** Undefined when the browser does not let a page read the clipboard; the keyboard still can paste. */
export async function readClipboard(): Promise<string | undefined> {
  try {
    return await navigator.clipboard?.readText?.()
  } catch {
    return undefined
  }
}
