// What the build puts beside each script and style: the same in Brotli, as small as it gets. server/web/asset.ts sends it; compressed at
// each request, as Next does it, it would be larger by a sixth and cost the web process time that keystrokes wait for.
import { readdirSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress } from 'node:zlib'

const compress = promisify(brotliCompress)
/** In one packet with its headers as it is. */
const SMALL_BYTES = 1024

/** @param dir that of the build, `.next` */
export async function compressStatic(dir) {
  const below = join(dir, 'static')
  const paths = readdirSync(below, { recursive: true }).filter((path) => /\.(js|css|svg)$/.test(path))
  await Promise.all(
    paths.map(async (path) => {
      const bytes = await readFile(join(below, path))
      if (bytes.length > SMALL_BYTES) await writeFile(join(below, `${path}.br`), await compress(bytes))
    }),
  )
}
