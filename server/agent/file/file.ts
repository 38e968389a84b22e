// The editor's part of the agent: files of the learner's home, one writer at a time.

import { Refusal } from '#server/agent/gateway/refusal.ts'
import type { Tenant } from '#server/agent/part.ts'
import type { Connection, Handlers } from '#server/agent/rpc.ts'
import { DrydockError } from '#server/protocol/error.ts'
import {
  appendPiece,
  listFolder,
  makeEntry,
  readPiece,
  readText,
  removeEntry,
  renameEntry,
  writeText,
} from './files.ts'
import { createWriters } from './writer.ts'

type FileMethods = Extract<keyof Handlers, `file.${string}`>

export function createFileHandlers(options: {
  /** @throws DrydockError tenant-unknown, engine-away */
  tenantOf(id: string): Tenant
  /** @throws Refusal when the tenant's part of the disk is taken */
  mayWrite(id: string): Promise<void>
  onWriter(tenant: string, writer: string | null): void
}): Pick<Handlers, FileMethods> {
  const { tenantOf, mayWrite } = options
  const writers = createWriters(options.onWriter)
  /** What goes with a connection: its pages are gone when it is. */
  const claims = new WeakMap<Connection, Map<string, string>>()
  const homeOf = (id: string) => tenantOf(id).homeDir

  const note = (connection: Connection, tenant: string, writer: string) => {
    const own = claims.get(connection) ?? new Map<string, string>()
    own.set(writer, tenant)
    if (claims.has(connection)) return
    claims.set(connection, own)
    connection.onClose(() => {
      for (const [key, whose] of own) writers.release(whose, key)
    })
  }
  const writing = async (tenant: string, writer: string, grows: boolean) => {
    const home = homeOf(tenant)
    writers.must(tenant, writer)
    if (grows)
      await mayWrite(tenant).catch((error: unknown) => {
        throw error instanceof Refusal ? new DrydockError('file-full', error.message) : error
      })
    return home
  }

  return {
    'file.claim': ({ tenant, writer, force }, connection) => {
      const now = writers.claim(tenantOf(tenant).id, writer, force)
      if (now === writer) note(connection, tenant, writer)
      return { writer: now }
    },
    'file.release': ({ tenant, writer }, connection) => {
      claims.get(connection)?.delete(writer)
      writers.release(tenant, writer)
      return {}
    },
    'file.list': ({ tenant, path }) => listFolder(homeOf(tenant), path),
    'file.read': ({ tenant, path }) => readText(homeOf(tenant), path),
    'file.piece': ({ tenant, path, at }) => readPiece(homeOf(tenant), path, at),
    'file.write': async ({ tenant, writer, ...file }) => writeText(await writing(tenant, writer, true), file),
    'file.make': async ({ tenant, writer, ...what }) => {
      await makeEntry(await writing(tenant, writer, true), what)
      return {}
    },
    'file.rename': async ({ tenant, writer, ...names }) => {
      await renameEntry(await writing(tenant, writer, false), names)
      return {}
    },
    'file.remove': async ({ tenant, writer, path }) => {
      await removeEntry(await writing(tenant, writer, false), path)
      return {}
    },
    'file.append': async ({ tenant, writer, ...piece }) => {
      await appendPiece(await writing(tenant, writer, true), piece)
      return {}
    },
  }
}
