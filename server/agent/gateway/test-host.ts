// A workspace in memory, for tests of the gateway: ports are only remembered, paths are taken below one directory.
import { chown, mkdir, realpath, stat } from 'node:fs/promises'
import { join, normalize } from 'node:path'
import { BindMissing, BindRefused, PortTaken, type Publish, type Tenant, type WorkspaceHost } from '../part.ts'

export interface TestHost extends WorkspaceHost {
  /** Open relays: `<hostPort>/<proto>` -> address of the container. */
  relays(tenant: Tenant): Map<string, string>
}

/** The workspace's home as its shell names it. */
export const TEST_HOME = '/home/student'

export function createTestHost(): TestHost {
  const taken = new Map<string, { container: string; port: Publish; address?: string }>()
  const keyOf = (tenant: Tenant, port: Publish) => `${tenant.id} ${port.hostPort}/${port.proto}`

  return {
    async reserve(tenant, container, ports) {
      for (const port of ports) {
        const other = taken.get(keyOf(tenant, port))
        if (other && other.container !== container) throw new PortTaken(port)
      }
      for (const port of ports) taken.set(keyOf(tenant, port), { container, port })
      return ports
    },
    async open(tenant, container, address) {
      for (const [key, entry] of taken)
        if (key.startsWith(`${tenant.id} `) && entry.container === container) entry.address = address
    },
    release(tenant, container) {
      for (const [key, entry] of taken)
        if (key.startsWith(`${tenant.id} `) && entry.container === container) taken.delete(key)
    },
    async bind(tenant, _key, path, { create }) {
      const plain = normalize(path)
      if (plain !== TEST_HOME && !plain.startsWith(`${TEST_HOME}/`))
        throw new BindRefused(`${path} is not below your home directory ${TEST_HOME}`)
      const real = join(tenant.homeDir, plain.slice(TEST_HOME.length))
      if (create && (await mkdir(real, { recursive: true }))) {
        const { uid, gid } = await stat(tenant.homeDir)
        await chown(real, uid, gid)
      }
      await stat(real).catch(() => {
        throw new BindMissing(path)
      })
      const resolved = await realpath(real)
      if (resolved !== tenant.homeDir && !resolved.startsWith(`${tenant.homeDir}/`))
        throw new BindRefused(`${path} leads out of your home directory`)
      return resolved
    },
    async rebind() {},
    async unbind() {},
    containerOf: () => undefined,
    relays(tenant) {
      const out = new Map<string, string>()
      for (const [key, { address }] of taken)
        if (address && key.startsWith(`${tenant.id} `)) out.set(key.slice(tenant.id.length + 1), address)
      return out
    },
  }
}
