// What a learner's container reaches, tried from inside, on a private engine; and what is left after that engine was away.
// Every target that must not be reached is first reached from where it may be, so that a dead target proves nothing.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { networkInterfaces, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { run } from '#server/agent/engine/command.ts'
import { daemonPid } from '#server/agent/engine/daemon.ts'
import { createEngine } from '#server/agent/engine/engine.ts'
import { linkName } from '#server/agent/engine/link.ts'
import { enginePlace } from '#server/agent/engine/place.ts'
import { build } from '#server/agent/gateway/test-build.ts'
import { readTestCatalog } from '#server/agent/gateway/test-catalog.ts'
import { createTestHost } from '#server/agent/gateway/test-host.ts'
import { docker, follow, until } from '#server/agent/gateway/test-stage.ts'
import { createUpstream, type Upstream } from '#server/agent/gateway/upstream.ts'
import type { Engine, Log, Tenant } from '#server/agent/part.ts'
import { readEnv } from '#server/env.ts'
import { createTenants } from './tenant.ts'

const quiet: Log = { info() {}, warn() {}, error() {} }
const home = mkdtempSync(join(tmpdir(), 'fence-'))
/** runc under a second name is a second runtime to the engine. */
const RUNTIME = 'runc-again'
const env = readEnv({ DRYDOCK_HOME: join(home, 'home'), DRYDOCK_UPSTREAM: 'off', DRYDOCK_RUNTIME: RUNTIME })
const place = enginePlace(env.home, env.runDir)
const tag = place.hash.slice(0, 8)
/** Of this run alone: an earlier one that was killed may have left its own. */
const byte = (at: number) => Number.parseInt(place.hash.slice(at, at + 2), 16)
const subnet = (byte(0) % 64) * 4
const GATEWAY = `203.0.113.${subnet + 1}`
const OUTSIDE = `203.0.113.${subnet + 2}`
const METADATA = `169.254.${1 + (byte(2) % 254)}.${byte(4)}`

let engine: Engine
let raw: Upstream
let host: ReturnType<typeof createTestHost>
let tenants: ReturnType<typeof createTenants>
let me: Tenant
let far: Tenant
/** With other settings; each would start again what another one stops. */
const engines: Engine[] = []
const engineOf = (changes: Partial<typeof env>) => {
  const made = createEngine({ env: { ...env, ...changes }, log: quiet })
  engines.push(made)
  return made
}
const servers: ChildProcess[] = []

/** Answers on TCP, tells what comes on UDP, on all addresses of a network namespace. `dns`: every name is 198.51.100.7. */
async function serve(port: number, namespace?: string, dns = false): Promise<void> {
  const code = `require('net').createServer((s) => s.on('error', () => {}).end('reached')).listen(${port}, '0.0.0.0', () => console.log('up'));
    const dgram = require('dgram'); dgram.createSocket('udp4').on('message', (m, from) => console.log(from.address, String(m))).bind(${port});
    const dns = dgram.createSocket('udp4').on('message', (q, from) => dns.send(Buffer.concat([q.subarray(0, 2), Buffer.from('81800001000100000000', 'hex'), q.subarray(12, q.indexOf(0, 12) + 5), Buffer.from('c00c000100010000003c0004c6336407', 'hex')]), from.port, from.address));
    if (${dns}) dns.bind(53)`
  const [command, ...args] = [...(namespace ? ['nsenter', `--net=${namespace}`] : []), process.execPath, '-e', code]
  const child = spawn(command as string, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  servers.push(child)
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    heard.set(port, `${heard.get(port) ?? ''}${text}`)
  })
  await until('the server listens', () => heard.get(port)?.includes('up'))
}
const heard = new Map<number, string>()
const [ON_MACHINE, IN_ENGINE, OUT] = [20_000, 20_001, 20_002].map((port) => port + (process.pid % 1000) * 10) as [
  number,
  number,
  number,
]

