// Builds and archives over raw HTTP, for tests: contexts that the docker CLI would never send.
import http from 'node:http'
import { Readable } from 'node:stream'
import tar from 'tar-stream'
import type { Tenant } from '../part.ts'
import { EngineError } from './refusal.ts'
import { createUpstream, type EngineRequest } from './upstream.ts'

export type Packed = [name: string, content: string | Buffer, header?: Partial<tar.Header>]

export async function packTar(entries: readonly Packed[]): Promise<Buffer> {
  const pack = tar.pack()
  for (const [name, content, header] of entries) pack.entry({ name, ...header }, content)
  pack.finalize()
  return collectAll(pack)
}

export async function unpackTar(bytes: Buffer): Promise<Map<string, Buffer>> {
  const out = new Map<string, Buffer>()
  const extract = tar.extract()
  Readable.from([bytes]).pipe(extract as never)
  for await (const entry of extract) out.set(entry.header.name, await collectAll(entry))
  return out
}

export async function collectAll(stream: AsyncIterable<unknown>): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const part of stream) parts.push(Buffer.from(part as Uint8Array))
  return Buffer.concat(parts)
}

/** Posts a tar as the tenant; the whole answer as text, error answers too. */
export async function postTar(
  tenant: Tenant,
  path: string,
  query: EngineRequest['query'],
  bytes: Buffer,
): Promise<{ status: number; text: string }> {
  try {
    const { status, stream } = await createUpstream(tenant.socketPath).stream('POST', {
      path,
      tar: Readable.from([bytes]),
      ...(query && { query }),
    })
    return { status, text: (await collectAll(stream)).toString('utf8') }
  } catch (error) {
    if (error instanceof EngineError) return { status: error.status, text: error.message }
    throw error
  }
}

export async function build(
  tenant: Tenant,
  dockerfile: string,
  options: { query?: Record<string, string>; files?: Packed[] } = {},
) {
  const bytes = await packTar([['Dockerfile', dockerfile], ...(options.files ?? [])])
  return postTar(tenant, '/build', { version: '1', ...options.query }, bytes)
}

/** A JSON request as the tenant, however long the answer takes; error answers too. */
export function call(
  tenant: Tenant,
  method: string,
  path: string,
  body?: unknown,
): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const text = body === undefined ? undefined : JSON.stringify(body)
    const headers = text === undefined ? {} : { 'Content-Type': 'application/json', 'Content-Length': text.length }
    http
      .request({ socketPath: tenant.socketPath, method, path, headers, agent: false }, (response) => {
        collectAll(response).then(
          (bytes) => resolve({ status: response.statusCode ?? 0, text: bytes.toString('utf8') }),
          reject,
        )
      })
      .on('error', reject)
      .end(text)
  })
}
