// Which signature fits. Pure.
import type { ApiCall, ShellCommand } from '#server/protocol/lab.ts'
import type { ContainerEnd, Signature, Surroundings, Values } from './signature.ts'

export interface Finding {
  signature: Signature
  values: Values
  line: string
  /** Any of these seen a moment ago: told already. */
  causes: string[]
}

const finding = (signature: Signature, line: string, values: Values, about?: string): Finding => ({
  signature,
  values,
  line,
  causes: [`${signature.id} ${about ?? Object.values(values).join(' ')}`, `line ${bare(line)}`],
})

/** The engine's words without the prefix that the CLI adds. */
const bare = (line: string) =>
  line
    .replace(/^docker: /, '')
    .replace(/^Error(?: response from daemon)?: /i, '')
    .replace(/\.$/, '')
    .trim()
    .toLowerCase()

const groups = (match: RegExpExecArray): Values =>
  Object.fromEntries(Object.entries(match.groups ?? {}).filter((entry): entry is [string, string] => !!entry[1]))

export function findCall(signatures: readonly Signature[], call: ApiCall): Finding | undefined {
  const route = `${call.method} ${call.path}`
  for (const signature of signatures) {
    const values = signature.call?.(call)
    if (values) return finding(signature, call.error ?? route, values)
    if (!signature.line || signature.cli || !call.error || (signature.calls && !signature.calls.test(route))) continue
    const match = signature.line.exec(call.error)
    if (!match) continue
    const name: Values = call.object && /^[\w.-]+$/.test(call.object) ? { name: call.object } : {}
    return finding(signature, call.error, { ...name, ...groups(match) })
  }
  return undefined
}

export function findEnd(signatures: readonly Signature[], end: ContainerEnd): Finding | undefined {
  for (const signature of signatures) {
    const values = signature.end?.(end)
    if (values) return finding(signature, end.error || endLine(end), values, end.name)
    const match = end.error !== '' && !signature.cli && signature.line?.exec(end.error)
    if (match) return finding(signature, end.error, { name: end.name, ...groups(match) })
  }
  return undefined
}

/** As `docker ps -a` has it. */
const endLine = (end: ContainerEnd) => `${end.name}: Exited (${end.exitCode})${end.oomKilled ? ' OOMKilled' : ''}`

/** Looks for `line` in the output of failed docker commands, and asks the shell signatures. 'ask': they want to know the surroundings. */
export function findCommand(
  signatures: readonly Signature[],
  command: ShellCommand,
  around?: Surroundings,
): Finding | 'ask' | undefined {
  const docker = /(^|[\s;|&(])docker([\s-]|$)/.test(command.line)
  for (const signature of signatures) {
    if (signature.shell) {
      if (!around && /\b(curl|wget)\b/.test(command.line) && command.exit !== 0) return 'ask'
      const found = signature.shell(command, around ?? { published: [] })
      if (found) return finding(signature, found.line, found.values)
    }
    if (!signature.line || !docker || !command.exit) continue
    for (const line of command.output.split('\n')) {
      const match = signature.line.exec(line)
      if (match) return finding(signature, line.trim(), { ...subject(command.line), ...groups(match) })
    }
  }
  return undefined
}

/** The container that a command names: `docker exec [-it] web sh`, `docker run --name web …`. */
function subject(line: string): Values {
  const given = /--name[= ]([\w.-]+)/.exec(line)?.[1]
  const name = given ?? /\bdocker (?:container )?(?:exec|logs|start|attach|stop|rm) (?:-\S+ )*([\w.-]+)/.exec(line)?.[1]
  return name ? { name } : {}
}
