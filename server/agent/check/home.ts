// Files in the learner's home, touched by the agent as root. The learner may swap a directory for a link at any moment, so
// a path is walked one component at a time from an open directory, and links are never followed.
import { constants } from 'node:fs'
import { type FileHandle, lchown, mkdir, open, readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { inFolder } from '#server/agent/file/place.ts'
import { removeTree } from '#server/agent/file/remove.ts'
import type { FileFact } from './facts.ts'

/** As much of a file is compared. Bytes. */
const FILE_MAX_BYTES = 256 * 1024
const DIRECTORY = constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW

const inside = (dir: FileHandle, name: string) => inFolder(dir.fd, name)

function parts(path: string): string[] {
  const list = path.split('/').filter((part) => part !== '' && part !== '.')
  if (list.length === 0 || list.includes('..')) throw new Error(`not a path below the home: ${path}`)
  return list
}

async function walk<T>(home: string, dirs: string[], use: (dir: FileHandle) => Promise<T>, make?: Owner): Promise<T> {
  let dir = await open(home, DIRECTORY)
  try {
    for (const name of dirs) {
      if (make) await makeDirectory(dir, name, make)
      const next = await open(inside(dir, name), DIRECTORY)
      await dir.close()
      dir = next
    }
    return await use(dir)
  } finally {
    await dir.close()
  }
}

/** What is at the path: links count as missing. */
export async function readHomeFile(home: string, path: string): Promise<FileFact> {
  const list = parts(path)
  const name = list.pop()!
  try {
    return await walk(home, list, async (dir) => {
      // O_NONBLOCK: a FIFO must not hold the agent.
      const file = await open(inside(dir, name), constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
      try {
        const info = await file.stat()
        if (info.isDirectory()) return { kind: 'directory' }
        if (!info.isFile()) return { kind: 'missing' }
        const buffer = Buffer.alloc(Math.min(info.size, FILE_MAX_BYTES))
        const { bytesRead } = await file.read(buffer, 0, buffer.length, 0)
        return { kind: 'file', text: buffer.toString('utf8', 0, bytesRead) }
      } finally {
        await file.close()
      }
    })
  } catch (error) {
    if (isAbsent(error)) return { kind: 'missing' }
    throw error
  }
}

type Owner = { uid: number; gid: number }

export interface Copy {
  /** Directory whose files are copied. */
  from: string
  /** Below the home; absent: the home itself. */
  to?: string
  /** Names at the top of `from` that are left out. */
  without?: readonly string[]
}

/** The files of a copy, each with its place below the home. */
async function filesOf({ from, to, without = [] }: Copy): Promise<{ source: string; place: string[] }[]> {
  const found = []
  for (const entry of await readdir(from, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const source = join(entry.parentPath, entry.name)
    const place = parts(source.slice(from.length))
    if (!without.includes(place[0]!)) found.push({ source, place: [...(to ? parts(to) : []), ...place] })
  }
  return found
}

/**
 * Copies a lab's files into the home. What is there already stays, but with `replace` the lab's own files are made anew.
 * All belong to the home's owner.
 */
export async function copyToHome(copy: Copy, home: string, options: { replace: boolean }): Promise<void> {
  const { uid, gid } = await stat(home)
  for (const { source, place: list } of await filesOf(copy)) {
    const name = list.pop()!
    const { mode } = await stat(source)
    const body = await readFile(source)
    const write = async (dir: FileHandle) => {
      const target = inside(dir, name)
      if (options.replace) await removeTree(dir.fd, name)
      const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW
      const file = await open(target, flags, mode & 0o777)
      try {
        await file.writeFile(body)
        await file.chown(uid, gid)
      } finally {
        await file.close()
      }
    }
    await walk(home, list, write, { uid, gid }).catch((error: unknown) => {
      // There already, or the learner has put something else in the directory's place: theirs stays.
      if (!isAbsent(error)) throw error
    })
  }
}

/** Takes away what a copy would have put there. Directories stay, as they may hold the learner's own. */
export async function removeFromHome(copy: Copy, home: string): Promise<void> {
  for (const { place } of await filesOf(copy)) {
    const name = place.pop()!
    await walk(home, place, (dir) => removeTree(dir.fd, name)).catch((error: unknown) => {
      if (!isAbsent(error)) throw error
    })
  }
}

async function makeDirectory(dir: FileHandle, name: string, owner: Owner) {
  try {
    await mkdir(inside(dir, name), 0o755)
    await lchown(inside(dir, name), owner.uid, owner.gid)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
}

const ABSENT = new Set(['ENOENT', 'ENOTDIR', 'ELOOP', 'EEXIST', 'ENXIO', 'EACCES'])
const isAbsent = (error: unknown) => ABSENT.has((error as NodeJS.ErrnoException).code ?? '')
