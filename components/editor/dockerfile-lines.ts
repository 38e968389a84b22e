// A Dockerfile cut into its instructions, as far as hints need it: comments and empty lines left out, lines that end in a
// backslash joined, here-documents belonging to the instruction that opens them.

export type Instruction = {
  /** In capitals. */
  name: string
  /** What follows the name, continued lines joined by a blank; without flags such as --from=build. */
  args: string
  flags: readonly string[]
  /** Of the instruction in the text, without the line end. */
  from: number
  to: number
  /** Counted from 0: how many FROM came before, less one. Before the first FROM: -1. */
  stage: number
}

export function dockerfileLines(text: string): Instruction[] {
  const found: Instruction[] = []
  let stage = -1
  let at = 0
  let open: { from: number; to: number; words: string[] } | undefined
  let until: string[] = []
  const close = () => {
    if (!open) return
    const joined = open.words.join(' ').trim()
    const [name = '', rest = ''] = [joined.split(/\s/, 1)[0], joined.replace(/^\S+\s*/, '')]
    const flags = /^(--\S+\s*)*/.exec(rest)?.[0] ?? ''
    if (name.toUpperCase() === 'FROM') stage++
    found.push({
      name: name.toUpperCase(),
      args: rest.slice(flags.length),
      flags: flags.split(/\s+/).filter(Boolean),
      from: open.from,
      to: open.to,
      stage,
    })
    open = undefined
  }
  for (const line of text.split('\n')) {
    const from = at
    at += line.length + 1
    const trimmed = line.trim()
    if (until.length > 0) {
      if (trimmed === until[0]) until = until.slice(1)
      if (open) open.to = from + line.trimEnd().length
      if (until.length === 0) close()
      continue
    }
    if (trimmed === '' || trimmed.startsWith('#')) continue
    const goesOn = trimmed.endsWith('\\')
    open ??= { from: from + line.length - line.trimStart().length, to: from, words: [] }
    open.words.push(goesOn ? trimmed.slice(0, -1).trim() : trimmed)
    open.to = from + line.trimEnd().length
    if (goesOn) continue
    until = /^(RUN|COPY|ADD)\b/i.test(open.words[0] ?? '')
      ? [...trimmed.matchAll(/<<-?(["']?)(\w+)\1/g)].map((match) => match[2]!)
      : []
    if (until.length === 0) close()
  }
  close()
  return found
}
