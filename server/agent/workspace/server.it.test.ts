// A learner's server: a second host whose engine answers in the learner's workspace, apart from it in all else.
// server/agent/gateway/SPEC.md G-708…
import { existsSync } from 'node:fs'
import Dockerode from 'dockerode'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { execKey, httpKey } from '#server/agent/check/facts.ts'
import { startRound } from '#server/agent/check/gather.ts'
import type { Tenant } from '#server/agent/part.ts'
import { runLines } from '#server/agent/workspace/run.ts'
import { openStage, type Stage } from '#server/agent/workspace/test-stage.ts'

const IMAGE = 'nginx'

let stage: Stage
let learner: Tenant
let server: Tenant
beforeAll(async () => {
  stage = await openStage()
  learner = await stage.tenants.create()
  await stage.workspaces.open(learner)
  server = await stage.tenants.server(learner.id)
  await stage.workspaces.open(server)
  await type('docker context create prod --docker host=unix:///run/drydock/prod.sock')
}, 60_000)
afterAll(() => stage?.end(), 60_000)

async function type(line: string) {
  const { container } = stage.workspaces.running(learner)!
  return runLines(stage.api, container, [line])
}
const said = async (line: string) => (await type(line)).output.trim()
/** curl's own exit codes: 7 refused. */
const curl = async (url: string) => (await type(`curl -s -o /dev/null --retry 5 --retry-connrefused ${url}`)).exit

it('G-708 is made once, however often it is asked for', async () => {
  const [a, b] = await Promise.all([stage.tenants.server(learner.id), stage.tenants.server(learner.id)])
  expect([a.id, b.id]).toEqual([server.id, server.id])
  expect(server.serverOf).toBe(learner.id)
})

it('G-709 has names and ports of its own', async () => {
  expect((await type(`docker run -d --name web -p 80:80 ${IMAGE}`)).exit).toBe(0)
  expect((await type(`docker --context prod run -d --name web -p 80:80 ${IMAGE}`)).exit).toBe(0)
  expect(await said("docker --context prod ps --format '{{.Names}}'")).toBe('web')
  await type('docker --context prod exec web sh -c "echo far > /usr/share/nginx/html/where"')
  expect(await said('curl -s http://prod/where')).toBe('far')
  expect(await curl('http://localhost')).toBe(0)
  await type('docker rm -f web')
  expect((await type('curl -s http://localhost')).exit).toBe(7)
  expect(await said('curl -s http://prod/where')).toBe('far')
})

it('G-709 what it publishes on its own 127.0.0.1 is reached by nobody else', async () => {
  await type(`docker --context prod run -d --name shy -p 127.0.0.1:8081:80 ${IMAGE}`)
  expect((await type('curl -s http://prod:8081')).exit).toBe(7)
  await expect(stage.host.dialFromOutside(server, 8081)).rejects.toThrow('preview-unreachable')
  const open = await stage.host.dialFromOutside(server, 80)
  open.destroy()
})

it('leaves the learner’s shells to the learner’s own workspace, also when the agent is started again', async () => {
  const size = { cols: 80, rows: 24 }
  const { id } = await stage.terminals.create(learner, size)
  let screen = ''
  const look = (terminal: string) => {
    screen = ''
    return stage.terminals.attach(
      learner,
      terminal,
      {
        snapshot() {},
        send(bytes) {
          screen += Buffer.from(bytes)
        },
      },
      size,
    )
  }
  const until = (what: RegExp) => expect.poll(() => screen, { timeout: 10_000 }).toMatch(what)
  let shell = look(id)
  await until(/\$ /)
  shell.input(Buffer.from('touch ~/here; KEPT=yes; docker context ls -q | sort | xargs; echo is-$KEPT\r'))
  await until(/default prod\r\n[\s\S]*is-yes\r/)

  await stage.leave()
  stage = await openStage(stage.dir)
  learner = stage.tenants.get(learner.id)!
  server = stage.tenants.get(server.id)!
  expect(stage.workspaces.running(server)).toMatchObject({ starter: false })
  shell = look(id)
  shell.input(Buffer.from('clear; echo still-$KEPT\r'))
  await until(/still-yes\r/)
  const next = await stage.terminals.create(learner, size)
  const other = look(next.id)
  await until(/\$ /)
  other.input(Buffer.from('clear; ls ~/here; echo that-$((1+1))\r'))
  await until(/here\r\n[\s\S]*that-2\r/)
  for (const one of [id, next.id]) stage.terminals.close(learner, one)
}, 60_000)

it('is seen by checks under prod:', async () => {
  const of = (tenant: Tenant) => new Dockerode({ socketPath: tenant.internalSocketPath })
  const round = startRound({
    docker: of(learner),
    homeDir: learner.homeDir,
    dial: () => Promise.reject(new Error('nothing listens')),
    server: { docker: of(server), dial: (port) => stage.host.dialFromOutside(server, port) },
    registry: () => new Map(),
  })
  await type(`docker create --name near ${IMAGE}`)
  const argv = ['cat', '/usr/share/nginx/html/where']
  const found = await round.observe([
    { kind: 'containers' },
    { kind: 'exec', container: 'prod:web', argv },
    { kind: 'exec', container: 'web', argv },
    { kind: 'http', port: 80, path: '/where', server: true },
    { kind: 'http', port: 80, path: '/where', server: false },
  ])
  expect(found.containers.map(({ name }) => name).sort()).toEqual(['near', 'prod:shy', 'prod:web'])
  expect(found.exec.get(execKey('prod:web', argv))).toEqual({ exit: 0, stdout: 'far\n' })
  expect(found.exec.get(execKey('web', argv))).toEqual({ problem: 'missing' })
  expect(found.http.get(httpKey(80, '/where', true))).toEqual({ status: 200, body: 'far\n' })
  expect(found.http.get(httpKey(80, '/where'))).toEqual({ problem: 'refused' })
})

it('G-708 is cleared and goes with its learner', async () => {
  await stage.tenants.clear(learner.id)
  expect(await said('docker --context prod ps -aq')).toBe('')
  await stage.tenants.remove(learner.id)
  expect(stage.tenants.list()).toEqual([])
  expect(existsSync(server.socketPath)).toBe(false)
  const left = await stage.docker.listContainers({ all: true })
  expect(left.filter(({ Names }) => Names.some((name) => name.includes(server.id)))).toEqual([])
  const networks = await stage.docker.listNetworks()
  expect(networks.filter(({ Name }) => Name.includes(server.id) || Name.includes(learner.id))).toEqual([])
})
