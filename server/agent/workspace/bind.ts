// Bind mounts for the learners' containers. What the path names now is mounted onto a place of ours, which only root can
// change, and the engine is given that place: whatever is renamed or linked later, also between two starts of the container,
// it finds the very directory that was checked (see walk.ts), or nothing.
//   <dir>/<tenant>/<key>/<n>      mount points
//   <dir>/<tenant>/<key>.json     what they were made of
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { closeSync, statSync } from 'node:fs'
import { mkdir, readFile, rename, rm, rmdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { isMounted, mountsBelow, unmountBelow } from '#server/agent/engine/mount.ts'
import type { Tenant } from '#server/agent/part.ts'
import { STUDENT } from '#server/agent/workspace/spec.ts'
import { type Found, walk } from '#server/agent/workspace/walk.ts'

const Record = z.array(z.object({ path: z.string(), create: z.boolean(), directory: z.boolean() }))
type Record = z.infer<typeof Record>

export interface BindsOptions {
  /** Root-only parents; other users may pass, not look (0711), as the engine's remapped root has to get through. */
  dir: string
  idBase: () => { uid: number; gid: number }
}

export type Binds = ReturnType<typeof createBinds>

export function createBinds({ dir, idBase }: BindsOptions) {
  const queues = new Map<string, Promise<unknown>>()

  /** The works on one key, one after the other. */
  function inTurn<T>(tenant: Tenant, key: string, work: (place: string) => Promise<T>): Promise<T> {
    // A key is the gateway's, but what comes from outside never becomes a path.
    const place = join(
      dir,
      tenant.id,
      /^[a-zA-Z0-9_-]{1,80}$/.test(key) ? key : createHash('sha256').update(key).digest('hex'),
    )
    const next = (queues.get(place) ?? Promise.resolve()).catch(() => {}).then(() => work(place))
    queues.set(place, next)
    next.catch(() => {}).finally(() => queues.get(place) === next && queues.delete(place))
    return next
  }

  const options = (tenant: Tenant, create: boolean) => {
    const { uid, gid } = idBase()
    return { home: tenant.homeDir, create: create ? { uid: uid + STUDENT, gid: gid + STUDENT } : undefined }
  }

  async function read(place: string): Promise<Record> {
    try {
      return Record.parse(JSON.parse(await readFile(`${place}.json`, 'utf8')))
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
      throw error
    }
  }

  async function write(place: string, record: Record) {
    await writeFile(`${place}.json.new`, JSON.stringify(record), { mode: 0o600 })
    await rename(`${place}.json.new`, `${place}.json`)
  }

  async function attach(found: Found, point: string) {
    if (found.directory) await mkdir(point, { recursive: true, mode: 0o711 })
    else await writeFile(point, '', { flag: 'a', mode: 0o600 })
    await mountBind(found.fd, point)
  }

  async function detach(point: string) {
    if (isMounted(point)) await unmountBelow(point)
    // Never recursive: should the mount still be there, its content is the learner's.
    await rmdir(point).catch(() => rm(point, { force: true }).catch(() => {}))
  }

  return {
    bind: (tenant: Tenant, key: string, path: string, { create }: { create: boolean }): Promise<string> =>
      inTurn(tenant, key, async (place) => {
        const found = walk(path, options(tenant, create))
        try {
          await mkdir(place, { recursive: true, mode: 0o711 })
          const record = await read(place)
          const point = join(place, String(record.length))
          await write(place, [...record, { path, create, directory: found.directory }])
          await attach(found, point)
          return point
        } finally {
          closeSync(found.fd)
        }
      }),

    rebind: (tenant: Tenant, key: string): Promise<void> =>
      inTurn(tenant, key, async (place) => {
        const record = await read(place)
        for (const [n, { path, create, directory }] of record.entries()) {
          const point = join(place, String(n))
          // A container made over a file can't be started over a directory, nor the reverse; the engine says so.
          const found = walk(path, options(tenant, create && directory))
          try {
            if (isMounted(point)) {
              if (same(found.fd, point)) continue
              await detach(point)
            }
            if (found.directory !== directory) await detach(point)
            await mkdir(place, { recursive: true, mode: 0o711 })
            await attach(found, point)
          } finally {
            closeSync(found.fd)
          }
        }
      }),

    unbind: (tenant: Tenant, key: string): Promise<void> =>
      inTurn(tenant, key, async (place) => {
        await unmountBelow(place)
        for (const n of (await read(place)).keys()) await detach(join(place, String(n)))
        await rmdir(place).catch(() => {})
        await rm(`${place}.json`, { force: true })
      }),

    async removeTenant(tenant: Tenant) {
      const place = join(dir, tenant.id)
      await unmountBelow(place)
      if (mountsBelow(place).length === 0) await rm(place, { recursive: true, force: true })
    },

    /** Unmount all; records stay for the next rebind. */
    stop: () => unmountBelow(dir),
  }
}

function same(fd: number, point: string): boolean {
  const a = statSync(`/proc/self/fd/${fd}`)
  const b = statSync(point)
  return a.dev === b.dev && a.ino === b.ino
}

/**
 * The child inherits the descriptor as its fd 3, and the kernel goes from /proc/self/fd/3 straight to the inode. Without
 * --no-canonicalize mount(8) would read that link first and mount whatever has its name by then.
 */
function mountBind(fd: number, point: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn('mount', ['--no-canonicalize', '--no-mtab', '--bind', '/proc/self/fd/3', point], {
      stdio: ['ignore', 'ignore', 'pipe', fd],
    })
    let said = ''
    child.stderr?.on('data', (bytes) => {
      said += bytes
    })
    child.on('error', reject)
    child.on('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`mount: ${said.trim() || `exit code ${code}`}`)),
    )
  })
}
