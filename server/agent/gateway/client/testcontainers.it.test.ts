// testcontainers: integration tests of programs start their databases with it. Its helper that cleans up (Ryuk) wants docker.sock mounted,
// which no tenant gets; TESTCONTAINERS_RYUK_DISABLED=true does without.
import { GenericContainer, Network, Wait } from 'testcontainers'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Tenant } from '../../part.ts'
import { createStage, type Stage } from '../test-stage.ts'

let stage: Stage
let me: Tenant
beforeAll(async () => {
  stage = await createStage()
  me = await stage.tenants.create()
  vi.stubEnv('DOCKER_HOST', `unix://${me.socketPath}`)
  vi.stubEnv('TESTCONTAINERS_HOST_OVERRIDE', '127.0.0.1')
  vi.stubEnv('TESTCONTAINERS_RYUK_DISABLED', 'true')
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await stage?.end()
})

describe('G-3xx testcontainers', { timeout: 180_000 }, () => {
  it('starts, waits for a log line and for health, execs, copies, ends', async () => {
    const container = await new GenericContainer('busybox')
      .withCommand(['sh', '-c', 'echo ready; exec httpd -f -h /tmp'])
      .withEnvironment({ A: '1' })
      .withExposedPorts(80)
      .withCopyContentToContainer([{ content: 'copied', target: '/tmp/note' }])
      .withHealthCheck({ test: ['CMD', 'true'], interval: 1000, timeout: 2000, retries: 5, startPeriod: 1000 })
      .withWaitStrategy(Wait.forAll([Wait.forLogMessage('ready'), Wait.forHealthCheck()]))
      .start()
    expect((await container.exec(['cat', '/tmp/note'])).output).toBe('copied')
    expect((await container.exec(['sh', '-c', 'exit 3'])).exitCode).toBe(3)
    // The port is the workspace's: the relay that it would be reached through there knows it.
    expect([...stage.host.relays(me).keys()]).toEqual([`${container.getMappedPort(80)}/tcp`])
    await container.restart({ timeout: 0 })
    await container.stop({ timeout: 0 })
  })
  it('puts containers on a network of their own', async () => {
    const network = await new Network().start()
    const server = await new GenericContainer('busybox')
      .withCommand(['httpd', '-f', '-h', '/etc'])
      .withNetwork(network)
      .withNetworkAliases('server')
      .start()
    const client = await new GenericContainer('busybox').withCommand(['sleep', '1000']).withNetwork(network).start()
    const { output } = await client.exec(['wget', '-qO-', 'http://server/hostname'])
    expect(output.trim()).toBe(server.getId().slice(0, 12))
    await client.stop({ timeout: 0 })
    await server.stop({ timeout: 0 })
    await network.stop()
  })
  it('G-322 the helper that wants docker.sock is refused with words', async () => {
    const mount = { source: '/var/run/docker.sock', target: '/var/run/docker.sock' }
    await expect(new GenericContainer('busybox').withBindMounts([mount]).start()).rejects.toThrow(
      /rules the Docker host/,
    )
    expect(stage.errors).toEqual([])
  })
})
