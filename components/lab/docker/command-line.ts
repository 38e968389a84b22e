// What a click would be as a line in the terminal, and a typed command as the words that the shell would make of it.
import type { DockerAction, DockerKind, DockerRun } from '#server/protocol/docker.ts'

/** Needs no quotes in a shell. */
const PLAIN = /^[\w@%+=:,./-]+$/

export const quote = (word: string): string => (PLAIN.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)

/** Quotes and backslashes as in a shell; nothing is expanded. Undefined: a quote is still open. */
export function splitWords(text: string): string[] | undefined {
  const words: string[] = []
  let word: string | undefined
  let open: '"' | "'" | undefined
  for (let at = 0; at < text.length; at++) {
    const letter = text[at]!
    const next = text[at + 1]
    if (open) {
      if (letter === open) open = undefined
      else if (letter === '\\' && open === '"' && (next === '"' || next === '\\')) word += text[++at]!
      else word += letter
    } else if (letter === '"' || letter === "'") {
      open = letter
      word ??= ''
    } else if (letter === '\\' && next !== undefined) word = (word ?? '') + text[++at]!
    else if (/\s/.test(letter)) {
      if (word !== undefined) words.push(word)
      word = undefined
    } else word = (word ?? '') + letter
  }
  if (open) return undefined
  if (word !== undefined) words.push(word)
  return words
}

const REMOVE: Record<DockerKind, string> = {
  container: 'rm',
  image: 'rmi',
  volume: 'volume rm',
  network: 'network rm',
}

export function commandLine(action: DockerAction): string {
  switch (action.do) {
    case 'run':
      return runLine(action)
    case 'remove':
      return `docker ${REMOVE[action.kind]} ${action.force ? '-f ' : ''}${quote(action.id)}`
    default:
      return `docker ${action.do} ${quote(action.container)}`
  }
}

function runLine({ image, name, ports, env, volumes, command, remove }: DockerRun): string {
  const words = ['docker', 'run', '-d']
  if (remove) words.push('--rm')
  if (name) words.push('--name', quote(name))
  for (const port of ports) words.push('-p', `${port.host}:${port.container}${port.proto === 'udp' ? '/udp' : ''}`)
  for (const each of env) words.push('-e', quote(`${each.name}=${each.value}`))
  for (const volume of volumes)
    words.push('-v', quote(`${volume.source}:${volume.target}${volume.readOnly ? ':ro' : ''}`))
  return [...words, quote(image), ...command.map(quote)].join(' ')
}
