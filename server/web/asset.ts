// Scripts and styles of the pages as the build has compressed them (server/compress.mjs). Kept in memory: 0.7 MB, and a page that
// was opened before an upgrade still finds what it loads later. What is not here, or for whom can't read Brotli, is Next's to send.
import { readdirSync, readFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { extname, join } from 'node:path'

const COMPRESSED = '.br'
const PREFIX = '/_next/static/'
const YEAR_S = 365 * 24 * 3600
const TYPES: Record<string, string> = {
  '.js': 'application/javascript; charset=UTF-8',
  '.css': 'text/css; charset=UTF-8',
  '.svg': 'image/svg+xml',
}

/** @param dir that of the build, `.next` @returns whether it has answered */
export function openAssets(dir: string): (request: IncomingMessage, response: ServerResponse) => boolean {
  const assets = new Map<string, { type: string; bytes: Buffer }>()
  for (const path of compressedBelow(join(dir, 'static'))) {
    const name = path.slice(0, -COMPRESSED.length)
    const type = TYPES[extname(name)]
    if (type) assets.set(PREFIX + name, { type, bytes: readFileSync(join(dir, 'static', path)) })
  }
  return (request, response) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return false
    const asset = assets.get(request.url?.split('?', 1)[0] ?? '')
    if (!asset || !takesBrotli(request.headers['accept-encoding'])) return false
    response.writeHead(200, {
      'content-type': asset.type,
      'content-encoding': 'br',
      'content-length': asset.bytes.length,
      // Its name changes with its content.
      'cache-control': `public, max-age=${YEAR_S}, immutable`,
      vary: 'accept-encoding',
      // All that a browser reads of a script; what guards pages would be 0.7 kB more with each.
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'same-origin',
    })
    response.end(request.method === 'HEAD' ? undefined : asset.bytes)
    return true
  }
}

function compressedBelow(dir: string): string[] {
  try {
    return readdirSync(dir, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith(COMPRESSED))
  } catch (error) {
    // Nothing has been built: `npm run dev`.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

function takesBrotli(accepted: string | string[] | undefined): boolean {
  const codings = String(accepted ?? '')
    .toLowerCase()
    .split(',')
    .map((one) => one.replaceAll(/\s/g, ''))
  return codings.some((one) => one === 'br' || (one.startsWith('br;q=') && Number(one.slice('br;q='.length)) > 0))
}
