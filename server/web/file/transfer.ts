// Files of any bytes between a browser and the learner's home, over HTTP, a piece at a time: neither side keeps a whole file.
import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { DrydockError } from '#server/protocol/error.ts'
import { FilePath, WriterKey } from '#server/protocol/file.ts'
import { FILE_PIECE_BYTES, FILE_UPLOAD_BYTES } from '#server/protocol/file-limit.ts'
import type { AgentLink } from '../agent-link.ts'
import type { User } from '../user/user.ts'

export interface Transfers {
  /** GET /api/file?path=… */
  download(user: User | undefined, request: IncomingMessage, response: ServerResponse): Promise<void>
  /** POST /api/file?path=…&writer=… with the file as body. */
  upload(user: User | undefined, request: IncomingMessage): Promise<Record<string, never>>
}

export function createTransfers({ link }: { link: AgentLink }): Transfers {
  return {
    async download(user, request, response) {
      const tenant = tenantOf(user)
      const path = asked(request, 'path', FilePath)
      let { size, data } = await link.call('file.piece', { tenant, path, at: 0 })
      response.writeHead(200, {
        // Never shown as a page of ours, whatever it is.
        'content-type': 'application/octet-stream',
        'content-disposition': `attachment; filename*=UTF-8''${encoded(path.split('/').at(-1)!)}`,
        'content-length': size,
        'cache-control': 'no-store',
      })
      for (let at = 0; at < size; ) {
        const bytes = Buffer.from(data, 'base64')
        // It got shorter, or the browser has gone: a download that is cut off is seen as one.
        if (bytes.length === 0 || response.destroyed) return void response.destroy()
        const fits = bytes.subarray(0, size - at)
        at += fits.length
        if (!response.write(fits)) await Promise.race([once(response, 'drain'), once(response, 'close')])
        if (at < size) ({ data } = await link.call('file.piece', { tenant, path, at }).catch(() => ({ data: '' })))
      }
      response.end()
    },

    async upload(user, request) {
      const tenant = tenantOf(user)
      const path = asked(request, 'path', FilePath)
      const writer = asked(request, 'writer', WriterKey)
      if (Number(request.headers['content-length']) > FILE_UPLOAD_BYTES) throw new DrydockError('file-big', path)
      let at = 0
      const send = async (bytes: Buffer) => {
        await link.call('file.append', { tenant, writer, path, at, data: bytes.toString('base64') })
        at += bytes.length
      }
      let made = false
      try {
        let rest = Buffer.alloc(0)
        // What was refused halfway is answered, not cut off.
        for await (const chunk of request.iterator({ destroyOnReturn: false })) {
          rest = Buffer.concat([rest, chunk as Buffer])
          while (rest.length >= FILE_PIECE_BYTES) {
            await send(rest.subarray(0, FILE_PIECE_BYTES))
            made = true
            rest = rest.subarray(FILE_PIECE_BYTES)
          }
        }
        // An empty file is one, too.
        if (rest.length > 0 || !made) await send(rest)
        return {}
      } catch (error) {
        // What is still on its way is let go by, so that the connection can be used again.
        request.resume()
        // Half a file is none.
        if (made) await link.call('file.remove', { tenant, writer, path }).catch(() => {})
        throw error instanceof DrydockError ? error : new DrydockError('bad-input', 'the upload was cut off')
      }
    },
  }
}

function tenantOf(user: User | undefined): string {
  if (!user?.tenant) throw new DrydockError('lab-not-open')
  return user.tenant
}

function asked(request: IncomingMessage, name: string, schema: typeof FilePath | typeof WriterKey): string {
  const parsed = schema.safeParse(new URL(request.url ?? '/', 'http://drydock').searchParams.get(name))
  if (!parsed.success) throw new DrydockError('bad-input', name)
  return parsed.data
}

/** As RFC 8187 wants it. */
const encoded = (name: string) =>
  encodeURIComponent(name).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
