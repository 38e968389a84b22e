import dgram from 'node:dgram'
import net from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createDefaultNetwork } from '#server/agent/gateway/default-network.ts'
import { PortTaken, type Publish, type Tenant } from '#server/agent/part.ts'
import { runLines } from '#server/agent/workspace/run.ts'
import { openStage, type Stage } from '#server/agent/workspace/test-stage.ts'

let stage: Stage
let tenant: Tenant
let address: string
let target: string

const tcp = (hostPort: number, containerPort = 80, hostIp = ''): Publish => ({
  hostIp,
  hostPort,
  containerPort,
  proto: 'tcp',
})
const run = (...lines: string[]) => runLines(stage.api, stage.workspaces.running(tenant)!.container, lines)

/** A container on the tenant's network that the gateway knows nothing of. */
async function startServer(command: string[]) {
  const network = await createDefaultNetwork(tenant, stage.api).ensure()
  const container = await stage.docker.createContainer({
    Image: 'catalog.drydock.local/workspace:latest',
    Cmd: command,
    HostConfig: { NetworkMode: network.id, Init: true },
  })
  await container.start()
  const { NetworkSettings } = await container.inspect()
  return { id: container.id, address: Object.values(NetworkSettings.Networks)[0]!.IPAddress }
}

const answers = (host: string, port: number) =>
  new Promise<boolean>((resolve) => {
    const socket = net.connect({ host, port })
    socket.on('connect', () => resolve(true)).on('error', () => resolve(false))
    socket.on('connect', () => socket.destroy())
  })

beforeAll(async () => {
  stage = await openStage()
  tenant = await stage.tenants.create()
  await stage.workspaces.open(tenant)
  const server = `const net=require('net'),http=require('http');
    http.createServer((q,s)=>s.end('page of '+q.url)).listen(80);
    net.createServer({allowHalfOpen:true},c=>{let n=0;c.on('data',d=>n+=d.length);c.on('end',()=>c.end('got '+n))}).listen(81);
    const u=require('dgram').createSocket('udp4');u.on('message',(m,r)=>u.send('echo '+m,r.port,r.address));u.bind(82)`
  const made = await startServer(['node', '-e', server])
  target = made.id
  address = made.address
  while (!(await answers(address, 80))) await sleep(50)
})
afterAll(async () => {
  if (target) await stage.docker.getContainer(target).remove({ force: true })
  await stage.end()
})

test('localhost in the workspace reaches a published port; after release it does not', async () => {
  await stage.host.reserve(tenant, 'c1', [tcp(8080)])
  await stage.host.open(tenant, 'c1', address)
  expect((await run('curl -s localhost:8080/hello; curl -s 127.0.0.1:8080/four')).output).toBe(
    'page of /hellopage of /four',
  )
  stage.host.release(tenant, 'c1')
  expect((await run('curl -s localhost:8080/ || echo refused')).output).toBe('refused\n')
})

test('what is published on 127.0.0.1 is not on the other addresses', async () => {
  await stage.host.reserve(tenant, 'c1', [tcp(8080, 80, '127.0.0.1')])
  await stage.host.open(tenant, 'c1', address)
  const { output } = await run('curl -s 127.0.0.1:8080/; curl -s $(hostname -i):8080/ || echo " refused"')
  expect(output).toBe('page of / refused\n')
  stage.host.release(tenant, 'c1')
})

test('two containers can’t have one port; nothing of the second stays reserved', async () => {
  await stage.host.reserve(tenant, 'c1', [tcp(8080)])
  await expect(stage.host.reserve(tenant, 'c2', [tcp(8081), tcp(8080)])).rejects.toThrow(PortTaken)
  await stage.host.reserve(tenant, 'c3', [tcp(8081)])
  // The other protocol is another port.
  await stage.host.reserve(tenant, 'c4', [{ ...tcp(8080), proto: 'udp' }])
  for (const container of ['c1', 'c3', 'c4']) stage.host.release(tenant, container)
})

