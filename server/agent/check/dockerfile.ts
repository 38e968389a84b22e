// A learner's Dockerfile against what a check asks for. It is read as the builder reads it: continued lines joined, comments gone.
import { type Instruction, parseDockerfile } from '#server/agent/gateway/dockerfile-parse.ts'
import type { Check, Text } from '#server/protocol/content.ts'
import * as actual from './actual.ts'
import { asText, matches } from './value.ts'

type DockerfileCheck = Extract<Check, { type: 'dockerfile' }>
type Wanted = DockerfileCheck['has'][number]

export function judgeDockerfile(check: DockerfileCheck, text: string): true | Text {
  let instructions: Instruction[]
  try {
    instructions = parseDockerfile(Buffer.from(text)).instructions
  } catch (error) {
    return actual.notParsed(error instanceof Error ? error.message : String(error))
  }
  let from = 0
  for (const wanted of check.has) {
    const found = instructions.findIndex((one, i) => i >= from && isWanted(wanted, one))
    if (found < 0) {
      const alike = instructions.find((one, i) => i >= from && one.name === wanted.is)
      return alike ? actual.instruction(alike.line, alike.text) : actual.noInstruction(named(wanted))
    }
    from = found + 1
  }
  const unwanted = instructions.find((one) => check.lacks.some((line) => isWanted(line, one)))
  return unwanted ? actual.instruction(unwanted.line, unwanted.text) : true
}

function isWanted({ is, args, form }: Wanted, { name, rest }: Instruction): boolean {
  if (name !== is || (form && form !== formOf(rest))) return false
  return args === undefined || matches(args, rest)
}

/** The builder takes a line that is no JSON list of strings for the shell, without a word. */
function formOf(rest: string): 'exec' | 'shell' {
  try {
    const list: unknown = JSON.parse(rest)
    return Array.isArray(list) && list.every((word) => typeof word === 'string') ? 'exec' : 'shell'
  } catch {
    return 'shell'
  }
}

const named = ({ is, args }: Wanted) =>
  `${is} ${typeof args === 'object' ? asText(args.contains ?? '…') : asText(args ?? '…')}`
