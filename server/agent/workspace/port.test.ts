import { expect, test } from 'vitest'
import { PortTaken, type Publish } from '#server/agent/part.ts'
import { type Listening, NamespaceError } from '#server/agent/workspace/namespace.ts'
import { createPortTable } from '#server/agent/workspace/port.ts'

const port = (hostPort: number, more: Partial<Publish> = {}): Publish => ({
  hostIp: '',
  hostPort,
  containerPort: 80,
  proto: 'tcp',
  ...more,
})

/** Sockets of a workspace that are only counted. `held`: ports of the learner's own processes. */
function sockets(held: number[] = []) {
  const open = new Set<number>()
  const listen = async (_proto: string, _host: string, at: number) => {
    await Promise.resolve()
    if (held.includes(at) || open.has(at)) throw new NamespaceError('EADDRINUSE')
    open.add(at)
    const server = { on: () => server, close: () => open.delete(at) }
    return { proto: 'tcp', server } as unknown as Listening
  }
  return { open, listen }
}
const quiet = () => {}

test('two containers at the same moment: one gets the port', async () => {
  const table = createPortTable(quiet)
  const { listen, open } = sockets()
  await table.arrive(listen)
  const both = await Promise.allSettled([table.reserve('a', [port(80)]), table.reserve('b', [port(80)])])
  expect(both.map(({ status }) => status)).toEqual(['fulfilled', 'rejected'])
  expect((both[1] as PromiseRejectedResult).reason).toBeInstanceOf(PortTaken)
  expect([...open]).toEqual([80])
})

test.each([
  [port(80), port(80, { hostIp: '127.0.0.1' }), true],
  [port(80, { hostIp: '0.0.0.0' }), port(80, { hostIp: '127.0.0.1' }), true],
  [port(80, { hostIp: '127.0.0.1' }), port(80, { hostIp: '127.0.0.2' }), false],
  [port(80), port(80, { proto: 'udp' }), false],
  [port(80), port(81), false],
])('%j and %j clash: %s', async (one, other, clash) => {
  const table = createPortTable(quiet)
  await table.reserve('a', [one])
  const second = table.reserve('b', [other])
  if (clash) await expect(second).rejects.toThrow(PortTaken)
  else await expect(second).resolves.toEqual([other])
})

test('a port held by a process refuses the whole container and leaves nothing open', async () => {
  const table = createPortTable(quiet)
  const { listen, open } = sockets([82])
  await table.arrive(listen)
  await expect(table.reserve('a', [port(81), port(82)])).rejects.toThrow(PortTaken)
  expect(open.size).toBe(0)
  await expect(table.reserve('b', [port(81)])).resolves.toHaveLength(1)
})

test('a container keeps its ports when it asks again', async () => {
  const table = createPortTable(quiet)
  await table.reserve('a', [port(80)])
  await expect(table.reserve('a', [port(80)])).resolves.toEqual([port(80)])
})

test('ports reserved before the workspace came are opened with it, and again after it was away', async () => {
  const table = createPortTable(quiet)
  const { listen, open } = sockets()
  await table.reserve('a', [port(80)])
  expect(open.size).toBe(0)
  await table.arrive(listen)
  expect([...open]).toEqual([80])
  table.leave()
  expect(open.size).toBe(0)
  await table.arrive(listen)
  expect([...open]).toEqual([80])
})

test('a port whose container was removed while it was opened does not stay open', async () => {
  const table = createPortTable(quiet)
  const { listen, open } = sockets()
  await table.arrive(listen)
  const reserving = table.reserve('a', [port(80)])
  table.release('a')
  await reserving
  expect(open.size).toBe(0)
})
