// Where a file of the learner's home really is. The agent works as root and the learner may swap a folder for a link at any
// moment, so no name is used twice: a path becomes a descriptor by the same walk that bind mounts trust (walk.ts), and what is
// done is done to that descriptor, or to one name in a folder's descriptor without following it.
import { closeSync, fstatSync } from 'node:fs'
import { BindMissing, BindRefused } from '#server/agent/part.ts'
import { HOME } from '#server/agent/workspace/spec.ts'
import { type Found, walk } from '#server/agent/workspace/walk.ts'
import { DrydockError } from '#server/protocol/error.ts'

/** A path of this process that is the open file itself, whatever has its name now. */
export const byDescriptor = (fd: number) => `/proc/self/fd/${fd}`
export const inFolder = (folder: number, name: string) => `${byDescriptor(folder)}/${name}`

/** @throws DrydockError file-unknown, file-refused */
export async function withPlace<T>(home: string, path: string, use: (found: Found) => Promise<T>): Promise<T> {
  const found = find(home, path)
  try {
    return await use(found)
  } finally {
    closeSync(found.fd)
  }
}

/** The folder that has, or is to have, the last name of the path. @throws DrydockError file-unknown, file-refused */
export function withParent<T>(
  home: string,
  path: string,
  use: (folder: number, name: string) => Promise<T>,
): Promise<T> {
  const names = path.split('/')
  const name = names.pop()!
  return withPlace(home, names.join('/'), async ({ fd, directory }) => {
    if (!directory) throw new DrydockError('file-unknown', path)
    return use(fd, name)
  })
}

/** What is found by a link is as good as by its own name, as long as it is in the home. */
export function kindOf(home: string, path: string): 'file' | 'folder' | 'other' {
  try {
    const { fd, directory } = find(home, path)
    closeSync(fd)
    return directory ? 'folder' : 'file'
  } catch (error) {
    if (error instanceof DrydockError) return 'other'
    throw error
  }
}

/** Ids of who owns what is in the home. */
export async function ownerOf(home: string): Promise<{ uid: number; gid: number }> {
  return withPlace(home, '', async ({ fd }) => fstatSync(fd))
}

function find(home: string, path: string): Found {
  try {
    return walk(`${HOME}/${path}`, { home })
  } catch (error) {
    if (error instanceof BindMissing) throw new DrydockError('file-unknown', path)
    if (error instanceof BindRefused) throw new DrydockError('file-refused', path)
    throw error
  }
}
