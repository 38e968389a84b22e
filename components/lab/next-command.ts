import type { ShellCommand } from '#server/protocol/lab.ts'
import type { PublicStep } from './public-lab.ts'

/** The step's first command that has not been run well yet; when all have, the first again. */
export function nextCommand(
  step: Pick<PublicStep, 'commands'> | undefined,
  ran: readonly Pick<ShellCommand, 'line' | 'exit'>[],
): string | undefined {
  const commands = step?.commands ?? []
  const well = new Set(ran.filter(({ exit }) => exit === 0).map(({ line }) => line.trim()))
  return commands.find((command) => !well.has(command.trim())) ?? commands[0]
}
