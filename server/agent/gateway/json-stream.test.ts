import { expect, it } from 'vitest'
import { type Line, liveLines } from './json-stream.ts'
import { missing } from './refusal.ts'
import type { Call } from './rule.ts'

const call = (signal: AbortSignal) =>
  ({ scope: { tenant: { id: 'tabcdefghijkl' }, log: { error() {} } }, signal }) as unknown as Call

const bar: Line = { status: 'Pushing', progress: '='.repeat(1000), id: 'a' }

async function read(answer: ReturnType<typeof liveLines>): Promise<Line[]> {
  if (answer.kind !== 'stream') throw new Error('no stream')
  let text = ''
  for await (const part of answer.stream) text += part
  return text.split('\r\n').flatMap((line) => (line ? [JSON.parse(line)] : []))
}

it('a client that does not read holds nobody up, and misses bars of progress only', async () => {
  let ended = false
  const answer = liveLines(call(new AbortController().signal), async (say) => {
    for (let n = 0; n < 5000; n++) say(bar)
    say({ status: '1: digest: sha256:0' })
    ended = true
  })
  expect(ended).toBe(true)
  const lines = await read(answer)
  expect(lines.length).toBeLessThan(1000)
  expect(lines.at(-1)).toEqual({ status: '1: digest: sha256:0' })
})

it('what fails after the head is the last line, and told to the journal', async () => {
  const answer = liveLines(call(new AbortController().signal), async (say) => {
    say({ status: 'begun' })
    throw missing('tag does not exist: alice/app:9')
  })
  expect(await read(answer)).toEqual([
    { status: 'begun' },
    { errorDetail: { message: 'tag does not exist: alice/app:9' }, error: 'tag does not exist: alice/app:9' },
  ])
  expect(answer.kind === 'stream' && answer.error?.()).toBe('tag does not exist: alice/app:9')
})