beforeAll(async () => {
  const bin = join(home, 'bin')
  mkdirSync(bin)
  chmodSync(home, 0o755)
  symlinkSync((await run('sh', ['-c', 'command -v runc'])).trim(), join(bin, RUNTIME))
  process.env.PATH = `${process.env.PATH}:${bin}`
  engine = engineOf({})
  await engine.start()
  raw = createUpstream(engine.socketPath)
  const image = 'catalog.drydock.local%2Fbusybox%3Alatest'
  const { stream } = await createUpstream(process.env.DRYDOCK_TEST_DOCKER as string).stream('GET', {
    path: `/images/${image}/get`,
  })
  const loaded = await raw.stream('POST', { path: '/images/load', tar: stream })
  for await (const _ of loaded.stream);
  await open()
  me = await tenants.create()
  far = await tenants.create()
  for (const tenant of [me, far]) {
    await docker(tenant, 'network create inner')
    await docker(tenant, 'run -d --name web -p 8080:80 busybox sh -c "while :; do echo hi | nc -l -p 80; done"')
    await docker(tenant, 'run -d --name inside --network inner busybox sh -c "while :; do echo hi | nc -l -p 80; done"')
  }
  // The outside: a namespace behind the machine, with an address of the internet and one of a cloud's metadata service.
  const outside = `/run/netns/dd-${tag}`
  await run('ip', ['netns', 'add', `dd-${tag}`])
  await run('ip', ['link', 'add', `ot-${tag}`, 'type', 'veth', 'peer', 'name', 'in0', 'netns', `dd-${tag}`])
  await run('sh', [
    '-ec',
    `ip addr add ${GATEWAY}/30 dev ot-${tag}; ip link set ot-${tag} up; ip route add ${METADATA} dev ot-${tag}`,
  ])
  await run('nsenter', [
    `--net=${outside}`,
    'sh',
    '-ec',
    `ip addr add ${OUTSIDE}/30 dev in0; ip addr add ${METADATA}/32 dev in0; ip link set in0 up; ip link set lo up; ip route add default via ${GATEWAY}`,
  ])
  await serve(ON_MACHINE)
  await serve(IN_ENGINE, place.namespace)
  await serve(OUT, outside, true)
})
afterAll(async () => {
  for (const server of servers) {
    server.kill('SIGKILL')
    await once(server, 'exit')
  }
  await tenants?.stop()
  await Promise.all(engines.map((one) => one.stop()))
  await run('ip', ['netns', 'del', `dd-${tag}`]).catch(() => {})
  await run('ip', ['link', 'del', `ot-${tag}`]).catch(() => {})
  rmSync(home, { recursive: true, force: true })
})

async function open() {
  host = createTestHost()
  tenants = createTenants({
    home: env.home,
    runDir: join(home, 'run'),
    engine,
    catalog: await readTestCatalog(engine.socketPath),
    registry: undefined,
    host,
    log: quiet,
    runtime: env.runtime,
  })
  await tenants.start()
}

const ok = async (tenant: Tenant, args: string) => {
  const ran = await docker(tenant, args)
  expect(`${args}: ${ran.err}`).toBe(`${args}: `)
  return ran.out
}
const address = async (tenant: Tenant, name: string, network: string, field = 'IPAddress') =>
  ok(
    tenant,
    `inspect -f "{{(index .NetworkSettings.Networks \\"${network}\\").${field}}}" ${name}`.replaceAll('\\"', '`'),
  )

/** `address:port` of those that answer, as a line of a shell. */
const probe = (targets: string[]) =>
  targets
    .map((target) => `(nc -w 2 ${target.replace(':', ' ')} </dev/null >/dev/null 2>&1 && echo ${target}) &`)
    .join(' ')
const reachedFrom = async (container: string, targets: string[], tenant = me) =>
  (await ok(tenant, `exec ${container} sh -c '${probe(targets)} wait'`)).split('\n').filter(Boolean).sort()
/** The same from a network namespace of the machine. */
const reachedIn = async (namespace: string | undefined, targets: string[]) => {
  const script = targets
    .map(
      (target) => `(timeout 2 bash -c 'echo > /dev/tcp/${target.replace(':', '/')}' 2>/dev/null && echo ${target}) &`,
    )
    .join(' ')
  const out = await run('bash', [
    '-c',
    namespace ? `nsenter --net=${namespace} bash -c "${script} wait"` : `${script} wait`,
  ])
  return out.split('\n').filter(Boolean).sort()
}

it('G-F1 own networks, the outside and its name servers are reached', async () => {
  const own = [`${await address(me, 'web', 'bridge')}:80`, `${OUTSIDE}:${OUT}`].sort()
  expect(await reachedFrom('web', own)).toEqual(own)
  await ok(me, 'run --rm --network inner busybox nc -w 2 inside 80 -e true')
  expect(await ok(me, `exec web nslookup -type=a anything.example ${OUTSIDE}`)).toContain('198.51.100.7')
})

