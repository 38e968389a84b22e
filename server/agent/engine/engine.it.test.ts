// A whole private engine in a home of its own. Needs root on Linux; server/test.mjs sees to that.

import { once } from 'node:events'
import { createReadStream, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type Dockerode from 'dockerode'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Engine, Log } from '#server/agent/part.ts'
import { readEnv } from '#server/env.ts'
import { run } from './command.ts'
import { daemonPid } from './daemon.ts'
import { createEngine } from './engine.ts'
import { linkName } from './link.ts'
import { mountsBelow } from './mount.ts'
import { enginePlace } from './place.ts'
import { processesWith } from './process.ts'

const quiet: Log = { info() {}, warn() {}, error() {} }
// mkdtemp makes 0700: the same as a checkout below /root.
const home = mkdtempSync(join(tmpdir(), 'engine-'))
const env = readEnv({ DRYDOCK_HOME: home, DRYDOCK_UPSTREAM: 'off' })
const place = enginePlace(env.home, env.runDir)
let engine: Engine
/** A second agent's view of the same engine; it would start again what the first one stops. */
let again: Engine | undefined

async function until(what: () => boolean | Promise<boolean>): Promise<void> {
  await expect.poll(what, { timeout: 30_000, interval: 100 }).toBe(true)
}

/** An image of two programs of this machine: the catalog's images are tested elsewhere. */
async function importImage(docker: Dockerode): Promise<void> {
  const tar = join(home, 'image.tar')
  await run('sh', [
    '-c',
    `mkdir -p ${home}/root/bin ${home}/root/etc && cd ${home}/root && for f in /bin/sleep /bin/sh $(ldd /bin/sleep /bin/sh | grep -o '/[^ :]*' | sort -u); do case $f in *:) ;; *) cp -L --parents "$f" . ;; esac; done && tar -cf ${tar} .`,
  ])
  const stream = await docker.importImage(createReadStream(tar), { repo: 'drydock-it', tag: 'latest' })
  await new Promise((resolve) => docker.modem.followProgress(stream as NodeJS.ReadableStream, resolve))
}

beforeAll(async () => {
  engine = createEngine({ env, log: quiet })
  await engine.start()
  await importImage(engine.docker)
})
afterAll(async () => {
  await engine.stop()
  rmSync(home, { recursive: true, force: true })
})

test('it says what it is', () => {
  expect(engine.health()).toMatchObject({ state: 'ok', api: '1.41', usernsRemap: true, privateEngine: true, lacks: [] })
  expect(engine.idBase.uid).toBeGreaterThan(0)
})

test('its bridges and chains stay out of the machine’s namespace', async () => {
  const network = await engine.docker.createNetwork({ Name: 'it-apart' })
  const bridge = `br-${network.id.slice(0, 12)}`
  expect(await run('ip', ['-o', 'link'])).not.toContain(bridge)
  expect(await run('nsenter', [`--net=${place.namespace}`, 'ip', '-o', 'link'])).toContain(bridge)
  await network.remove()
})

test('the machine reaches containers, containers do not reach the machine’s services', async () => {
  const server = createServer().listen(0, '0.0.0.0')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  const gateway = (await run('ip', ['-4', '-o', 'addr', 'show', linkName(place)])).match(/inet ([\d.]+)/)?.[1]
  await expect(
    run('nsenter', [
      `--net=${place.namespace}`,
      'bash',
      '-c',
      `timeout 1 bash -c 'echo > /dev/tcp/${gateway}/${port}'`,
    ]),
  ).rejects.toThrow()
  server.close()
})

test('the agent finds a running engine again instead of starting a second one', async () => {
  const before = daemonPid('dockerd', place)
  again = createEngine({ env, log: quiet })
  await again.start()
  expect(daemonPid('dockerd', place)).toBe(before)
})

test('killed, it comes back, and its containers ran on', async () => {
  const container = await engine.docker.createContainer({ Image: 'drydock-it', Cmd: ['/bin/sleep', '1000'] })
  await container.start()
  const { Pid } = (await container.inspect()).State
  const before = daemonPid('dockerd', place) as number
  const states: string[] = []
  const undo = engine.onHealth((health) => states.push(`${health.state} ${health.problem ?? ''}`.trim()))
  process.kill(before, 'SIGKILL')
  await until(() => engine.health().state === 'ok' && states.includes('away engine-died'))
  undo()
  expect(daemonPid('dockerd', place)).not.toBe(before)
  const after = await container.inspect()
  expect(after.State.Running).toBe(true)
  expect(after.State.Pid).toBe(Pid)
})

test('its containerd killed, containers can be started again soon', async () => {
  const before = daemonPid('containerd', place) as number
  process.kill(before, 'SIGKILL')
  await until(() => daemonPid('containerd', place) !== undefined && daemonPid('containerd', place) !== before)
  await until(async () => {
    const container = await engine.docker.createContainer({ Image: 'drydock-it', Cmd: ['/bin/sleep', '0'] })
    return container.start().then(
      () => true,
      () => false,
    )
  })
})

test('stopped, nothing of it is left', async () => {
  const container = await engine.docker.createContainer({ Image: 'drydock-it', Cmd: ['/bin/sleep', '1000'] })
  await container.start()
  const { Pid } = (await container.inspect()).State
  await Promise.all([engine.stop(), again?.stop()])
  expect(existsSync(`/proc/${Pid}`)).toBe(false)
  expect(processesWith(place.containerdSocket)).toEqual([])
  expect(processesWith(place.dockerConfig)).toEqual([])
  expect([...mountsBelow(home), ...mountsBelow(env.runDir)]).toEqual([])
  expect(existsSync(place.run)).toBe(false)
  expect(await run('ip', ['-o', 'link'])).not.toContain(linkName(place))
  expect(await run('sh', ['-c', 'iptables -S; iptables -t nat -S'])).not.toContain(place.hash)
  expect(readFileSync('/proc/self/mountinfo', 'utf8')).not.toContain(place.hash)
})
