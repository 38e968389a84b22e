// A console block as lessons write it: `$ ` (or `# ` as root in a container, `/ # ` in busybox) starts what is typed, the
// rest is output. A typed line that ends in a backslash goes on in the next.

export type ConsoleLine = { kind: 'command'; prompt: string; text: string } | { kind: 'output'; text: string }

const PROMPT = /^((?:\S*[@:/]\S* ?)?[$#>] )(.*)$/

export function parseConsole(source: string): ConsoleLine[] {
  let more = false
  return source
    .replace(/\n$/, '')
    .split('\n')
    .map((line): ConsoleLine => {
      if (more) {
        more = line.endsWith('\\')
        return { kind: 'command', prompt: '', text: line }
      }
      const match = PROMPT.exec(line)
      if (!match) return { kind: 'output', text: line }
      more = match[2]!.endsWith('\\')
      return { kind: 'command', prompt: match[1]!, text: match[2]! }
    })
}

/** What to copy: the commands alone, since output pasted into a shell would be run. */
export const consoleCommands = (lines: ConsoleLine[]): string =>
  lines.flatMap((line) => (line.kind === 'command' ? [line.text] : [])).join('\n')
