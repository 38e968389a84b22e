import { expect, it } from 'vitest'
import type { DockerPart } from '#server/protocol/docker.ts'
import type { Result } from '#server/protocol/error.ts'
import { createFollows } from './follow.ts'

const what = { kind: 'logs', container: 'web' } as const
const line: DockerPart = { kind: 'logs', lines: [{ source: 'out', text: 'hi' }] }

function stage(answer: Result<null> = { ok: true, value: null }) {
  const opened: number[] = []
  const closed: number[] = []
  const heard: DockerPart[] = []
  const follows = createFollows({
    async open({ stream }) {
      opened.push(stream)
      return answer
    },
    close: (stream) => closed.push(stream),
  })
  return { follows, opened, closed, heard, hear: (part: DockerPart) => heard.push(part) }
}

it('parts reach the one that follows until it ends, and the server is told once', () => {
  const { follows, opened, closed, heard, hear } = stage()
  const stop = follows.follow(what, hear)
  follows.follow(what, () => {})
  expect(opened).toEqual([1, 2])
  follows.part(1, line)
  stop()
  stop()
  follows.part(1, line)
  expect(heard).toEqual([line])
  expect(closed).toEqual([1])
})

it('what ended by itself is not closed again', () => {
  const { follows, closed, heard, hear } = stage()
  const stop = follows.follow(what, hear)
  follows.part(1, { kind: 'end' })
  stop()
  expect(heard).toEqual([{ kind: 'end' }])
  expect(closed).toEqual([])
})

it('a refusal and a lost connection end it, each once', async () => {
  const refused = stage({ ok: false, error: 'stream-limit' })
  refused.follows.follow(what, refused.hear)
  await expect.poll(() => refused.heard).toEqual([{ kind: 'end', error: 'stream-limit' }])
  refused.follows.lost()
  expect(refused.heard).toHaveLength(1)

  const lost = stage()
  lost.follows.follow(what, lost.hear)
  lost.follows.lost()
  expect(lost.heard).toEqual([{ kind: 'end', error: 'agent-away' }])
})
