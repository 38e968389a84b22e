// Bounds of a tenant on the real engine, with small numbers instead of the usual ones. SPEC.md G-L…
import { existsSync, readFileSync } from 'node:fs'
import net from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Tenant } from '../part.ts'
import { CALLS_BURST, CONNECTIONS_PER_TENANT, STREAMS_PER_TENANT, WRITING_ROUTES } from './limit.ts'
import { rules } from './table.ts'
import { build, call } from './test-build.ts'
import { createStage, docker, request, type Stage, until } from './test-stage.ts'

const MIB = 1024 * 1024

let stage: Stage
let me: Tenant
beforeAll(async () => {
  stage = await createStage({
    limits: {
      containers: 6,
      running: 3,
      execs: 4,
      memoryBytes: 128 * MIB,
      pids: 60,
      buildBytes: 20 * MIB,
      restarts: 5,
    },
  })
  me = await stage.tenants.create()
})
// What a try that failed has left would be in the way of the next one.
beforeEach(() => clear())
afterAll(() => stage?.end())

const ok = async (args: string, input?: string) => {
  const ran = await docker(me, args, input)
  expect(`${args}: ${ran.err}`).toBe(`${args}: `)
  return ran.out
}
const no = async (args: string) => {
  const ran = await docker(me, args)
  expect(ran.code).not.toBe(0)
  return ran.err
}
const clear = async () => {
  const ids = (await ok('ps -aq')).split('\n').filter(Boolean)
  if (ids.length > 0) await ok(`rm -f ${ids.join(' ')}`)
}
/** A file of the tenant's own control group, on a machine with the old kind. */
const group = (controller: string, file: string, ...below: string[]) => {
  const [top] = Object.values(parents)
  const path = `/sys/fs/cgroup/${controller}${top}${below.map((one) => `/${one}`).join('')}/${file}`
  return existsSync(path) ? readFileSync(path, 'utf8').trim() : undefined
}
const parents: Record<string, string> = {}

