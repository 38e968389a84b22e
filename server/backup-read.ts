// Reads a backup back. It is unpacked and proven beside the home first; only a whole one takes its place.
import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { chmod, lchown, lutimes, mkdir, readdir, readFile, rename, rm, symlink } from 'node:fs/promises'
import { dirname, join, normalize } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { extract, type Header } from 'tar-stream'
import { BackupError, FORMAT, KEPT, MANIFEST, Manifest, STORE } from './backup-format.ts'
import { examineStore } from './web/store/snapshot.ts'

export interface Restored {
  /** When the backup was made, ms since 1970. */
  created: number
  /** Where the home that was there before is now. */
  aside: string | undefined
}

export async function readBackup(file: string, home: string, { replace }: { replace: boolean }): Promise<Restored> {
  const old = await readdir(home).catch(() => [])
  if (old.length > 0 && !replace) throw new BackupError('home-in-use', home)
  const draft = `${home}.restoring`
  await rm(draft, { recursive: true, force: true })
  try {
    const manifest = await unpack(file, draft)
    if (manifest.format > FORMAT || !storeIsKnown(draft, manifest)) throw new BackupError('backup-newer', file)
    await rm(join(draft, MANIFEST))
    const aside = old.length > 0 ? `${home}.before-${new Date().toISOString().replace(/[:.]/g, '-')}` : undefined
    if (aside) await rename(home, aside)
    else await rm(home, { recursive: true, force: true })
    await rename(draft, home)
    return { created: manifest.created, aside }
  } catch (error) {
    await rm(draft, { recursive: true, force: true })
    throw error
  }
}

async function unpack(file: string, draft: string): Promise<Manifest> {
  await mkdir(draft, { recursive: true, mode: 0o755 })
  const found: Record<string, string> = {}
  const directories: Header[] = []
  /** Nothing is written through one. */
  const links: string[] = []
  const entries = extract()
  const source = createReadStream(file)
  // Asked for before anything is read: a name that is wrong is no torn backup.
  await new Promise((go, fail) => source.once('open', go).once('error', fail))
  const read = pipeline(source, createGunzip(), entries)
  read.catch(() => {})
  try {
    for await (const entry of entries) {
      const { name, type } = entry.header
      const throughLink = links.some((link) => name === link || name.startsWith(`${link}/`))
      if (!belongs(name) || throughLink) throw new Error(`not of a backup: ${name}`)
      const path = join(draft, name)
      if (type === 'directory') {
        await mkdir(path, { recursive: true })
        directories.push(entry.header)
        entry.resume()
      } else if (type === 'symlink') {
        await mkdir(dirname(path), { recursive: true })
        await symlink(entry.header.linkname ?? '', path)
        links.push(name)
        await dress(path, entry.header)
        entry.resume()
      } else {
        await mkdir(dirname(path), { recursive: true })
        const hash = createHash('sha256')
        const draw = async function* (pieces: AsyncIterable<unknown>) {
          for await (const piece of pieces) {
            hash.update(piece as Buffer)
            yield piece
          }
        }
        await pipeline(entry, draw, createWriteStream(path, { flags: 'wx', mode: 0o600 }))
        if (name !== MANIFEST) found[name] = hash.digest('hex')
        await dress(path, entry.header)
      }
    }
    await read
    // The inner ones first, and all of them after what is in them: what is written into a directory changes its time.
    for (const head of directories.reverse()) await dress(join(draft, head.name), head)
    const manifest = Manifest.parse(JSON.parse(await readFile(join(draft, MANIFEST), 'utf8')))
    const same = Object.keys(found).length === Object.keys(manifest.files).length
    if (!same || Object.entries(manifest.files).some(([name, hash]) => found[name] !== hash))
      throw new Error('its files are not those of its manifest')
    return manifest
  } catch (error) {
    throw new BackupError('backup-torn', error instanceof Error ? error.message : String(error))
  }
}

/** No entry leaves the home, nor is anything in it that a backup has not. */
function belongs(name: string): boolean {
  const clean = normalize(name) === name && !name.startsWith('/') && !name.split('/').includes('..')
  return clean && [STORE, MANIFEST, ...KEPT].some((kept) => name === kept || name.startsWith(`${kept}/`))
}

async function dress(path: string, { type, mode, uid, gid, mtime }: Header): Promise<void> {
  // A learner's files are another user's; who is not root can make none, and has made none.
  if (process.getuid?.() === 0 && uid !== undefined && gid !== undefined) await lchown(path, uid, gid)
  if (type !== 'symlink' && mode !== undefined) await chmod(path, mode)
  if (mtime) await lutimes(path, mtime, mtime)
}

function storeIsKnown(draft: string, manifest: Manifest): boolean {
  try {
    const { schema, known } = examineStore(join(draft, STORE))
    if (known && schema !== manifest.schema) throw new Error('its store is not that of its manifest')
    return known
  } catch (error) {
    throw new BackupError('backup-torn', error instanceof Error ? error.message : String(error))
  }
}
