import { describe, expect, it } from 'vitest'
import type { Result } from '#server/protocol/error.ts'
import { createChannels, INPUT_PIECE_BYTES, type TerminalChannel } from './channel.ts'

const bytes = (text: string) => new TextEncoder().encode(text)

function setup() {
  const log: string[] = []
  const answers: ((result: Result<{ channel: number }>) => void)[] = []
  const channels = createChannels({
    open: ({ terminal }) => {
      log.push(`open ${terminal}`)
      return new Promise((resolve) => answers.push(resolve))
    },
    close: (channel) => log.push(`close ${channel}`),
    resize: ({ channel, cols }) => log.push(`resize ${channel} ${cols}`),
    input: (channel, data) =>
      log.push(`i ${channel} ${data.length > 50 ? data.length : new TextDecoder().decode(data)}`),
    ack: (channel, count) => log.push(`a ${channel} ${count}`),
    attached: (terminal, attached) => log.push(`${terminal} ${attached ? 'on' : 'off'}`),
    gone: (terminal) => log.push(`${terminal} gone`),
  })
  const port = (name: string): TerminalChannel => ({
    size: { cols: 80, rows: 24 },
    replay: (count) => log.push(`${name} replay ${count}`),
    write: (frame) => log.push(`${name} write ${new TextDecoder().decode(frame)}`),
  })
  const answer = async (result: Result<{ channel: number }>) => {
    answers.shift()!(result)
    await Promise.resolve()
    await Promise.resolve()
  }
  const take = () => log.splice(0)
  return { channels, port, answer, take }
}
const on = (channel: number): Result<{ channel: number }> => ({ ok: true, value: { channel } })

describe('channels', () => {
  it('hold what comes before the answer that names the channel, in order', async () => {
    const { channels, port, answer, take } = setup()
    channels.attach('a', port('A'), true)
    channels.snapshot(7, 3)
    channels.output(7, bytes('old'))
    await answer(on(7))
    channels.output(7, bytes('new'))
    expect(take()).toEqual(['open a', 'A replay 3', 'A write old', 'a on', 'A write new'])
  })

  it('carry input, credit and size only while attached', async () => {
    const { channels, port, answer, take } = setup()
    const line = channels.attach('a', port('A'), true)
    line.input(bytes('lost?'))
    await answer(on(7))
    take()
    line.input(bytes('ls'))
    line.drawn(5)
    line.resize({ cols: 90, rows: 30 })
    expect(take()).toEqual(['i 7 ls', 'a 7 5', 'resize 7 90'])
    channels.detachAll()
    line.input(bytes('x'))
    expect(take()).toEqual([])
  })

  it('come back on new channels after a reconnect; late answers of the old connection are dropped', async () => {
    const { channels, port, answer, take } = setup()
    channels.attach('a', port('A'), true)
    channels.detachAll()
    await answer(on(1))
    channels.output(1, bytes('stale'))
    channels.attachAll(['a'])
    await answer(on(2))
    channels.output(2, bytes('fresh'))
    expect(take()).toEqual(['open a', 'open a', 'a on', 'A write fresh'])
  })

  it('a widget that goes away while attaching leaves no channel behind', async () => {
    const { channels, port, answer, take } = setup()
    const line = channels.attach('a', port('A'), true)
    line.close()
    await answer(on(4))
    expect(take()).toEqual(['open a', 'close 4'])
  })

  it('an unknown terminal is told as gone', async () => {
    const { channels, port, answer, take } = setup()
    channels.attach('a', port('A'), true)
    await answer({ ok: false, error: 'terminal-unknown' })
    expect(take()).toEqual(['open a', 'a gone'])
  })

  it('a command clicked before the terminal is there is typed when it is', async () => {
    const { channels, port, answer, take } = setup()
    channels.type('a', 'docker ')
    channels.attach('a', port('A'), true)
    channels.type('a', 'ps\r')
    await answer(on(3))
    expect(take()).toContain('i 3 docker ps\r')
  })

  it('a large paste goes in pieces, whole', async () => {
    const { channels, port, answer, take } = setup()
    const line = channels.attach('a', port('A'), true)
    await answer(on(3))
    take()
    line.input(new Uint8Array(INPUT_PIECE_BYTES + 100))
    expect(take()).toEqual([`i 3 ${INPUT_PIECE_BYTES}`, 'i 3 100'])
  })
})
