// The CLI session of a lab, on two tenants side by side.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Tenant } from '../part.ts'
import { createStage, docker, follow, type Stage, until } from './test-stage.ts'

let stage: Stage
let a: Tenant
let b: Tenant
beforeAll(async () => {
  stage = await createStage()
  a = await stage.tenants.create()
  b = await stage.tenants.create()
})
afterAll(() => stage?.end())

const ok = async (tenant: Tenant, args: string, input?: string) => {
  const ran = await docker(tenant, args, input)
  expect(`${args}: ${ran.err}`).toBe(`${args}: `)
  expect(ran.code).toBe(0)
  return ran.out
}
const refused = async (tenant: Tenant, args: string) => {
  const ran = await docker(tenant, args)
  expect(ran.code).not.toBe(0)
  return ran.err
}

describe('G-3xx the session of a lab', () => {
  it('G-601 version and info', async () => {
    expect(await ok(a, 'version -f {{.Server.APIVersion}}')).toBe('1.41')
    const info = JSON.parse(await ok(a, 'info -f "{{json .}}"'))
    expect(info).toMatchObject({ Containers: 0, Name: 'drydock', DockerRootDir: '/var/lib/docker' })
  })

  it('G-301 run, with output, exit code and stdin', async () => {
    expect(await ok(a, 'run --rm busybox echo hi')).toBe('hi')
    expect((await docker(a, 'run --rm busybox sh -c "exit 7"')).code).toBe(7)
    const big = 'line of the tail\n'.repeat(20_000)
    expect(await ok(a, 'run --rm -i busybox cat', big)).toBe(big.trim())
    expect(await ok(a, 'ps -aq')).toBe('')
  })

  it('G-301 a container without a name gets one that is not ours', async () => {
    const id = await ok(a, 'create busybox')
    expect(await ok(a, `inspect -f {{.Name}} ${id}`)).toMatch(/^\/[a-z]+_[a-z]+$/)
    await ok(a, `rm ${id.slice(0, 12)}`)
  })

  it('G-320 the same name and port on two tenants, not twice on one', async () => {
    for (const tenant of [a, b]) {
      await ok(tenant, 'run -d --name web -p 8080:80 -e KEY=value --label shelf=1 busybox sleep 1000')
      expect(await ok(tenant, 'ps --format {{.Names}}:{{.Image}}:{{.Ports}}')).toBe('web:busybox:0.0.0.0:8080->80/tcp')
      expect(await ok(tenant, 'port web')).toBe('80/tcp -> 0.0.0.0:8080')
      expect([...stage.host.relays(tenant).keys()]).toEqual(['8080/tcp'])
    }
    const said = await refused(a, 'run -d --name web2 -p 8080:80 busybox sleep 1000')
    expect(said).toContain('driver failed programming external connectivity on endpoint web2 (')
    expect(said).toContain('Bind for 0.0.0.0:8080 failed: port is already allocated')
    expect(await ok(a, 'inspect -f {{.State.Status}} web2')).toBe('created')
    await ok(a, 'rm web2')
    expect(await refused(a, 'create --name web busybox')).toMatch(
      /The container name "\/web" is already in use by container "[0-9a-f]{64}"/,
    )
  })

  it('G-303 inspect shows what was asked for, and nothing of the machine', async () => {
    const [info] = JSON.parse(await ok(a, 'inspect web'))
    expect(info).toMatchObject({
      Name: '/web',
      HostConfig: {
        NetworkMode: 'default',
        PortBindings: { '80/tcp': [{ HostPort: '8080' }] },
        Memory: 0,
        SecurityOpt: null,
      },
      Config: { Image: 'busybox', Labels: { shelf: '1' } },
      NetworkSettings: { Ports: { '80/tcp': [{ HostIp: '0.0.0.0', HostPort: '8080' }] } },
    })
    expect(Object.keys(info.NetworkSettings.Networks)).toEqual(['bridge'])
    expect(info.NetworkSettings.IPAddress).toMatch(/^10\.|^172\./)
    expect(JSON.stringify(info)).not.toContain(a.id)
    const raw = await stage.raw.json('GET', { path: `/containers/${info.Id}/json` })
    expect(raw.HostConfig).toMatchObject({
      Memory: 2 ** 29,
      PidsLimit: 256,
      SecurityOpt: ['no-new-privileges'],
      PortBindings: {},
    })
    expect(raw.HostConfig.CapDrop).toContain('MKNOD')
  })

  it('G-401 exec, G-305 logs, G-304 top and diff, G-306 stats', async () => {
    expect(await ok(a, 'exec web echo inside')).toBe('inside')
    expect(await ok(a, 'exec -i web cat', 'over stdin')).toBe('over stdin')
    expect((await docker(a, 'exec web sh -c "exit 3"')).code).toBe(3)
    await ok(a, 'exec -d web touch /made')
    await until('the file', async () => (await docker(a, 'exec web ls /made')).code === 0)
    expect(await ok(a, 'diff web')).toContain('A /made')
    expect(await ok(a, 'top web')).toContain('sleep 1000')
    expect(await ok(a, 'stats --no-stream --format {{.Name}}')).toBe('web')
    await ok(a, 'run -d --name talk busybox sh -c "echo one; sleep 1; echo two; sleep 1000"')
    const logs = follow(a, ['logs', '-f', 'talk'])
    await until('both lines', () => logs.text() === 'one\ntwo\n')
    logs.end()
    await ok(a, 'rm -f talk')
  })

  it('G-311 stop, start, restart, pause, kill, wait, rename, update', async () => {
    await ok(a, 'stop -t 0 web')
    await until('the port is free', () => stage.host.relays(a).size === 0)
    await ok(a, 'start web')
    expect(stage.host.relays(a).size).toBe(1)
    await ok(a, 'restart -t 0 web')
    expect(stage.host.relays(a).size).toBe(1)
    await ok(a, 'pause web')
    expect(await ok(a, 'ps --format {{.Status}}')).toContain('Paused')
    await ok(a, 'unpause web')
    await ok(a, 'rename web site')
    expect(await refused(a, 'start web')).toContain('No such container: web')
    await ok(a, 'update -m 64m --memory-swap 64m site')
    expect(await ok(a, 'inspect -f {{.HostConfig.Memory}} site')).toBe('67108864')
    await ok(a, 'kill site')
    expect(await ok(a, 'wait site')).toBe('137')
    await ok(a, 'rename site web')
    await ok(a, 'start web')
  })

  it('G-504 cp in and out', async () => {
    await ok(a, 'cp - web:/tmp', tar('note', 'hello'))
    expect(await ok(a, 'exec web cat /tmp/note')).toBe('hello')
    expect(await ok(a, 'cp web:/tmp/note -')).toContain('hello')
  })

  it('G-321 binds are paths of the workspace', async () => {
    await ok(a, 'run --rm -v /home/student/app:/app busybox sh -c "echo mine > /app/f"')
    expect(await ok(a, 'run --rm --mount type=bind,src=/home/student/app,dst=/app,readonly busybox cat /app/f')).toBe(
      'mine',
    )
    expect(await refused(a, 'run --rm --mount type=bind,src=/home/student/none,dst=/app busybox true')).toContain(
      'bind source path does not exist: /home/student/none',
    )
    expect(await refused(a, 'run --rm -v /etc:/e busybox true')).toContain('home directory')
    expect(await refused(a, 'run --rm -v /home/student/../../etc:/e busybox true')).toContain('home directory')
    const id = await ok(a, 'create -v /home/student/app:/app busybox')
    expect(await ok(a, `inspect -f "{{json .Mounts}}" ${id}`)).toContain('"Source":"/home/student/app"')
    await ok(a, `rm ${id}`)
  })

  it('named and anonymous volumes', async () => {
    await ok(a, 'run --rm -v data:/d busybox sh -c "echo kept > /d/f"')
    expect(await ok(a, 'run --rm -v data:/d busybox cat /d/f')).toBe('kept')
    await ok(a, 'run --rm -v /anon busybox true')
    await until('the anonymous volume is gone', async () => (await ok(a, 'volume ls -q')) === 'data')
    await ok(a, 'create --name vol -v /anon busybox')
    expect((await ok(a, 'volume ls -q')).split('\n')).toHaveLength(2)
    await ok(a, 'rm -v vol')
    expect(await ok(a, 'volume ls -q')).toBe('data')
    expect(await ok(b, 'volume ls -q')).toBe('')
  })

  it('G-603 events with visible names, for the owner only', async () => {
    const events = follow(a, [
      'events',
      '--format',
      '{{.Type}} {{.Action}} {{.Actor.Attributes.name}} {{json .Actor.Attributes}}',
    ])
    const other = follow(b, ['events'])
    await until('the stream stands', async () => {
      await docker(a, 'pause web')
      await docker(a, 'unpause web')
      return events.text().includes('container unpause web')
    })
    await ok(a, 'run --rm --name flash busybox true')
    await until('the whole life', () =>
      /container create flash[\s\S]*start flash[\s\S]*die flash[\s\S]*destroy flash/.test(events.text()),
    )
    expect(events.text()).not.toContain(a.id)
    expect(events.text()).not.toContain('drydock')
    expect(other.text()).toBe('')
    events.end()
    other.end()
  })

  it('G-315 prune takes own containers only', async () => {
    await ok(a, 'create --name left busybox')
    await ok(b, 'create --name left busybox')
    expect(await ok(a, 'container prune -f')).toContain('Deleted Containers')
    expect(await ok(b, 'ps -a --filter name=left --format {{.Names}}')).toBe('left')
    await ok(b, 'rm left')
  })

  it('G-302 filters speak of visible names', async () => {
    expect(await ok(a, 'ps --filter name=web --format {{.Names}}')).toBe('web')
    expect(await ok(a, `ps --filter name=${a.id} --format {{.Names}}`)).toBe('')
    expect(await ok(a, 'ps --filter ancestor=busybox --filter label=shelf=1 --format {{.Names}}')).toBe('web')
    expect(await ok(a, 'ps --filter network=bridge --format {{.Names}}')).toBe('web')
    expect(await ok(a, 'ps --filter publish=8080 --format {{.Names}}')).toBe('web')
    expect(await ok(a, 'ps --filter ancestor=nosuch -q')).toBe('')
  })

  it('G-203 what is not there is 404, so that the CLI goes on looking', async () => {
    expect(JSON.parse(await ok(a, 'inspect busybox'))[0].RepoTags).toContain('busybox:latest')
    expect((await refused(a, 'inspect nosuch')).toLowerCase()).toContain('no such object: nosuch')
  })

  it('G-322 refusals teach', async () => {
    expect(await refused(a, 'run --privileged busybox true')).toContain(
      'walls between a container and the real machine',
    )
    expect(await refused(a, 'run -v /:/host busybox true')).toContain('Mounting / of the host')
    expect(await refused(a, 'run --net host busybox true')).toContain('Publish a port with -p instead')
    expect(await refused(a, 'run --pid host busybox true')).toContain('--pid=host is not served here')
    expect(await refused(a, 'run -v /var/run/docker.sock:/s busybox true')).toContain('rules the Docker host')
    expect(await refused(a, 'run --cap-add SYS_ADMIN busybox true')).toContain('--cap-add SYS_ADMIN')
    expect(await refused(a, 'run --device /dev/null busybox true')).toContain('--device')
    expect(await refused(a, 'run -m 4g busybox true')).toContain('512 MiB')
    expect(await ok(a, 'ps -aq --filter status=created')).toBe('')
  })

  it('G-701 each tenant is alone on its network', async () => {
    const address = await ok(b, 'inspect -f {{.NetworkSettings.IPAddress}} web')
    const own = await ok(a, 'inspect -f {{.NetworkSettings.IPAddress}} web')
    expect(address.split('.').slice(0, 4)).not.toEqual(own.split('.').slice(0, 4))
    expect((await docker(a, `exec web ping -c 1 -w 2 ${own}`)).code).toBe(0)
    expect((await docker(a, `exec web ping -c 1 -w 2 ${address}`)).code).not.toBe(0)
  })

  it('G-702 everything is there again after a restart of the agent', async () => {
    const calls = stage.tenants.calls(a.id).length
    expect(calls).toBeGreaterThan(10)
    await stage.restart()
    expect(stage.tenants.list().map((tenant) => tenant.id)).toEqual([a.id, b.id])
    expect(stage.tenants.calls(a.id).length).toBeGreaterThan(10)
    await until(
      'the relays are back',
      () => stage.host.relays(a).has('8080/tcp') && stage.host.relays(b).has('8080/tcp'),
    )
    expect(await ok(a, 'ps --format {{.Names}}:{{.Ports}}')).toBe('web:0.0.0.0:8080->80/tcp')
  })

  it('G-703 calls are journaled with route and visible name', async () => {
    await ok(a, 'exec web true')
    const calls = stage.tenants.calls(a.id).slice(-5)
    expect(calls.map((call) => call.route)).toContain('exec.start')
    expect(calls.find((call) => call.route === 'exec.create')).toMatchObject({
      object: 'web',
      status: 201,
      method: 'POST',
    })
    await docker(a, 'run --privileged busybox true')
    expect(stage.tenants.calls(a.id).at(-1)).toMatchObject({ route: 'container.create', status: 403, refused: true })
  })

  it('a tenant that is removed leaves nothing, and takes nothing of another', async () => {
    const filters = JSON.stringify({ label: [`drydock.tenant=${a.id}`] })
    await stage.tenants.remove(a.id)
    expect(await stage.raw.json('GET', { path: '/containers/json', query: { all: true, filters } })).toEqual([])
    expect(await stage.raw.json('GET', { path: '/networks', query: { filters } })).toEqual([])
    expect((await stage.raw.json('GET', { path: '/volumes', query: { filters } })).Volumes ?? []).toEqual([])
    expect(await ok(b, 'ps --format {{.Names}}')).toBe('web')
    expect(stage.errors).toEqual([])
  })
})

/** A tar with one small file. */
function tar(name: string, text: string): string {
  const head = Buffer.alloc(512)
  head.write(name)
  head.write('0000644\x000000000\x000000000\x00', 100, 'latin1')
  head.write(`${text.length.toString(8).padStart(11, '0')}\x0000000000000\x00        0`, 124, 'latin1')
  head.write('ustar\x0000', 257, 'latin1')
  const sum = [...head].reduce((all, byte) => all + byte, 0)
  head.write(`${sum.toString(8).padStart(6, '0')}\x00 `, 148, 'latin1')
  return Buffer.concat([head, Buffer.from(text.padEnd(512, '\0')), Buffer.alloc(1024)]).toString('latin1')
}