describe('G-L containers', () => {
  it('G-L1 so many, stopped ones too; G-L2 so many that run', async () => {
    for (const n of [1, 2, 3]) await ok(`run -d --name r${n} busybox sleep 1000`)
    await ok('create --name r4 busybox sleep 1000')
    expect(await no('start r4')).toContain('3 of your containers are running, the most this machine allows is 3')
    // A client of --rm waits for the removal, also of what was never started.
    expect(await no('run --rm --name r5 busybox true')).toContain('the most this machine allows is 3')
    expect(await ok('ps -aq --filter name=r5')).toBe('')
    await ok('stop -t 0 r1')
    await ok('start r4')
    await ok('create --name r5 busybox')
    await ok('create --name r6 busybox')
    expect(await no('create --name r7 busybox')).toContain('This machine holds 6 containers at most')
    // What was counted is what runs, also after a restart of the agent.
    await stage.restart()
    expect(await no('start r1')).toContain('the most this machine allows is 3')
  })

  it('G-L3 two starts at once do not both take the last place', async () => {
    for (const n of [1, 2]) await ok(`run -d busybox sleep ${1000 + n}`)
    for (const n of [3, 4]) await ok(`create --name r${n} busybox sleep 1000`)
    const both = await Promise.all([docker(me, 'start r3'), docker(me, 'start r4')])
    expect(both.map(({ code }) => code).sort()).toEqual([0, 1])
  })

  it('G-L4 memory: of each, and of all together by the control group of the tenant', async () => {
    expect(await no('create -m 1g busybox')).toContain('512 MiB of memory at most')
    const [first, second] = await Promise.all(
      ['aa', 'bb'].map((name) =>
        ok(`run -d --name ${name} -m 100m busybox dd if=/dev/zero of=/dev/null bs=80M count=1000000`),
      ),
    )
    const raw = await stage.raw.json('GET', { path: `/containers/${first}/json` })
    parents.own = raw.HostConfig.CgroupParent
    expect(parents.own).toContain(me.id)
    expect(group('memory', 'memory.limit_in_bytes') ?? group('', 'memory.max')).toBe(String(128 * MIB))
    // Each is within its own 100 MiB; together they are not.
    await until('one of them is ended', async () => {
      const states = await ok('inspect -f {{.State.Running}}:{{.State.ExitCode}} aa bb')
      return states.split('\n').includes('false:137')
    })
    expect(second).toMatch(/^[0-9a-f]{64}$/)
  })

  it('G-L5 processors: of each, and of all together', async () => {
    expect(await no('create --cpus 4 busybox')).toContain('2 CPUs at most')
    expect(await no('create --cpu-period 100000 --cpu-quota 900000 busybox')).toContain('2 CPUs at most')
    expect(group('cpu', 'cpu.cfs_quota_us') ?? group('', 'cpu.max')?.split(' ')[0]).toBe('200000')
  })

  it('G-L6 processes: of each, of all together, and of a step of a build', async () => {
    expect(await no('create --pids-limit -1 busybox')).toContain('512 processes at most')
    const bomb = 'i=0; while [ $i -lt 40 ]; do sleep 1000 & i=$((i+1)); done; echo all'
    for (const name of ['aa', 'bb']) await ok(`run -d --name ${name} busybox sh -c '${bomb}; sleep 1000'`)
    await until('one of them can not fork', async () =>
      /can't fork/.test((await docker(me, 'logs aa')).err + (await docker(me, 'logs bb')).err),
    )
    await clear()
    const { text } = await build(me, `FROM busybox\nRUN ${bomb.replaceAll('40', '400')}\n`, { query: { nocache: '1' } })
    expect(text).toContain("can't fork")
    expect(group('pids', 'pids.max', 'build') ?? group('', 'pids.max', 'build')).toBe('256')
  })

  it('G-L7 starts: as many a second as the engine bears', async () => {
    // Few, because each that is allowed is one more that the engine has to do.
    const slow = await createStage({ limits: { startsBurst: 8, startsPerSecond: 1 } })
    try {
      const own = await slow.tenants.create()
      expect((await docker(own, 'create --name again busybox true')).err).toBe('')
      const answers = await Promise.all(Array.from({ length: 30 }, () => call(own, 'POST', '/containers/again/start')))
      const refused = answers.filter(({ status }) => status === 429)
      expect(refused.length).toBeGreaterThan(10)
      expect(refused.length).toBeLessThan(30)
      expect(refused[0]?.text).toContain('Containers were started too often')
    } finally {
      await slow.end()
    }
  })

  it('G-L8 restart policies: what restarts most is stopped, and says why', async () => {
    await ok('run -d --name loop --restart always busybox false')
    const why = await until('it is stopped', async () => {
      const said = await ok('inspect -f "{{.State.Status}} {{.State.Error}}" loop')
      return said.startsWith('exited') && said
    })
    expect(why).toContain('restart policies started your containers 5 times within 2 minutes')
    await until(
      'its policy is gone',
      async () =>
        (await stage.raw.json('GET', { path: `/containers/${me.id}_loop/json` })).HostConfig.RestartPolicy.Name ===
        'no',
    )
  })
})

describe('G-L builds', () => {
  /** What the engine has of builds of a tenant. */
  const ofBuilds = async (tenant: Tenant, path: string, query: Record<string, string | boolean>) =>
    (await stage.raw.json<{ Labels: Record<string, string> }[]>('GET', { path, query })).filter(({ Labels }) =>
      Labels['drydock.build']?.startsWith(tenant.id),
    )
  const leftovers = (tenant: Tenant) =>
    ofBuilds(tenant, '/images/json', {
      filters: JSON.stringify({ dangling: ['true'], label: ['drydock.build'] }),
    })
  const containers = (tenant: Tenant) => ofBuilds(tenant, '/containers/json', { all: true })

  it('G-L9 take only so long', async () => {
    const seconds = 8
    // Of their own: on a full machine other builds take longer.
    const hasty = await createStage({ limits: { buildMs: seconds * 1000 } })
    try {
      const own = await hasty.tenants.create()
      const begun = Date.now()
      const { text } = await build(own, 'FROM busybox\nRUN echo one > /one\nRUN sleep 100\n')
      expect(text).toContain(`the build was stopped after ${seconds} seconds, the longest this machine allows`)
      expect(Date.now() - begun).toBeLessThan(seconds * 1000 + 16_000)
      await until('its container is gone', async () => (await containers(own)).length === 0)
      // What was made until then is the learner's, and nothing else is left.
      expect((await docker(own, 'images -q --filter dangling=true')).out.split('\n')).toHaveLength(1)
      expect(await leftovers(own)).toEqual([])
    } finally {
      await hasty.end()
    }
  })

  it('G-L10 write only so much: in one step, and in all together', async () => {
    const one = await build(me, 'FROM busybox\nRUN dd if=/dev/zero of=/f bs=1M count=60; sleep 60\n')
    expect(one.text).toContain('its steps have written more than 20 MiB')
    const many = await build(
      me,
      'FROM busybox\nRUN dd if=/dev/zero of=/a bs=1M count=15\nRUN dd if=/dev/zero of=/b bs=1M count=15\nRUN sleep 60\n',
    )
    expect(many.text).toContain('its steps have written more than 20 MiB')
    await until('its containers are gone', async () => (await containers(me)).length === 0)
    await until('its images are gone', async () => (await leftovers(me)).length === 0)
    await ok('image prune -f')
    const small = await build(me, 'FROM busybox\nRUN dd if=/dev/zero of=/a bs=1M count=15\n', { query: { t: 'small' } })
    expect(small.text).toContain('Successfully tagged small:latest')
  })
})

