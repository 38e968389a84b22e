// xterm measures its cells once, when it opens: the fonts must be there by then.

/** Latin first: a Korean font that comes first would set double-wide Latin cells on Windows. */
export const FONT_FAMILY =
  '"JetBrains Mono Variable", "Nanum Gothic Coding", ui-monospace, Menlo, Consolas, "Noto Sans Mono CJK KR", monospace'

/** A font that does not come must not keep the shell away. */
const FONT_WAIT_MS = 2_000

export async function terminalFonts(fontSize: number): Promise<void> {
  const wanted = Promise.all([
    document.fonts.load(`${fontSize}px "JetBrains Mono Variable"`, 'W$'),
    document.fonts.load(`bold ${fontSize}px "JetBrains Mono Variable"`, 'W$'),
    document.fonts.load(`${fontSize}px "Nanum Gothic Coding"`, '한글'),
  ]).catch(() => undefined)
  await Promise.race([wanted, new Promise((resolve) => setTimeout(resolve, FONT_WAIT_MS))])
}
