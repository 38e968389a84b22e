// What the editor does with the learner's home. Texts are written into the file that is there, not over its name: a file that a
// container has mounted stays that file, and keeps its owner and rights.
import { createHash } from 'node:crypto'
import { constants } from 'node:fs'
import { type FileHandle, link, lstat, mkdir, open, opendir, rename, unlink } from 'node:fs/promises'
import { DrydockError } from '#server/protocol/error.ts'
import type { FileEntry, FileList, FileText } from '#server/protocol/file.ts'
import {
  FILE_DOWNLOAD_BYTES,
  FILE_ENTRIES,
  FILE_PIECE_BYTES,
  FILE_TEXT_BYTES,
  FILE_UPLOAD_BYTES,
} from '#server/protocol/file-limit.ts'
import { byDescriptor, inFolder, kindOf, ownerOf, withParent, withPlace } from './place.ts'
import { removeTree } from './remove.ts'

const { O_RDONLY, O_RDWR, O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW, O_NONBLOCK, O_DIRECTORY, O_APPEND } = constants
const FILE_MODE = 0o644
const FOLDER_MODE = 0o755

export async function listFolder(home: string, path: string): Promise<FileList> {
  return known(path, () =>
    withPlace(home, path, async ({ fd, directory }) => {
      if (!directory) throw new DrydockError('file-unknown', path)
      const entries: FileEntry[] = []
      // A folder may have millions: what is not shown is not read.
      for await (const entry of await opendir(byDescriptor(fd))) {
        if (entries.length === FILE_ENTRIES) return { entries: sorted(entries), more: true }
        // A name that is no UTF-8 could not be asked for.
        if (entry.name.includes('\ufffd')) continue
        const place = path === '' ? entry.name : `${path}/${entry.name}`
        const link = entry.isSymbolicLink()
        const kind = link ? kindOf(home, place) : entry.isDirectory() ? 'folder' : entry.isFile() ? 'file' : 'other'
        entries.push({ name: entry.name, kind, link })
      }
      return { entries: sorted(entries), more: false }
    }),
  )
}

const sorted = (entries: FileEntry[]) =>
  entries.sort((a, b) => Number(b.kind === 'folder') - Number(a.kind === 'folder') || (a.name < b.name ? -1 : 1))

/** @throws DrydockError file-big, file-binary, file-unknown, file-refused */
export async function readText(home: string, path: string): Promise<FileText> {
  return known(path, () =>
    withFile(home, path, O_RDONLY, async (file) => {
      const bytes = await contentOf(file, path)
      return { text: textOf(bytes, path), version: versionOf(bytes) }
    }),
  )
}

/** @throws DrydockError file-changed: it is not what `version` was made from */
export async function writeText(
  home: string,
  { path, text, version }: { path: string; text: string; version: string },
): Promise<{ version: string }> {
  const bytes = Buffer.from(text, 'utf8')
  if (bytes.length > FILE_TEXT_BYTES) throw new DrydockError('file-big', path)
  return known(path, () =>
    withFile(home, path, O_RDWR, async (file) => {
      const before = await contentOf(file, path).catch((error: unknown) => {
        // It has grown since.
        if (error instanceof DrydockError && error.id === 'file-big') throw new DrydockError('file-changed', path)
        throw error
      })
      if (versionOf(before) !== version) throw new DrydockError('file-changed', path)
      await file.write(bytes, 0, bytes.length, 0)
      await file.truncate(bytes.length)
      return { version: versionOf(bytes) }
    }),
  )
}

/** @throws DrydockError file-exists */
export async function makeEntry(
  home: string,
  { path, kind }: { path: string; kind: 'file' | 'folder' },
): Promise<void> {
  const { uid, gid } = await ownerOf(home)
  await known(path, () =>
    withParent(home, path, async (folder, name) => {
      const place = inFolder(folder, name)
      if (kind === 'folder') await mkdir(place, FOLDER_MODE)
      const flags = kind === 'folder' ? O_RDONLY | O_DIRECTORY : O_WRONLY | O_CREAT | O_EXCL
      const made = await open(place, flags | O_NOFOLLOW, FILE_MODE)
      try {
        // Swapped for another one since: that has an owner already.
        if ((await made.stat()).uid === process.getuid?.()) await made.chown(uid, gid)
      } finally {
        await made.close()
      }
    }),
  )
}

