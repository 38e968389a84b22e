// Takes a tree away by descriptors. Node's own recursive removal goes by names: a folder that is swapped for a link between two
// of its looks would lead it out of the home, as root.
import { constants } from 'node:fs'
import { open, opendir, rmdir, unlink } from 'node:fs/promises'
import { DrydockError } from '#server/protocol/error.ts'
import { byDescriptor } from './place.ts'

const FOLDER = constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW
/** Every level holds a descriptor. */
const LEVELS = 200

/** What is not there (any more) is nothing to do. `name`: bytes, as not every name is UTF-8. @throws DrydockError file-refused above 200 levels */
export async function removeTree(folder: number, name: string | Buffer, levels = LEVELS): Promise<void> {
  if (levels === 0) throw new DrydockError('file-refused', `more than ${LEVELS} folders deep`)
  const place = Buffer.concat([Buffer.from(`${byDescriptor(folder)}/`), Buffer.from(name as Buffer)])
  try {
    return await unlink(place)
  } catch (error) {
    if (is(error, 'ENOENT')) return
    if (!is(error, 'EISDIR')) throw error
  }
  const own = await open(place, FOLDER).catch((error: unknown) => {
    // Swapped meanwhile: it is no folder any more, and what came in its place is the learner's newest.
    if (is(error, 'ENOENT') || is(error, 'ENOTDIR') || is(error, 'ELOOP')) return undefined
    throw error
  })
  if (!own) return
  try {
    const names = await opendir(byDescriptor(own.fd), { encoding: 'buffer' as BufferEncoding })
    for await (const { name: inner } of names) await removeTree(own.fd, inner, levels - 1)
  } finally {
    await own.close()
  }
  await rmdir(place).catch((error: unknown) => {
    if (!is(error, 'ENOENT') && !is(error, 'ENOTDIR')) throw error
  })
}

const is = (error: unknown, code: string) => (error as NodeJS.ErrnoException).code === code
