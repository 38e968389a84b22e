// Who may write in a tenant's home with the editor: one page at a time, the others look on until they take over.
import { DrydockError } from '#server/protocol/error.ts'

export type Writers = ReturnType<typeof createWriters>

export function createWriters(onChange: (tenant: string, writer: string | null) => void) {
  const writers = new Map<string, string>()
  const set = (tenant: string, writer: string | null) => {
    if (writer === null) writers.delete(tenant)
    else writers.set(tenant, writer)
    onChange(tenant, writer)
  }
  return {
    /** Who writes now. `force`: takes over from whoever does. */
    claim(tenant: string, writer: string, force: boolean): string {
      const now = writers.get(tenant)
      if (now === writer || (now !== undefined && !force)) return now
      set(tenant, writer)
      return writer
    },
    release(tenant: string, writer: string) {
      if (writers.get(tenant) === writer) set(tenant, null)
    },
    /** @throws DrydockError file-writer */
    must(tenant: string, writer: string) {
      if (writers.get(tenant) !== writer) throw new DrydockError('file-writer')
    },
  }
}
