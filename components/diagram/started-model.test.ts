import { expect, it } from 'vitest'
import type { LookedAt } from '#server/protocol/look.ts'
import { startedOf } from './started-model.ts'

const line = (entrypoint: string[], cmd: string[]) => ({ entrypoint, cmd })
const seen = (image: ReturnType<typeof line> | undefined, container: ReturnType<typeof line>): LookedAt<'argv'> => ({
  at: 'argv',
  ...(image && { image }),
  container,
  argv: [...container.entrypoint, ...container.cmd],
})
const shell = ['/bin/sh', '-c', 'echo a']
const both = line(['echo'], ['a'])

it.each([
  ['both halves of the image', both, both, 'entrypoint echo, cmd a', 'plain'],
  ['a word behind the image', both, line(['echo'], ['b', 'c']), 'entrypoint echo, run b, run c', 'replaced'],
  ['--entrypoint', both, line(['date'], []), 'run date', 'dropped'],
  ['--entrypoint and a word', both, line(['date'], ['-u']), 'run date, run -u', 'plain'],
  ['CMD alone', line([], ['sh']), line([], ['sh']), 'cmd sh', 'plain'],
  ['a command in place of CMD', line([], ['sh']), line([], ['ls', '/']), 'run ls, run /', 'replaced'],
  ['CMD in shell form', line([], shell), line([], shell), 'cmd /bin/sh, cmd -c, cmd echo a', 'shell'],
  [
    'ENTRYPOINT in shell form',
    line(shell, []),
    line(shell, []),
    'entrypoint /bin/sh, entrypoint -c, entrypoint echo a',
    'shell',
  ],
  [
    'and a word that it never sees',
    line(shell, []),
    line(shell, ['b']),
    'entrypoint /bin/sh, entrypoint -c, entrypoint echo a, run b',
    'swallowed',
  ],
  ['an image that is gone', undefined, both, 'run echo, run a', 'gone'],
])('%s', (_, image, container, said, note) => {
  const { words, note: told } = startedOf(seen(image, container))
  expect(words.map(({ text, from }) => `${from} ${text}`).join(', ')).toBe(said)
  expect(told).toBe(note)
})
