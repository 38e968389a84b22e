import { expect, it } from 'vitest'
import { nextCommand } from './next-command.ts'

const step = { commands: ['docker run hello-world', 'docker ps -a'] }

it('goes on where the learner is', () => {
  expect(nextCommand(step, [])).toBe('docker run hello-world')
  expect(nextCommand(step, [{ line: 'docker run hello-world ', exit: 0 }])).toBe('docker ps -a')
})

it('what failed or still runs is not done', () => {
  expect(nextCommand(step, [{ line: 'docker run hello-world', exit: 1 }, { line: 'docker ps -a' }])).toBe(
    'docker run hello-world',
  )
})

it('begins again when all are done; a step without commands has none', () => {
  expect(
    nextCommand(
      step,
      step.commands.map((line) => ({ line, exit: 0 })),
    ),
  ).toBe('docker run hello-world')
  expect(nextCommand({ commands: [] }, [])).toBeUndefined()
  expect(nextCommand(undefined, [])).toBeUndefined()
})