test('a port that a process of the learner listens on is taken, and free when it ends', async () => {
  await run('socat TCP-LISTEN:9000,fork,reuseaddr /dev/null & until ss -ltn | grep -q :9000; do sleep 0.1; done')
  await expect(stage.host.reserve(tenant, 'c1', [tcp(9000)])).rejects.toThrow(
    'Bind for 0.0.0.0:9000 failed: port is already allocated',
  )
  await run('pkill socat; while ss -ltn | grep -q :9000; do sleep 0.1; done')
  await stage.host.reserve(tenant, 'c1', [tcp(9000)])
  stage.host.release(tenant, 'c1')
})

test('half-closed connections and large bodies pass whole', async () => {
  await stage.host.reserve(tenant, 'c1', [tcp(8181, 81)])
  await stage.host.open(tenant, 'c1', address)
  const { output } = await run('head -c 20000000 /dev/zero | socat -t 10 - TCP:localhost:8181')
  expect(output).toBe('got 20000000')
  stage.host.release(tenant, 'c1')
})

test('UDP is answered, on every family that the workspace has', async () => {
  // Docker takes IPv6 from the loopback of containers whose networks have none.
  const six = (await run('cat /proc/net/if_inet6')).output !== ''
  await stage.host.reserve(tenant, 'c1', [{ ...tcp(8282, 82), proto: 'udp' }])
  await stage.host.open(tenant, 'c1', address)
  try {
    for (const to of ['UDP:127.0.0.1:8282', ...(six ? ['UDP6:[::1]:8282'] : [])])
      expect((await run(`echo hi | socat -t 1 - ${to}`)).output).toBe('echo hi\n')
  } finally {
    stage.host.release(tenant, 'c1')
  }
})

test('the agent dials published ports and servers of the workspace itself', async () => {
  const get = async (port: number) => {
    const socket = await stage.host.dial(tenant, port)
    socket.end('GET /x HTTP/1.0\r\n\r\n')
    let text = ''
    for await (const chunk of socket) text += chunk
    return text
  }
  await stage.host.reserve(tenant, 'c1', [tcp(8080)])
  await stage.host.open(tenant, 'c1', address)
  expect(await get(8080)).toContain('page of /x')
  stage.host.release(tenant, 'c1')
  await run(
    `node -e "require('http').createServer((q,s)=>s.end('inner')).listen(7000,'127.0.0.1')" & until curl -s localhost:7000; do sleep 0.1; done`,
  )
  expect(await get(7000)).toContain('inner')
  await expect(stage.host.dial(tenant, 7001)).rejects.toMatchObject({ id: 'preview-unreachable' })
})

test('ports come back with a workspace that was started again', async () => {
  await stage.host.reserve(tenant, 'c1', [tcp(8080)])
  await stage.host.open(tenant, 'c1', address)
  const { boot } = stage.workspaces.running(tenant)!
  await stage.docker.getContainer(`ws_${tenant.id}`).kill()
  await expect
    .poll(() => stage.workspaces.running(tenant)?.boot ?? boot, { timeout: 15_000, interval: 50 })
    .not.toBe(boot)
  await expect
    .poll(async () => (await run('curl -s localhost:8080/again')).output, { timeout: 10_000 })
    .toBe('page of /again')
  stage.host.release(tenant, 'c1')
})

test('without a workspace ports are reserved all the same', async () => {
  const bare = await stage.tenants.create()
  await stage.host.reserve(bare, 'c1', [tcp(8080)])
  await expect(stage.host.reserve(bare, 'c2', [tcp(8080)])).rejects.toThrow(PortTaken)
  await stage.tenants.remove(bare.id)
})

test('a workspace has no way to the sockets and addresses of the machine it should not have', async () => {
  // Something that listens on the machine, as the web does.
  const server = dgram.createSocket('udp4')
  await new Promise<void>((done) => server.bind(0, '127.0.0.1', done))
  const { output } = await run(
    'id; ls /run/drydock; cat /proc/1/status | grep -E "^(CapBnd|NoNewPrivs)"; ls /var/run/docker.sock; mount | grep -c "^/dev/.* /home/student"',
  )
  server.close()
  expect(output).toContain('uid=1000(student)')
  expect(output).toMatch(/CapBnd:\t0000000000000000/)
  expect(output).toMatch(/NoNewPrivs:\t1/)
})
