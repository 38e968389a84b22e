// Room in the kernel's keyrings. runc gives every container and every exec a session keyring, and with userns-remap all of
// them count as one user's: Linux's default of 200 keys would end at about a hundred learners' shells, with "disk quota
// exceeded" for whoever starts a container next.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const KEYS = 20_000
/** A keyring's description takes some 70 bytes. */
const BYTES = 100 * KEYS

/** Raises what is too low, never lowers. A machine whose settings cannot be written keeps what it has. */
export function raiseKeyQuota(dir = '/proc/sys/kernel/keys'): void {
  for (const [name, wanted] of [
    ['maxkeys', KEYS],
    ['maxbytes', BYTES],
  ] as const) {
    try {
      const file = join(dir, name)
      if (Number(readFileSync(file, 'utf8')) < wanted) writeFileSync(file, `${wanted}\n`)
    } catch (error) {
      if (!['ENOENT', 'EROFS', 'EACCES', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error
    }
  }
}
