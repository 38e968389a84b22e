// Writes a backup. Nothing has to stand still for it: the store is copied as of one moment, and a file that a learner changes meanwhile
// is in it as it was when it was read.
import { createHash } from 'node:crypto'
import { constants, createWriteStream } from 'node:fs'
import { link, lstat, mkdtemp, open, readdir, readlink, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { type Pack, pack } from 'tar-stream'
import { BackupError, FORMAT, KEPT, MANIFEST, type Manifest, STORE } from './backup-format.ts'
import { copyStore, examineStore } from './web/store/snapshot.ts'

type Entry = ReturnType<Pack['entry']>

/** Read and packed at a time. */
const PIECE_BYTES = 256 * 1024

export async function writeBackup(home: string, file: string): Promise<{ files: number; bytes: number }> {
  if (await lstat(file).catch(() => undefined)) throw new BackupError('backup-exists', file)
  const directory = await mkdtemp(join(tmpdir(), 'drydock-backup-'))
  const draft = `${file}.part`
  try {
    const store = join(directory, STORE)
    copyStore(join(home, STORE), store)
    const { schema } = examineStore(store)
    const files: Manifest['files'] = {}
    const tar = pack()
    // For this user alone: there are keys in it.
    const written = pipeline(tar, createGzip(), createWriteStream(draft, { mode: 0o600, flags: 'wx' }))
    // An error of the file ends the packing below, too; it is told at the end.
    written.catch(() => tar.destroy())
    try {
      await addFile(tar, store, STORE, files)
      for (const path of KEPT) await add(tar, home, path, path, files)
    } catch (error) {
      // Why the file could not be written tells more.
      if (tar.destroyed) await written
      throw error
    }
    const manifest: Manifest = { format: FORMAT, created: Date.now(), schema, files }
    tar.entry({ name: MANIFEST, mode: 0o600 }, JSON.stringify(manifest))
    tar.finalize()
    await written
    // Whole or not at all, and never over another.
    await link(draft, file)
    return { files: Object.keys(files).length, bytes: (await lstat(file)).size }
  } finally {
    await rm(draft, { force: true })
    await rm(directory, { recursive: true, force: true })
  }
}

/**
 * A directory with all that is in it; links as links. Learners work in their homes meanwhile, and may put a link in a directory's place
 * between two looks: so each is opened without following one, and what is in it is reached through what was opened.
 */
async function add(tar: Pack, within: string, name: string, path: string, files: Manifest['files']): Promise<void> {
  const from = join(within, name)
  const found = await lstat(from).catch(() => undefined)
  // Gone meanwhile.
  if (!found) return
  const head = { name: path, mode: found.mode & 0o7777, uid: found.uid, gid: found.gid, mtime: found.mtime }
  if (found.isSymbolicLink()) {
    const linkname = await readlink(from).catch(() => undefined)
    if (linkname !== undefined) tar.entry({ ...head, type: 'symlink', linkname })
  } else if (found.isDirectory()) {
    const handle = await open(from, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW).catch(missed)
    if (!handle) return
    try {
      tar.entry({ ...head, type: 'directory' })
      const inside = `/proc/self/fd/${handle.fd}`
      for (const one of await readdir(inside)) await add(tar, inside, one, join(path, one), files)
    } finally {
      await handle.close()
    }
  } else if (found.isFile()) await addFile(tar, from, path, files)
}

/** Gone, or something else by now. */
function missed(error: NodeJS.ErrnoException): undefined {
  if (!['ENOENT', 'ENOTDIR', 'ELOOP', 'ENXIO'].includes(error.code ?? '')) throw error
}

/** As many bytes as it had when it was opened: it may grow or shrink under our hands, a tar's entry can't. */
async function addFile(tar: Pack, from: string, name: string, files: Manifest['files']): Promise<void> {
  // A pipe in a file's place must not hold us up.
  const handle = await open(from, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK).catch(missed)
  if (!handle) return
  try {
    const { size, mode, uid, gid, mtime } = await handle.stat()
    const entry = tar.entry({ name, size, mode: mode & 0o7777, uid, gid, mtime })
    const hash = createHash('sha256')
    for (let at = 0; at < size; ) {
      const piece = Buffer.alloc(Math.min(PIECE_BYTES, size - at))
      await handle.read(piece, 0, piece.length, at)
      hash.update(piece)
      at += piece.length
      if (!entry.write(piece)) await settled(entry, 'drain')
    }
    const done = settled(entry, 'finish')
    entry.end(undefined)
    await done
    files[name] = hash.digest('hex')
  } finally {
    await handle.close()
  }
}

/** Rejects when the tar is given up meanwhile: the disk is full, say. */
function settled(entry: Entry, event: 'drain' | 'finish'): Promise<void> {
  return new Promise((go, fail) => {
    entry.once(event, () => go())
    entry.once('close', () => fail(new Error('the file could not be written')))
  })
}
