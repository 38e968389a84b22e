// From a path of the workspace to an open descriptor of what it names, without ever leaving the home: one component at a
// time, relative to the descriptor of its parent, never following a link by name. Links are read and walked as well, so a
// link inside the home works as on any host, and one that points out of it is refused. Whoever renames and links meanwhile
// changes at most which of their own directories is found.
import { chownSync, closeSync, constants, fstatSync, mkdirSync, openSync, readlinkSync } from 'node:fs'
import { BindMissing, BindRefused } from '#server/agent/part.ts'
import { HOME } from '#server/agent/workspace/spec.ts'

/** O_PATH of Linux (asm-generic/fcntl.h); node has no name for it. */
const O_PATH = 0o10000000
/** As the kernel counts them (MAXSYMLINKS). */
const LINKS = 40
const DEPTH = 128

const { O_DIRECTORY, O_NOFOLLOW } = constants

export interface Found {
  fd: number
  directory: boolean
}

export interface WalkOptions {
  /** Host directory that is the home. */
  home: string
  /** Make what is missing, owned by these ids. */
  create?: { uid: number; gid: number }
}

/** The part of `path` below the home, as components. @throws BindRefused */
function inside(path: string): string[] {
  if (path.includes('\0')) outside(path)
  const parts = path.split('/').filter((part) => part !== '' && part !== '.')
  const home = HOME.split('/').filter(Boolean)
  // ".." before the home is reached has no meaning in here: /home/student is no link.
  if (!path.startsWith('/') || home.some((part, n) => parts[n] !== part)) outside(path)
  return parts.slice(home.length)
}

/** The caller closes `fd`. @throws BindRefused, BindMissing */
export function walk(path: string, { home, create }: WalkOptions): Found {
  const todo = inside(path)
  /** Descriptors from the home down to where we are. */
  const trail = [openSync(home, O_PATH | O_DIRECTORY | O_NOFOLLOW)]
  let links = 0
  try {
    let end: Found = { fd: trail[0]!, directory: true }
    while (todo.length > 0) {
      const name = todo.shift()!
      if (!end.directory) throw new BindMissing(path)
      if (name === '..') {
        if (trail.length === 1) outside(path)
        closeSync(trail.pop()!)
        end = { fd: trail.at(-1)!, directory: true }
        continue
      }
      if (trail.length > DEPTH) throw new BindRefused(`${path} is more than ${DEPTH} directories deep`)
      const parent = trail.at(-1)!
      const fd = openChild(parent, name, create) ?? missing(path)
      trail.push(fd)
      const stat = fstatSync(fd)
      if (stat.isSymbolicLink()) {
        if (++links > LINKS) throw new BindRefused(`${path}: too many levels of symbolic links`)
        const target = readLink(parent, name) ?? missing(path)
        closeSync(trail.pop()!)
        if (target.startsWith('/')) {
          todo.unshift(...inside(target))
          while (trail.length > 1) closeSync(trail.pop()!)
        } else todo.unshift(...target.split('/').filter((part) => part !== '' && part !== '.'))
        end = { fd: trail.at(-1)!, directory: true }
      } else if (stat.isDirectory()) end = { fd, directory: true }
      // Sockets, pipes and devices are no business of a bind mount in a lesson.
      else if (stat.isFile()) end = { fd, directory: false }
      else throw new BindRefused(`${path} is neither a directory nor a regular file`)
    }
    trail.splice(trail.indexOf(end.fd), 1)
    return end
  } finally {
    for (const fd of trail) closeSync(fd)
  }
}

function outside(path: string): never {
  throw new BindRefused(`${path} is not below your home directory ${HOME}`)
}

function missing(path: string): never {
  throw new BindMissing(path)
}

function openChild(parent: number, name: string, create: WalkOptions['create']): number | undefined {
  const place = `/proc/self/fd/${parent}/${name}`
  try {
    return openSync(place, O_PATH | O_NOFOLLOW)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENAMETOOLONG') return undefined
    if (!isMissing(error)) throw error
    if (!create) return undefined
  }
  try {
    mkdirSync(place, 0o755)
  } catch (error) {
    // Somebody was quicker: then it is theirs, and opened below like anything else.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    return openSync(place, O_PATH | O_NOFOLLOW)
  }
  const fd = openSync(place, O_PATH | O_NOFOLLOW)
  // By descriptor, and only if it is what was just made: swapped for something else it keeps its owner.
  const stat = fstatSync(fd)
  if (stat.isDirectory() && stat.uid === process.getuid?.()) chownSync(`/proc/self/fd/${fd}`, create.uid, create.gid)
  return fd
}

/** By name, as a link has no other way; what another link says instead is walked with the same care. */
function readLink(parent: number, name: string): string | undefined {
  try {
    return readlinkSync(`/proc/self/fd/${parent}/${name}`)
  } catch (error) {
    // Replaced since it was opened: gone, or no link any more.
    if (isMissing(error) || (error as NodeJS.ErrnoException).code === 'EINVAL') return undefined
    throw error
  }
}

const isMissing = (error: unknown) => (error as NodeJS.ErrnoException).code === 'ENOENT'
