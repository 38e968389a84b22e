// What the registry itself does not keep: accounts, who may see a repository, when a tag was pushed. One small file, written whole.
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { z } from 'zod'
import { TenantId } from '#server/protocol/agent.ts'

const Tag = z.object({ digest: z.string(), blobs: z.record(z.string(), z.number()), pushed: z.number() })
const Repository = z.object({ name: z.string(), public: z.boolean(), tags: z.record(z.string(), Tag) })
const Account = z.object({ name: z.string(), tenant: TenantId, password: z.string(), created: z.number() })
const Kept = z.object({ accounts: z.array(Account), repositories: z.array(Repository) })

export interface Store {
  readonly accounts: Map<string, z.infer<typeof Account>>
  readonly repositories: Map<string, z.infer<typeof Repository>>
  /** Resolves when what the maps say now is on the disk. */
  save(): Promise<void>
}

/** @throws when the file is there and can't be understood: accounts must not be lost by starting anew over them */
export async function openStore(file: string): Promise<Store> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '{"accounts":[],"repositories":[]}'
    throw error
  })
  const kept = Kept.parse(JSON.parse(text))
  const accounts = new Map(kept.accounts.map((account) => [account.name, account]))
  const repositories = new Map(kept.repositories.map((repository) => [repository.name, repository]))
  let writing = Promise.resolve()
  const write = async () => {
    await mkdir(dirname(file), { recursive: true })
    const value = { accounts: [...accounts.values()], repositories: [...repositories.values()] }
    // Whole or not at all, and for this user alone: there are passwords in it.
    await writeFile(`${file}.new`, JSON.stringify(value), { mode: 0o600 })
    await rename(`${file}.new`, file)
  }
  return {
    accounts,
    repositories,
    save() {
      writing = writing.catch(() => {}).then(write)
      return writing
    },
  }
}
