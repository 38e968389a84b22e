// Who may read the figures, over real connections; and what is told when the agent is away.
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { networkInterfaces } from 'node:os'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { DrydockError } from '#server/protocol/error.ts'
import { createWebMetrics } from './metric.ts'
import { createMetricsDoor } from './metric-door.ts'

const TOKEN = 'a-token-of-this-test'
const log = { info() {}, warn() {}, error() {} }
const sample = { tabs: { lab: 3, live: 1 }, learners: 2, queuedBytes: 70 }

const servers: http.Server[] = []
const ports: { open: number; closed: number } = { open: 0, closed: 0 }
beforeAll(async () => {
  for (const [name, token] of [
    ['open', TOKEN],
    ['closed', undefined],
  ] as const) {
    const server = http.createServer(createMetricsDoor({ token, text: async () => 'figures 1\n', log }))
    servers.push(server)
    await new Promise<void>((resolve) => server.listen(0, '0.0.0.0', resolve))
    ports[name] = (server.address() as AddressInfo).port
  }
})
afterAll(() => {
  for (const server of servers) server.close()
})

/** By fetch the host could not be chosen. */
function status(address: string, port: number, headers: http.OutgoingHttpHeaders = {}): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    http
      .get({ host: address, port, path: '/metrics', headers, agent: false }, (response) => {
        response.resume()
        resolve(response.statusCode)
      })
      .on('error', reject)
  })
}
const elsewhere = Object.values(networkInterfaces())
  .flat()
  .find((one) => one?.family === 'IPv4' && !one.internal)?.address

it('a program on this machine may read them', async () => {
  expect(await status('127.0.0.1', ports.closed)).toBe(200)
  expect(await status('127.0.0.1', ports.closed, { host: 'localhost:3000' })).toBe(200)
})

it('what a proxy on this machine passes on may not, nor a page whose name leads here', async () => {
  for (const name of ['x-forwarded-for', 'forwarded', 'x-real-ip', 'via'])
    expect([name, await status('127.0.0.1', ports.closed, { [name]: '127.0.0.1' })]).toEqual([name, 403])
  expect(await status('127.0.0.1', ports.closed, { host: 'rebound.example' })).toBe(403)
})

it('the token opens it to others, a wrong one or none does not', async () => {
  const far = { 'x-forwarded-for': '203.0.113.9' }
  expect(await status('127.0.0.1', ports.open, { ...far, authorization: `Bearer ${TOKEN}` })).toBe(200)
  expect(await status('127.0.0.1', ports.open, { ...far, authorization: `Bearer ${TOKEN}x` })).toBe(403)
  expect(await status('127.0.0.1', ports.open, { ...far, authorization: TOKEN })).toBe(403)
  expect(await status('127.0.0.1', ports.open, far)).toBe(403)
  // Where no token is set, none is right.
  expect(await status('127.0.0.1', ports.closed, { ...far, authorization: 'Bearer undefined' })).toBe(403)
})

it.runIf(elsewhere)('by another address of the machine it is as from elsewhere', async () => {
  expect(await status(elsewhere as string, ports.closed)).toBe(403)
  expect(await status(elsewhere as string, ports.open, { authorization: `Bearer ${TOKEN}` })).toBe(200)
})

it('the web’s figures are followed by the agent’s, no name twice', async () => {
  const metrics = createWebMetrics()
  metrics.agentCall('health.get', 4)
  const asked: string[] = []
  const link = {
    buffered: () => 12,
    call: async (method: string) => {
      asked.push(method)
      return method === 'metrics.get' ? { text: '# TYPE drydock_agent_tenants gauge\ndrydock_agent_tenants 5\n' } : {}
    },
  }
  const text = await metrics.text(link as never, sample)
  for (const line of [
    'drydock_web_learners 2',
    'drydock_web_tabs{kind="lab"} 3',
    'drydock_web_tabs{kind="live"} 1',
    'drydock_web_browser_queue_bytes 70',
    'drydock_web_agent_queue_bytes 12',
    'drydock_web_agent_up 1',
    'drydock_web_agent_call_seconds_bucket{le="0.005",method="health.get"} 1',
    'drydock_agent_tenants 5',
  ])
    expect(text.split('\n')).toContain(line)
  expect(text).toMatch(/^drydock_web_process_resident_memory_bytes \d+$/m)
  expect(text).toMatch(/^drydock_web_nodejs_eventloop_lag_p99_seconds /m)
  const types = [...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name)
  expect(new Set(types).size).toBe(types.length)
  expect(asked).toEqual(['health.get', 'metrics.get'])
})

it('an agent that is away is told as such', async () => {
  const link = { buffered: () => 0, call: () => Promise.reject(new DrydockError('agent-away')) }
  const text = await createWebMetrics().text(link as never, sample)
  expect(text).toMatch(/^drydock_web_agent_up 0$/m)
  expect(text).not.toContain('drydock_agent_')
})
