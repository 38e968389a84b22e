// Recordings of learners' terminals: a row in the store and a file beside it, within bounds for each learner and for all, gone after
// so many days. The file is deleted before its row: what is listed can be asked to go again.
import { mkdirSync } from 'node:fs'
import { type FileHandle, open, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Selectable } from 'kysely'
import { DrydockError } from '#server/protocol/error.ts'
import type { Played, Recording } from '#server/protocol/live-record.ts'
import type { WebLog } from '../log.ts'
import type { RecordingTable } from '../store/schema.ts'
import type { Store } from '../store/store.ts'
import { randomName } from '../user/token.ts'

const MIB = 1024 * 1024
/** Hours of typing, or a few minutes of a flood. */
export const RECORDING_BYTES = 4 * MIB
const RECORDINGS_PER_USER = 10
const ALL_BYTES = 2048 * MIB
const DAY_MS = 24 * 3600_000
const SWEEP_MS = 3600_000

export type Recordings = ReturnType<typeof createRecordings>

/** Where one recording is written to. */
export interface Writing {
  id: string
  /** False: it is full, and this was not written. */
  write(line: string): boolean
  end(how: NonNullable<Recording['ended']>, length: number): Promise<void>
}

export function createRecordings(parts: { store: Store; dir: string; days: number; log: WebLog }) {
  const { store, dir, days, log } = parts
  mkdirSync(dir, { recursive: true, mode: 0o700 })
  const fileOf = (id: string) => join(dir, `${id}.cast`)
  const playedListeners = new Set<(user: string, played: Played) => void>()
  const rows = () => store.selectFrom('recording').selectAll()

  async function remove(id: string): Promise<void> {
    await rm(fileOf(id), { force: true })
    await store.deleteFrom('recording').where('id', '=', id).execute()
  }

  /** What is too old goes; what an end of the web cut off is said to be cut; files that nobody knows go. */
  async function sweep(first: boolean): Promise<void> {
    const known = await rows().execute()
    for (const row of known) {
      if (Number(row.at) < Date.now() - days * DAY_MS) await remove(row.id)
      else if (first && row.ended === null) {
        const bytes = await stat(fileOf(row.id)).then(
          ({ size }) => size,
          () => 0,
        )
        await store.updateTable('recording').set({ ended: 'cut', bytes }).where('id', '=', row.id).execute()
      }
    }
    if (!first) return
    const names = new Set(known.map(({ id }) => `${id}.cast`))
    for (const name of await readdir(dir)) if (!names.has(name)) await rm(join(dir, name), { force: true })
  }
  const swept = (first: boolean) => sweep(first).catch((error) => log.error({ error }, 'recordings not swept'))
  let sweeping = swept(true)
  const timer = setInterval(() => {
    sweeping = swept(false)
  }, SWEEP_MS).unref()

  return {
    days,
    /** @throws DrydockError recording-off, recording-full */
    async begin(user: string, classId: string, shared: boolean): Promise<Writing> {
      if (days === 0) throw new DrydockError('recording-off')
      await sweeping
      const all = await store
        .selectFrom('recording')
        .select(({ fn }) => [fn.sum<number>('bytes').as('bytes')])
        .executeTakeFirst()
      const own = await rows().where('user_id', '=', user).execute()
      if (own.length >= RECORDINGS_PER_USER || Number(all?.bytes ?? 0) >= ALL_BYTES)
        throw new DrydockError('recording-full')
      const id = randomName(16)
      const file = await open(fileOf(id), 'wx', 0o600)
      await store
        .insertInto('recording')
        .values({
          id,
          user_id: user,
          class_id: classId,
          at: Date.now(),
          length: 0,
          bytes: 0,
          shared: shared ? 1 : 0,
          ended: null,
          played: null,
          played_by: null,
        })
        .execute()
      return writing(id, file)
    },
    async list(user: string): Promise<Recording[]> {
      return (await rows().where('user_id', '=', user).orderBy('at', 'desc').execute()).map(recordingOf)
    },
    /** Of one student: those of this class that they let be played. */
    async shared(user: string, classId: string): Promise<Recording[]> {
      const found = await rows()
        .where('user_id', '=', user)
        .where('class_id', '=', classId)
        .where('shared', '=', 1)
        .where('ended', 'is not', null)
        .orderBy('at', 'desc')
        .execute()
      return found.map(recordingOf)
    },
    /** @throws DrydockError not-found: also when it is somebody else's */
    async share(user: string, id: string, on: boolean): Promise<void> {
      const { numUpdatedRows } = await store
        .updateTable('recording')
        .set({ shared: on ? 1 : 0 })
        .where('id', '=', id)
        .where('user_id', '=', user)
        .executeTakeFirst()
      if (Number(numUpdatedRows) === 0) throw new DrydockError('not-found')
    },
    /** @throws DrydockError not-found: also while it goes on */
    async remove(user: string, id: string): Promise<void> {
      const row = await rows().where('id', '=', id).where('user_id', '=', user).executeTakeFirst()
      if (!row || row.ended === null) throw new DrydockError('not-found')
      await remove(id)
    },
    /** By somebody who teaches: its owner is to know. */
    async played(id: string, by: string | null): Promise<void> {
      const at = Date.now()
      await store.updateTable('recording').set({ played: at, played_by: by }).where('id', '=', id).execute()
      const row = await rows().where('id', '=', id).executeTakeFirst()
      if (row) for (const listener of playedListeners) listener(row.user_id, { by, at })
    },
    onPlayed: (listener: (user: string, played: Played) => void) => void playedListeners.add(listener),
    /** Whose it is and where, for who asks to read it. @throws DrydockError not-found */
    async find(id: string): Promise<{ user: string; classId: string; shared: boolean; path: string }> {
      const row = await rows().where('id', '=', id).executeTakeFirst()
      if (!row) throw new DrydockError('not-found')
      return { user: row.user_id, classId: row.class_id, shared: row.shared === 1, path: fileOf(id) }
    },
    /** Resolves when the store is no longer needed. */
    async stop(): Promise<void> {
      clearInterval(timer)
      await sweeping
    },
  }

  function writing(id: string, file: FileHandle): Writing {
    let bytes = 0
    let turn: Promise<unknown> = Promise.resolve()
    return {
      id,
      write(line) {
        const size = Buffer.byteLength(line)
        if (bytes + size > RECORDING_BYTES) return false
        bytes += size
        turn = turn.then(() => file.appendFile(line)).catch((error) => log.error({ error }, 'recording not written'))
        return true
      },
      async end(how, length) {
        await turn
        await file.close()
        await store.updateTable('recording').set({ ended: how, length, bytes }).where('id', '=', id).execute()
      },
    }
  }
}

function recordingOf(row: Selectable<RecordingTable>): Recording {
  return {
    id: row.id,
    at: Number(row.at),
    length: Number(row.length),
    bytes: Number(row.bytes),
    shared: row.shared === 1,
    ended: row.ended as Recording['ended'],
    played: row.played === null ? null : { by: row.played_by, at: Number(row.played) },
  }
}