it('G-F2 the machine’s services are not, on none of its addresses, nor the engine’s own', async () => {
  const machine = Object.values(networkInterfaces())
    .flatMap((all) => all ?? [])
    .filter(({ family, internal }) => family === 'IPv4' && !internal)
    .map((one) => `${one.address}:${ON_MACHINE}`)
  expect(machine.length).toBeGreaterThan(1)
  const link = (await run('ip', ['-4', '-o', 'addr', 'show', linkName(place)])).match(/inet ([\d.]+)/)?.[1]
  expect(machine).toContain(`${link}:${ON_MACHINE}`)
  const gateways = [
    await address(me, 'web', 'bridge', 'Gateway'),
    await address(me, 'inside', 'inner', 'Gateway'),
    await address(far, 'web', 'bridge', 'Gateway'),
    (await run('nsenter', [`--net=${place.namespace}`, 'ip', '-4', '-o', 'addr', 'show', 'docker0'])).match(
      /inet ([\d.]+)/,
    )?.[1],
    (await run('nsenter', [`--net=${place.namespace}`, 'ip', '-4', '-o', 'addr', 'show', 'up0'])).match(
      /inet ([\d.]+)/,
    )?.[1],
  ].map((one) => `${one}:${IN_ENGINE}`)
  expect(await reachedIn(undefined, machine)).toEqual([...machine].sort())
  expect(await reachedIn(place.namespace, gateways)).toEqual([...gateways].sort())
  for (const container of ['web', 'inside']) expect(await reachedFrom(container, [...machine, ...gateways])).toEqual([])
})

it('G-F3 other tenants’ containers are not, on no pair of networks', async () => {
  const theirs = [`${await address(far, 'web', 'bridge')}:80`, `${await address(far, 'inside', 'inner')}:80`].sort()
  // The agent does, for its relays.
  expect(await reachedIn(undefined, theirs)).toEqual(theirs)
  for (const container of ['web', 'inside']) expect(await reachedFrom(container, theirs)).toEqual([])
})

it('G-F4 link-local addresses are not, the metadata service least of all, and there is no IPv6', async () => {
  const targets = [`${METADATA}:${OUT}`]
  expect(await reachedIn(undefined, targets)).toEqual(targets)
  expect(await reachedFrom('web', targets)).toEqual([])
  expect(await ok(me, 'exec web cat /proc/net/if_inet6')).toBe('')
  expect(await run('nsenter', [`--net=${place.namespace}`, 'cat', '/proc/net/if_inet6'])).toBe('')
})

it('G-F5 a port that the engine publishes for somebody is not reached through a gateway’s address', async () => {
  const { Id } = await raw.json('POST', {
    path: '/containers/create',
    body: {
      Image: 'catalog.drydock.local/busybox',
      Cmd: ['sh', '-c', 'while :; do echo hi | nc -l -p 80; done'],
      ExposedPorts: { '80/tcp': {} },
      HostConfig: { PortBindings: { '80/tcp': [{ HostPort: String(IN_ENGINE + 1) }] } },
    },
  })
  await raw.json('POST', { path: `/containers/${Id}/start` })
  const published = `${await address(me, 'web', 'bridge', 'Gateway')}:${IN_ENGINE + 1}`
  expect(await reachedIn(place.namespace, [published])).toEqual([published])
  expect(await reachedFrom('web', [published])).toEqual([])
  await raw.json('DELETE', { path: `/containers/${Id}`, query: { force: true } })
})

it('G-F6 a packet in another’s name does not leave', async () => {
  const { State } = await raw.json('GET', { path: `/containers/${me.id}_web/json` })
  const victim = await address(far, 'web', 'bridge')
  const own = await address(me, 'web', 'bridge')
  // Raw sockets, as a program with CAP_NET_RAW in the container has them; perl, because a busybox has none.
  const send = (source: string, text: string) => {
    const udp = `pack('nnnn', 4000, ${OUT}, 8 + length($t), 0) . $t`
    const ip = `pack('CCnnnCCna4a4', 0x45, 0, 20 + length($u), 1, 0, 64, 17, 0, inet_aton('${source}'), inet_aton('${OUTSIDE}'))`
    const script = `use Socket; $t = '${text}'; $u = ${udp}; socket(S, PF_INET, SOCK_RAW, 255) or die; send(S, ${ip} . $u, 0, sockaddr_in(0, inet_aton('${OUTSIDE}'))) or die`
    return run('nsenter', [`--net=/proc/${State.Pid}/ns/net`, 'perl', '-e', script])
  }
  await send(victim, 'forged')
  await send(own, 'honest')
  await until('the honest one arrives', () => heard.get(OUT)?.includes('honest'))
  expect(heard.get(OUT)).not.toContain('forged')
})

