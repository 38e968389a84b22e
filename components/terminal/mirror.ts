// The text of every terminal on the page, for assistive tools and tests: a canvas has no text of its own.
import type { Terminal } from '@xterm/xterm'

export type TerminalMirror = {
  /** All lines that are kept, wrapped lines put together, without trailing blanks. */
  text(): string
  readonly cols: number
  readonly rows: number
}

declare global {
  interface Window {
    __drydock?: { terminals: Record<string, TerminalMirror> }
  }
}

function textOf(terminal: Terminal): string {
  const buffer = terminal.buffer.active
  const lines: string[] = []
  for (let y = 0; y < buffer.length; y++) {
    const line = buffer.getLine(y)
    if (!line) continue
    // A wrapped line's own end is not a space that someone left out.
    const text = line.translateToString(!buffer.getLine(y + 1)?.isWrapped)
    if (line.isWrapped && lines.length > 0) lines[lines.length - 1] += text
    else lines.push(text)
  }
  return lines.join('\n').trimEnd()
}

/** Returns its undo. */
export function mirrorTerminal(id: string, terminal: Terminal): () => void {
  window.__drydock ??= { terminals: {} }
  const { terminals } = window.__drydock
  const mirror: TerminalMirror = {
    text: () => textOf(terminal),
    get cols() {
      return terminal.cols
    },
    get rows() {
      return terminal.rows
    },
  }
  terminals[id] = mirror
  return () => {
    if (terminals[id] === mirror) delete terminals[id]
  }
}
