// Stable error ids. The server never sends prose to a learner: it sends one of these, and the UI translates it
// (content/message/<locale>.json, key `error.<id>`).
import { z } from 'zod'

export const errorIds = [
  'internal',
  'bad-input',
  'not-found',
  'not-allowed',
  'too-large',
  'rate-limited',
  'agent-away',
  'engine-away',
  'engine-version',
  'engine-disk',
  'engine-paused',
  'catalog-building',
  'catalog-failed',
  'capacity-full',
  'labs-starting',
  'tenant-unknown',
  'workspace-failed',
  'terminal-unknown',
  'terminal-limit',
  'lab-unknown',
  'lab-not-open',
  'step-unknown',
  'quiz-unknown',
  'code-unknown',
  'preview-unreachable',
  'class-unknown',
  'class-code-unknown',
  'class-full',
  'class-not-joined',
  'class-places',
  'help-early',
  'member-unknown',
  'poll-over',
  'watch-refused',
  'type-unseen',
  'type-held',
  'type-over',
  'type-away',
  'wall-full',
  'claim-held',
  'claim-one',
  'claim-first',
  'staff-full',
  'fault-unknown',
  'fault-unfit',
  'pairs-few',
  'pairs-over',
  'recording-off',
  'recording-full',
  'registry-away',
  'repository-unknown',
  'vm-failed',
  'vm-over',
  'docker-refused',
  'stream-limit',
  'file-unknown',
  'file-refused',
  'file-big',
  'file-binary',
  'file-changed',
  'file-exists',
  'file-full',
  'file-writer',
] as const

export const ErrorId = z.enum(errorIds)
export type ErrorId = z.infer<typeof ErrorId>

/** What every acknowledgement carries. `detail` is for logs and for people who debug, never the only message. */
export type Result<T> = { ok: true; value: T } | { ok: false; error: ErrorId; detail?: string }

/** Thrown inside a process where a Result is made at its edge. */
export class DrydockError extends Error {
  constructor(
    readonly id: ErrorId,
    readonly detail?: string,
  ) {
    super(detail ? `${id}: ${detail}` : id)
    this.name = 'DrydockError'
  }
}