it('G-F7 the steps of a build have the same fences', async () => {
  const open = `${OUTSIDE}:${OUT}`
  const shut = [
    `${await address(far, 'web', 'bridge')}:80`,
    `${await address(me, 'web', 'bridge', 'Gateway')}:${IN_ENGINE}`,
    `${METADATA}:${OUT}`,
  ]
  const { text } = await build(me, `FROM busybox\nRUN ${probe([open, ...shut])} wait; echo done\n`, {
    query: { nocache: '1' },
  })
  const lines = text.split(/\\n|\n/)
  expect(lines.filter((line) => line.includes(`"stream":"${open}`))).toHaveLength(1)
  for (const target of shut) expect(lines.filter((line) => line.includes(`"stream":"${target}`))).toEqual([])
})

it('G-704 the engine killed and back: containers ran on, no event is lost, ports are as the containers are', async () => {
  const events = follow(me, ['events', '--format', '{{.Action}} {{.Actor.Attributes.name}}'])
  await ok(me, 'run -d --name short -p 9090:90 busybox sleep 4')
  await until('events come', () => events.text().includes('start short'))
  expect(host.relays(me).has('9090/tcp')).toBe(true)
  const { State } = await raw.json('GET', { path: `/containers/${me.id}_web/json` })
  process.kill(daemonPid('dockerd', place) as number, 'SIGKILL')
  await until('calls say so', async () => /does not answer right now/.test((await docker(me, 'ps')).err))
  await until('it is back', async () => (await docker(me, 'ps')).code === 0)
  expect((await raw.json('GET', { path: `/containers/${me.id}_web/json` })).State.Pid).toBe(State.Pid)
  await until(
    'what ended meanwhile is told',
    async () => (await ok(me, 'inspect -f {{.State.Status}} short')) === 'exited',
  )
  await until('its port is free', () => !host.relays(me).has('9090/tcp'))
  expect(host.relays(me).has('8080/tcp')).toBe(true)
  await ok(me, 'run --rm --name after busybox true')
  await until('events go on', () => events.text().includes('destroy after'))
  // Told once each, whatever was asked for again.
  expect(events.text().match(/start short/g)).toHaveLength(1)
  events.end()
  await ok(me, 'rm short')
})

it('G-F8 without the internet own networks still work, and builds of the catalog', async () => {
  const own = `${await address(me, 'web', 'bridge')}:80`
  const open = `${OUTSIDE}:${OUT}`
  const off = engineOf({ internet: false })
  await off.start()
  expect(await reachedFrom('web', [own, open])).toEqual([own])
  const { text } = await build(me, `FROM busybox\nRUN ${probe([open])} wait; echo done\n`, { query: { nocache: '1' } })
  expect(text).not.toContain(`"stream":"${open}`)
  const { Id } = await raw.json('POST', {
    path: '/containers/create',
    body: { Image: 'catalog.drydock.local/busybox', Cmd: ['sh', '-c', `${probe([open])} wait`], Tty: true },
  })
  await raw.json('POST', { path: `/containers/${Id}/start` })
  await raw.json('POST', { path: `/containers/${Id}/wait` })
  const { stream } = await raw.stream('GET', { path: `/containers/${Id}/logs`, query: { stdout: true } })
  let said = ''
  for await (const part of stream) said += part
  expect(said).toContain(open)
  await raw.json('DELETE', { path: `/containers/${Id}` })
  const on = engineOf({})
  await on.start()
  expect(await reachedFrom('web', [open])).toEqual([open])
})

it('G-F9 containers run with the runtime that the settings name', async () => {
  expect((await raw.json('GET', { path: `/containers/${me.id}_web/json` })).HostConfig.Runtime).toBe(RUNTIME)
  expect(await ok(me, 'inspect -f {{.HostConfig.Runtime}} web')).not.toBe('')
  const other = engineOf({ runtime: 'runsc' })
  void other.start().catch(() => {})
  await until('the missing runtime is told', () => other.health().problem === 'runtime-missing')
  expect(other.health().detail).toContain(RUNTIME)
})
