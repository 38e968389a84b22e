import { describe, expect, it } from 'vitest'
import { createReplay, isTerminalAnswer } from './replay.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const text = (frame: Uint8Array | undefined) => (frame ? new TextDecoder().decode(frame) : undefined)

describe('replay', () => {
  it('is live until a snapshot is announced', () => {
    const replay = createReplay()
    expect(replay.replaying).toBe(false)
    expect(text(replay.cut(bytes('abc')).live)).toBe('abc')
  })

  it('cuts a frame that holds the end of the replay and the first live bytes', () => {
    const replay = createReplay()
    replay.begin(5)
    expect(text(replay.cut(bytes('abc')).replay)).toBe('abc')
    const last = replay.cut(bytes('deLIVE'))
    expect([text(last.replay), text(last.live)]).toEqual(['de', 'LIVE'])
    expect(text(replay.cut(bytes('more')).live)).toBe('more')
  })

  it('lasts until its bytes are drawn, not only received', () => {
    const replay = createReplay()
    replay.begin(4)
    replay.cut(bytes('abcd'))
    expect(replay.replaying).toBe(true)
    replay.drawn(3)
    expect(replay.replaying).toBe(true)
    replay.drawn(1)
    expect(replay.replaying).toBe(false)
  })

  it('an empty snapshot replays nothing', () => {
    const replay = createReplay()
    replay.begin(0)
    expect(replay.replaying).toBe(false)
  })
})

describe('terminal answers', () => {
  it.each([
    '\x1b[?1;2c',
    '\x1b[>0;276;0c',
    '\x1b[12;40R',
    '\x1b[0n',
    '\x1b]11;rgb:00/00/00\x1b\\',
    '\x1bP1$r0m\x1b\\',
    '\x1b[I',
  ])('knows %j as an answer', (data) => expect(isTerminalAnswer(data)).toBe(true))
  it.each(['a', '한', '\r', '\x03', '\x1b[A', '\x1b[200~docker ps\x1b[201~', '\x1b'])('knows %j as typed', (data) =>
    expect(isTerminalAnswer(data)).toBe(false),
  )
})