/** Nothing is written over. @throws DrydockError file-exists */
export async function renameEntry(home: string, { from, to }: { from: string; to: string }): Promise<void> {
  if (to.startsWith(`${from}/`)) throw new DrydockError('file-exists', to)
  await known(to, () =>
    withParent(home, from, (oldFolder, oldName) =>
      withParent(home, to, async (newFolder, newName) => {
        const [old, next] = [inFolder(oldFolder, oldName), inFolder(newFolder, newName)]
        const isFolder = (await lstat(old).catch(missing(from))).isDirectory()
        if (!isFolder) {
          // A second name, then the first one goes: unlike rename(2), this never takes another file's place.
          await link(old, next)
          return unlink(old)
        }
        if (await lstat(next).catch(() => undefined)) throw new DrydockError('file-exists', to)
        await rename(old, next)
      }),
    ),
  )
}

/** A folder with all that is in it. */
export async function removeEntry(home: string, path: string): Promise<void> {
  await known(path, () =>
    withParent(home, path, async (folder, name) => {
      await lstat(inFolder(folder, name)).catch(missing(path))
      await removeTree(folder, name)
    }),
  )
}

/** @throws DrydockError file-big above what is downloaded */
export async function readPiece(home: string, path: string, at: number): Promise<{ size: number; data: string }> {
  return known(path, () =>
    withFile(home, path, O_RDONLY, async (file) => {
      const { size } = await file.stat()
      if (size > FILE_DOWNLOAD_BYTES) throw new DrydockError('file-big', path)
      const { bytesRead, buffer } = await file.read(Buffer.alloc(FILE_PIECE_BYTES), 0, FILE_PIECE_BYTES, at)
      return { size, data: buffer.toString('base64', 0, bytesRead) }
    }),
  )
}

/** The next piece of a file that comes from outside; the first makes it. @throws DrydockError file-exists, file-big, file-changed */
export async function appendPiece(
  home: string,
  { path, at, data }: { path: string; at: number; data: string },
): Promise<void> {
  const bytes = Buffer.from(data, 'base64')
  if (at + bytes.length > FILE_UPLOAD_BYTES) throw new DrydockError('file-big', path)
  if (at === 0) await makeEntry(home, { path, kind: 'file' })
  await known(path, () =>
    withFile(home, path, O_WRONLY | O_APPEND, async (file) => {
      if ((await file.stat()).size !== at) throw new DrydockError('file-changed', path)
      await file.writeFile(bytes)
    }),
  )
}

function withFile<T>(home: string, path: string, flags: number, use: (file: FileHandle) => Promise<T>): Promise<T> {
  return withPlace(home, path, async ({ fd, directory }) => {
    if (directory) throw new DrydockError('file-refused', path)
    // Of the very file that was walked to; that it is a regular one is known, and a pipe in its place could not be there.
    const file = await open(byDescriptor(fd), flags | O_NONBLOCK)
    try {
      return await use(file)
    } finally {
      await file.close()
    }
  })
}

async function contentOf(file: FileHandle, path: string): Promise<Buffer> {
  // One byte more than may be: a file that grows meanwhile is seen, too.
  const buffer = Buffer.alloc(Math.min((await file.stat()).size, FILE_TEXT_BYTES) + 1)
  let length = 0
  for (;;) {
    const { bytesRead } = await file.read(buffer, length, buffer.length - length, length)
    length += bytesRead
    if (bytesRead === 0 || length === buffer.length) break
  }
  if (length > FILE_TEXT_BYTES) throw new DrydockError('file-big', path)
  return buffer.subarray(0, length)
}

function textOf(bytes: Buffer, path: string): string {
  if (bytes.includes(0)) throw new DrydockError('file-binary', path)
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw new DrydockError('file-binary', path)
  }
}

const versionOf = (bytes: Buffer) => createHash('sha256').update(bytes).digest('base64url')

const missing = (path: string) => (error: unknown) => {
  if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw new DrydockError('file-unknown', path)
  throw error
}

/** What the kernel refuses, by its name. */
async function known<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    switch ((error as NodeJS.ErrnoException).code) {
      case 'EEXIST':
      case 'ENOTEMPTY':
        throw new DrydockError('file-exists', path)
      case 'ENOENT':
      case 'ENOTDIR':
        throw new DrydockError('file-unknown', path)
      case 'ELOOP':
      case 'ENXIO':
      case 'EXDEV':
      case 'EBUSY':
      case 'EINVAL':
      case 'ENAMETOOLONG':
        throw new DrydockError('file-refused', path)
      case 'ENOSPC':
      case 'EDQUOT':
        throw new DrydockError('file-full', path)
      default:
        throw error
    }
  }
}
