// Terminals as they are written down, so that a new agent process shows what the old one had shown:
// <dir>/<tenant>/<terminal>, one line of JSON, then the replay bytes.
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'

const Head = z.object({
  id: z.string().regex(/^[a-z0-9]{1,20}$/),
  title: z.string(),
  created: z.number(),
  cols: z.number(),
  rows: z.number(),
  /** What its keeper says when it calls. */
  key: z.string().optional(),
  /** How much of the shell's output is in the replay, or was. */
  offset: z.number().default(0),
  /** The start of the workspace that its shell belongs to. */
  boot: z.string().optional(),
  /** Made ahead for the next learner and not yet given to one. */
  spare: z.boolean().default(false),
  /** Number of the last command. */
  commands: z.number().default(0),
})
export type RecordHead = z.infer<typeof Head>

/** A keeper gives an agent that comes back the last 256 KiB again (keeper.c, RING), so only what is beyond that has to be on the disk. */
const DUE_BYTES = 64 * 1024
/** Of a shell that was lost with its keeper, its screen may be this old. Two hundred who type are then not written down every second. */
const DUE_MS = 5_000

/** Whether a screen that has changed is written down now, by what came since it last was. */
export const isDue = (since: { bytes: number; ms: number }) => since.bytes >= DUE_BYTES || since.ms >= DUE_MS

interface TerminalRecord {
  head: RecordHead
  replay: Buffer
}

export function createRecords(dir: string) {
  const place = (tenant: string, id = '') => join(dir, tenant, id)
  /** What is being done to a tenant's files: one thing after the other, so that the last one told stays. */
  const turns = new Map<string, Promise<void>>()
  const inTurn = (tenant: string, work: () => Promise<void>): Promise<void> => {
    const done = (turns.get(tenant) ?? Promise.resolve()).then(work)
    const turn = done
      .catch(() => {})
      .then(() => {
        if (turns.get(tenant) === turn) turns.delete(tenant)
      })
    turns.set(tenant, turn)
    return done
  }
  return {
    write: (tenant: string, head: RecordHead, replay: Buffer) =>
      inTurn(tenant, async () => {
        const path = place(tenant, head.id)
        const bytes = Buffer.concat([Buffer.from(`${JSON.stringify(head)}\n`), replay])
        const put = () => writeFile(`${path}.new`, bytes, { mode: 0o600 })
        await put().catch(async (error: NodeJS.ErrnoException) => {
          if (error.code !== 'ENOENT') throw error
          // The first of its tenant.
          await mkdir(place(tenant), { recursive: true, mode: 0o700 })
          await put()
        })
        await rename(`${path}.new`, path)
      }),
    async tenants(): Promise<string[]> {
      return readdir(dir).catch(() => [])
    },
    async read(tenant: string): Promise<TerminalRecord[]> {
      const names = await readdir(place(tenant)).catch(() => [] as string[])
      const records: TerminalRecord[] = []
      for (const name of names.filter((one) => !one.endsWith('.new'))) {
        const bytes = await readFile(place(tenant, name))
        const line = bytes.indexOf(0x0a)
        try {
          const head = Head.parse(JSON.parse(bytes.subarray(0, line).toString('utf8')))
          records.push({ head, replay: bytes.subarray(line + 1) })
        } catch {
          // Cut short by a crash of the machine: the shell itself is gone then too.
          await rm(place(tenant, name), { force: true })
        }
      }
      return records.sort((a, b) => a.head.created - b.head.created)
    },
    remove: (tenant: string, id?: string) =>
      inTurn(tenant, () => rm(place(tenant, id), { recursive: true, force: true })),
  }
}
