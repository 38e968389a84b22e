// The editor's part of one browser's socket: texts pass through, and this page's key says who it is among those that want to write.
import { randomUUID } from 'node:crypto'
import { DrydockError } from '#server/protocol/error.ts'
import type { clientPayload } from '#server/protocol/socket.ts'
import type { AgentLink } from '../agent-link.ts'
import type { Limit } from '../limit.ts'
import type { createHandle } from './handle.ts'

type Handle = ReturnType<typeof createHandle<typeof clientPayload>>

export function serveFiles(
  handle: Handle,
  options: {
    link: AgentLink
    /** @throws DrydockError lab-not-open */
    tenant: () => string
    /** The learner's calls, of all pages together. */
    limit: Limit
    user: string
    tell: (writer: 'mine' | 'other' | 'nobody') => void
  },
) {
  const { link, tell, limit, user } = options
  const tenant = () => {
    const opened = options.tenant()
    if (!limit.take(user)) throw new DrydockError('rate-limited')
    return opened
  }
  const writer = randomUUID()
  /** The tenant that this page has asked to write for. */
  let asked: string | undefined
  handle('file:claim', async ({ force }) => {
    asked = tenant()
    const now = await link.call('file.claim', { tenant: asked, writer, force })
    return { mine: now.writer === writer, key: writer }
  })
  handle('file:list', async ({ path }) => link.call('file.list', { tenant: tenant(), path }))
  handle('file:read', async ({ path }) => link.call('file.read', { tenant: tenant(), path }))
  handle('file:write', async (file) => link.call('file.write', { tenant: tenant(), writer, ...file }))
  handle('file:make', async (what) => {
    await link.call('file.make', { tenant: tenant(), writer, ...what })
    return null
  })
  handle('file:rename', async (names) => {
    await link.call('file.rename', { tenant: tenant(), writer, ...names })
    return null
  })
  handle('file:remove', async ({ path }) => {
    await link.call('file.remove', { tenant: tenant(), writer, path })
    return null
  })
  const off = link.on('file.writer', (event) => {
    if (event.tenant !== asked) return
    tell(event.writer === null ? 'nobody' : event.writer === writer ? 'mine' : 'other')
  })
  return {
    /** The lab is left: another page may write. */
    leave() {
      if (asked) void link.call('file.release', { tenant: asked, writer }).catch(() => {})
      asked = undefined
    },
    dispose: off,
  }
}
