// Room in the kernel's keyrings. runc gives every container and every exec a session keyring, and with userns-remap all of
// them count as one user's: Linux's default of 200 keys would end at about a hundred learners' shells, with "disk quota
// exceeded" for whoever starts a container next.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const KEYS = 20_000
/** A keyring's description takes some 70 bytes. */
const BYTES = 100 * KEYS

/** What of the machine is below that. A kernel without keyrings wants nothing. */
export function keysWanting(dir = '/proc/sys/kernel/keys'): [file: string, wanted: number][] {
  return (
    [
      ['maxkeys', KEYS],
      ['maxbytes', BYTES],
    ] as const
  ).flatMap(([name, wanted]): [string, number][] => {
    const file = join(dir, name)
    return existsSync(file) && Number(readFileSync(file, 'utf8')) < wanted ? [[file, wanted]] : []
  })
}

/** Raises what is too low, never lowers. A machine whose settings cannot be written keeps what it has; the doctor says so. */
export function raiseKeyQuota(dir?: string): void {
  for (const [file, wanted] of keysWanting(dir)) {
    try {
      writeFileSync(file, `${wanted}\n`)
    } catch (error) {
      if (!['EROFS', 'EACCES', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error
    }
  }
}
