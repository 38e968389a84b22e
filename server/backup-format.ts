// What a backup is: a gzipped tar of the state, whose last entry, the manifest, says what all the others are. Torn off anywhere, it has none.
import { z } from 'zod'

export const FORMAT = 1
export const MANIFEST = 'manifest.json'
export const STORE = 'drydock.db'

/** Below DRYDOCK_HOME. What is not here is made anew, or lies with the Docker Engine. */
export const KEPT = [
  'instructor-token',
  'admin-token',
  // The list before what it lists: a push meanwhile adds to the latter first.
  'registry/registry.json',
  'registry/key.pem',
  'registry/data',
  // Learners' recordings of their terminals; the store lists them.
  'recording',
  'warm-pool.json',
  'tenant',
] as const

export const Manifest = z.object({
  format: z.number(),
  /** ms since 1970 */
  created: z.number(),
  /** Name of the newest migration that the store has. */
  schema: z.string(),
  /** Of each file: sha256 in hex. */
  files: z.record(z.string(), z.string()),
})
export type Manifest = z.infer<typeof Manifest>

const WORDS = {
  'backup-torn': 'This file is no whole backup: it was cut off or changed. Nothing was restored.',
  'backup-newer': 'This backup was made by a newer Drydock. Update first, then restore.',
  'backup-exists': 'There is a file of this name already; a backup overwrites nothing.',
  'nothing-to-back-up': 'Drydock has no state here; DRYDOCK_HOME names another place?',
  'home-in-use': 'DRYDOCK_HOME is not empty. Restore with --replace: what is there is set aside, not removed.',
  running: 'Drydock runs on this DRYDOCK_HOME. Stop it before a restore.',
} as const
export type BackupProblem = keyof typeof WORDS

/** `id` is stable: scripts may ask for it. */
export class BackupError extends Error {
  constructor(
    readonly id: BackupProblem,
    detail?: string,
  ) {
    super(`${id}: ${WORDS[id]}${detail ? ` (${detail})` : ''}`)
    this.name = 'BackupError'
  }
}
