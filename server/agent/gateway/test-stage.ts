// Stage for integration tests of the gateway: tenants on the real engine, the docker CLI, raw HTTP, and the raw engine as oracle.
import { execFile, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import net from 'node:net'
import { join } from 'node:path'
import type { Tenant } from '../part.ts'
import { createRegistry, type Registry, type RegistryLimits } from '../registry/registry.ts'
import { createTenants, type TenantsOptions } from '../tenant/tenant.ts'
import { readTestCatalog } from './test-catalog.ts'
import { createTestHost } from './test-host.ts'
import { createUpstream } from './upstream.ts'

export interface Ran {
  code: number
  out: string
  err: string
}

export type Stage = Awaited<ReturnType<typeof createStage>>

type StageOptions = Pick<TenantsOptions, 'limits' | 'diskTickMs'> & {
  /** With a class registry of its own on the engine, and these limits. */
  registry?: Partial<RegistryLimits>
}

export async function createStage({ registry: registryLimits, ...bounds }: StageOptions = {}) {
  const socketPath = process.env.DRYDOCK_TEST_DOCKER
  if (!socketPath)
    throw new Error(
      'DRYDOCK_TEST_DOCKER is not set: name the socket of a Docker engine for tests, e.g. run them with npm test',
    )
  // Short, because a socket's path has 107 bytes at most.
  const directory = await mkdtemp('/tmp/dd-gw-')
  const errors: object[] = []
  const engine = { socketPath, idBase: await readIdBase(socketPath), privateEngine: false }
  const catalog = await readTestCatalog(socketPath)
  const log = { info() {}, warn() {}, error: (detail: object) => errors.push(detail) }
  const home = join(directory, 'home')
  const makeRegistry = () =>
    registryLimits &&
    createRegistry({ home, api: createUpstream(socketPath), engine, catalog, limits: registryLimits, log })
  let registry = makeRegistry()
  await registry?.start()
  const options = {
    ...bounds,
    home,
    runDir: join(directory, 'run'),
    engine,
    catalog,
    log,
  }
  let host = createTestHost()
  let tenants = createTenants({ ...options, registry, host })
  const forget = (tenant: Tenant) => registry?.forget(tenant.id)
  tenants.onRemove(forget)
  await tenants.start()
  return {
    raw: createUpstream(socketPath),
    home,
    /** What the gateway logged as its own errors. */
    errors,
    get host() {
      return host
    },
    get tenants() {
      return tenants
    },
    get registry(): Registry {
      if (!registry) throw new Error('the stage was made without a class registry')
      return registry
    },
    /** As after a restart of the agent: nothing is left in memory. `meanwhile`: what happens while it is down. */
    async restart(meanwhile: () => Promise<void> = async () => {}) {
      await tenants.stop()
      await registry?.stop({ remove: false })
      await meanwhile()
      host = createTestHost()
      registry = makeRegistry()
      await registry?.start()
      tenants = createTenants({ ...options, registry, host })
      tenants.onRemove(forget)
      await tenants.start()
    },
    async end() {
      for (const tenant of tenants.list()) await tenants.remove(tenant.id)
      await tenants.stop()
      await registry?.stop({ remove: true })
      await rm(directory, { recursive: true, force: true })
    },
  }
}

/** With userns-remap the engine's root directory ends in /<uid>.<gid>. */
async function readIdBase(socketPath: string) {
  const info = await createUpstream(socketPath).json<{ DockerRootDir: string }>('GET', { path: '/info' })
  const found = /\/([0-9]+)\.([0-9]+)$/.exec(info.DockerRootDir)
  return { uid: Number(found?.[1] ?? 0), gid: Number(found?.[2] ?? 0) }
}

/** The docker CLI as the tenant. `input` is its stdin. */
export function docker(tenant: Tenant, args: string, input = ''): Promise<Ran> {
  return new Promise((resolve) => {
    const words = args.match(/"[^"]*"|'[^']*'|\S+/g)?.map((word) => word.replace(/^(["'])(.*)\1$/, '$2')) ?? []
    const child = execFile(
      'docker',
      ['-H', `unix://${tenant.socketPath}`, ...words],
      {
        env: { ...process.env, DOCKER_BUILDKIT: '0', DOCKER_HOST: '', DOCKER_CONTEXT: '' },
        timeout: 50_000,
        maxBuffer: 2 ** 24,
      },
      (error, out, err) => resolve({ code: error ? Number(error.code ?? 1) : 0, out: out.trim(), err: err.trim() }),
    )
    child.stdin?.end(input)
  })
}

/** Starts a CLI command that does not end by itself. */
export function follow(tenant: Tenant, args: string[]) {
  const child = spawn('docker', ['-H', `unix://${tenant.socketPath}`, ...args])
  let text = ''
  child.stdout.on('data', (part) => {
    text += part
  })
  return { text: () => text, end: () => child.kill('SIGKILL') }
}

export interface Reply {
  status: number
  text: string
}

const QUIET_MS = 1500

/** Bytes exactly as given, on a connection of their own. Resolves when the answer is complete, or nothing has come for a while. */
export function send(socketPath: string, bytes: string | Buffer, options: { quietMs?: number } = {}): Promise<Reply> {
  return new Promise((resolve) => {
    const socket = net.connect(socketPath)
    let text = ''
    const done = () => {
      clearTimeout(timer)
      socket.destroy()
      resolve({ status: Number(/^HTTP\/1\.1 ([0-9]{3})/.exec(text)?.[1] ?? 0), text })
    }
    let timer = setTimeout(done, options.quietMs ?? QUIET_MS)
    socket.on('data', (part) => {
      text += part.toString('latin1')
      clearTimeout(timer)
      timer = setTimeout(done, options.quietMs ?? QUIET_MS)
      const head = text.indexOf('\r\n\r\n')
      const length = /\r\ncontent-length: ([0-9]+)/i.exec(head < 0 ? '' : text.slice(0, head))?.[1]
      if (length !== undefined && text.length >= head + 4 + Number(length)) done()
      else if (head >= 0 && /\r\n0\r\n\r\n$/.test(text)) done()
    })
    socket.on('error', done)
    socket.on('close', done)
    socket.write(bytes)
  })
}

/** A well-formed request, so that only what `target`, `body` and `headers` say is under test. */
export function request(
  socketPath: string,
  method: string,
  target: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Reply> {
  const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body)
  const all: Record<string, string> = { Host: 'docker', ...headers }
  if (body !== undefined) {
    all['Content-Type'] ??= 'application/json'
    all['Content-Length'] ??= String(Buffer.byteLength(text))
  }
  const head = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
  return send(socketPath, `${method} ${target} HTTP/1.1\r\n${head.join('')}\r\n${text}`)
}

/** Polls until `look` gives something. */
export async function until<T>(
  what: string,
  look: () => Promise<T | undefined | false> | T | undefined | false,
): Promise<T> {
  const end = Date.now() + 15_000
  for (;;) {
    const found = await look()
    if (found) return found
    if (Date.now() > end) throw new Error(`${what} did not happen`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