describe('G-L calls', () => {
  it('G-L11 executions that run', async () => {
    await ok('run -d --name web busybox sleep 1000')
    for (let n = 0; n < 4; n++) await ok('exec -d web sleep 100')
    expect(await no('exec web true')).toContain('Too many docker exec sessions')
    await ok('restart -t 0 web')
    await ok('exec web true')
  })

  it('G-L12 open streams, and G-L13 connections', async () => {
    const sockets: net.Socket[] = []
    const open = (text: string) =>
      new Promise<string>((resolve) => {
        const socket = net.connect(me.socketPath)
        sockets.push(socket)
        socket.on('error', () => resolve('error'))
        socket.on('close', () => resolve('closed'))
        if (text === '') socket.on('connect', () => setTimeout(() => resolve('open'), 500))
        else socket.on('data', (part) => resolve(String(part).split('\r\n')[0] as string))
        socket.write(text)
      })
    const events = 'GET /events HTTP/1.1\r\nHost: docker\r\n\r\n'
    const heads = await Promise.all(Array.from({ length: STREAMS_PER_TENANT + 3 }, () => open(events)))
    expect(heads.filter((head) => head === 'HTTP/1.1 200 OK')).toHaveLength(STREAMS_PER_TENANT)
    expect(heads.filter((head) => head.startsWith('HTTP/1.1 429'))).toHaveLength(3)
    const more = await Promise.all(Array.from({ length: CONNECTIONS_PER_TENANT }, () => open('')))
    expect(more).toContain('closed')
    expect(sockets.filter((socket) => !socket.closed).length).toBeLessThanOrEqual(CONNECTIONS_PER_TENANT)
    for (const socket of sockets) socket.destroy()
    await until('a call is served again', async () => (await request(me.socketPath, 'GET', '/_ping')).status === 200)
  })

  it('G-L14 calls in a short time', async () => {
    const socket = net.connect(me.socketPath)
    let text = ''
    socket.on('data', (part) => {
      text += part
    })
    // One connection, one call after the other without waiting for answers.
    socket.write('HEAD /_ping HTTP/1.1\r\nHost: docker\r\n\r\n'.repeat(CALLS_BURST + 2000))
    await until('some are refused', () => text.includes('HTTP/1.1 429'))
    socket.destroy()
    await until('a call is served again', async () => (await request(me.socketPath, 'GET', '/_ping')).status === 200)
  })

  it('G-L15 sizes of head and body', async () => {
    const big = await request(me.socketPath, 'GET', '/_ping', undefined, { 'X-Big': 'x'.repeat(20_000) })
    expect(big.status).toBe(431)
    const many = Object.fromEntries(Array.from({ length: 80 }, (_, n) => [`X-${n}`, '1']))
    expect((await request(me.socketPath, 'GET', '/_ping', undefined, many)).status).toBe(400)
    const body = await call(me, 'POST', '/containers/create', { Image: 'busybox', Env: ['x'.repeat(1_100_000)] })
    expect(body).toMatchObject({ status: 413 })
  })
})

it('G-L16 every route that is refused on a full disk is one of the table', () => {
  const ids = new Set(rules.map(({ id }) => id))
  expect([...WRITING_ROUTES].filter((id) => !ids.has(id))).toEqual([])
})

it('nothing of it was an error of the gateway itself', () => {
  expect(stage.errors).toEqual([])
})
