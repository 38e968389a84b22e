// For integration tests: tenants with real workspaces on the engine that DRYDOCK_TEST_DOCKER names, in a home of their own.
import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import Dockerode from 'dockerode'
import { createUpstream } from '#server/agent/gateway/upstream.ts'
import type { Catalog, CatalogImage, Log, Tenant } from '#server/agent/part.ts'
import { createTenants } from '#server/agent/tenant/tenant.ts'
import { createTerminals } from '#server/agent/terminal/terminal.ts'
import { createHost } from '#server/agent/workspace/host.ts'
import { STUDENT } from '#server/agent/workspace/spec.ts'
import { createWorkspaces } from '#server/agent/workspace/workspace.ts'

const HOST = 'catalog.drydock.local/'

export function testSocket(): string {
  const socket = process.env.DRYDOCK_TEST_DOCKER
  if (!socket) throw new Error('DRYDOCK_TEST_DOCKER is not set: the path of the socket of an engine to test with')
  return socket
}

/** What is on the engine already; builds nothing. */
async function readCatalog(docker: Dockerode): Promise<Catalog> {
  const images: CatalogImage[] = []
  for (const image of await docker.listImages())
    for (const ref of image.RepoTags ?? []) {
      const match = /^catalog\.drydock\.local\/([^:]+):(.+)$/.exec(ref)
      if (match)
        images.push({
          name: match[1]!,
          tag: match[2]!,
          id: image.Id,
          ref,
          origin: 'debian-packages',
          internal: match[1] === 'workspace',
        })
    }
  const find = (reference: string) =>
    images.find(({ ref }) => ref === `${HOST}${reference}` || ref === `${HOST}${reference}:latest`)
  return {
    health: () => ({}),
    onHealth: () => () => {},
    start: async () => {},
    stop: async () => {},
    find,
    list: () => images.filter(({ internal }) => !internal),
    async ready(name) {
      const image = find(name)
      if (!image) throw new Error(`the engine has no ${HOST}${name}: npm start builds it`)
      return image
    },
  }
}

export type Stage = Awaited<ReturnType<typeof openStage>>

/** `home` of an earlier stage: as after a restart of the agent. */
export async function openStage(home?: string) {
  const socketPath = testSocket()
  const docker = new Dockerode({ socketPath })
  const { SecurityOptions, DockerRootDir } = (await docker.info()) as {
    SecurityOptions: string[]
    DockerRootDir: string
  }
  const remapped = SecurityOptions.some((option) => option.includes('userns'))
  const base = remapped ? Number(/\/(\d+)\.\d+$/.exec(DockerRootDir)?.[1] ?? 0) : 0
  const engine = { socketPath, idBase: { uid: base, gid: base } }
  // Passed through by the engine's remapped root, like the real home.
  const dir = home ?? (await mkdtemp('/var/tmp/dd-'))
  await chmod(dir, 0o755)
  const bindDir = join(dir, 'run', 'bind')
  await mkdir(bindDir, { recursive: true })
  const warnings: string[] = []
  const log: Log = {
    info() {},
    warn: (detail, message) => void warnings.push(`${message} ${JSON.stringify(detail)}`),
    error: (detail, message) => void warnings.push(`${message} ${JSON.stringify(detail)}`),
  }
  const api = createUpstream(socketPath)
  const catalog = await readCatalog(docker)
  const workspaces = createWorkspaces({ engine: api, catalog, log })
  const host = createHost({ engine, workspaces, bindDir, log })
  const tenants = createTenants({ home: dir, runDir: join(dir, 'run'), engine, catalog, host, log })
  const terminals = createTerminals({
    engine: api,
    workspaceOf: workspaces.running,
    owner: () => ({ uid: base + STUDENT, gid: base + STUDENT }),
    dir: join(dir, 'terminal'),
    log,
  })
  workspaces.onState((tenant, { state }, running) => {
    if (state === 'starting') void terminals.workspaceStarts(tenant)
    if (running) void terminals.workspaceReady(tenant)
  })
  tenants.onRemove(async (tenant: Tenant) => {
    await terminals.remove(tenant)
    await workspaces.remove(tenant)
    await host.remove(tenant)
  })
  await tenants.start()
  await workspaces.start(tenants.list())
  await terminals.restore(tenants.list())

  /** Ends the agent's part; containers go on. */
  async function leave() {
    workspaces.stop()
    await terminals.stop()
    await tenants.stop()
    await host.stop({ unmount: false })
  }
  return {
    dir,
    docker,
    api,
    base,
    workspaces,
    host,
    tenants,
    terminals,
    warnings,
    leave,
    async end() {
      for (const tenant of tenants.list()) await tenants.remove(tenant.id)
      await leave()
      await host.stop({ unmount: true })
      await rm(dir, { recursive: true, force: true })
    },
  }
}
