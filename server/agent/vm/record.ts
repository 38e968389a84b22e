// What is kept of a tenant's starts: <dir>/<tenant>.json.
import { randomBytes } from 'node:crypto'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { VmRun } from '#server/protocol/vm.ts'

/** Of each tenant; older ones fall off. */
export const RUNS = 40

const Record = z.object({
  runs: z.array(VmRun),
  /** Engine id of the container beside the machine, while it is there. */
  container: z.string().optional(),
})
export type VmRecord = z.infer<typeof Record>

export function createRecords(dir: string) {
  const place = (tenant: string) => join(dir, `${tenant}.json`)
  return {
    async read(tenant: string): Promise<VmRecord> {
      const text = await readFile(place(tenant), 'utf8').catch(() => undefined)
      if (text === undefined) return { runs: [] }
      try {
        return Record.parse(JSON.parse(text))
      } catch {
        // Of another version: a list of times is not worth more.
        return { runs: [] }
      }
    },
    async write(tenant: string, record: VmRecord) {
      await mkdir(dir, { recursive: true, mode: 0o700 })
      // A name of its own: an agent that is just being replaced may write as well.
      const fresh = `${place(tenant)}.${randomBytes(4).toString('hex')}`
      await writeFile(fresh, JSON.stringify(record), { mode: 0o600 })
      await rename(fresh, place(tenant))
    },
    remove: (tenant: string) => rm(place(tenant), { force: true }),
  }
}
