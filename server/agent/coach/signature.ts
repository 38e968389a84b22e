// What the coach knows: known errors as data. A card points to evidence, never to the exercise's answer.
import type { Text } from '#server/protocol/content.ts'
import type { ApiCall, ShellCommand } from '#server/protocol/lab.ts'

/** Fill `{key}` in the texts. Signature and values together are the cause: the same cause makes no second card at once. */
export type Values = Record<string, string>

/** A container's end, from inspect and the die event. */
export interface ContainerEnd {
  name: string
  exitCode: number
  oomKilled: boolean
  /** The engine's own words when the start failed. */
  error: string
  /** Nobody was attached at the start: `run -d`, `start`. */
  detached: boolean
  tty: boolean
  stdin: boolean
  entrypoint: string[]
  cmd: string[]
  image: string
  /** Between start and end, ms. */
  lived: number
}

/** What a shell signature may ask about the tenant's host. */
export interface Surroundings {
  /** Host ports that running containers publish. */
  published: { name: string; host: number; container: number }[]
}

export interface Signature {
  id: string
  title: Text
  meaning: Text
  /** What to look with. An entry whose `{key}` is unknown is left out. */
  evidence: { command: string; why: Text }[]
  /** A stable fragment of the engine's or CLI's line; named groups become values. Looked for in failed calls and in the output of failed docker commands. */
  line?: RegExp
  /** For which calls `line` counts, as `METHOD /path`. Default: all. */
  calls?: RegExp
  /** `line` belongs to the CLI or the shell alone: calls are not looked at. */
  cli?: boolean
  call?: (call: ApiCall) => Values | undefined
  end?: (end: ContainerEnd) => Values | undefined
  shell?: (command: ShellCommand, around: Surroundings) => { values: Values; line: string } | undefined
}

export const fill = (template: string, values: Values) =>
  template.replace(/\{(\w+)\}/g, (whole, key: string) => values[key] ?? whole)
export const fillText = (text: Text, values: Values): Text => ({ ko: fill(text.ko, values), en: fill(text.en, values) })
export const isFilled = (text: string) => !/\{\w+\}/.test(text)
