// A copy of the store as it is at one moment, also while it is written to; and whether a copy can be trusted.
import Database from 'libsql'
import { migrations } from './migration.ts'

/** Writes the copy to `to`, which must not exist. Readers and writers of the store go on meanwhile. */
export function copyStore(from: string, to: string): void {
  const database = new Database(from)
  try {
    database.exec('PRAGMA busy_timeout = 5000')
    database.prepare('VACUUM INTO ?').run(to)
  } finally {
    database.close()
  }
}

/** `schema`: the newest migration that it has; `known`: whether this Drydock has all of them, too. @throws when it is no sound database */
export function examineStore(file: string): { schema: string; known: boolean } {
  const database = new Database(file)
  try {
    const checked = database.prepare('PRAGMA integrity_check').get() as { integrity_check: string }
    if (checked.integrity_check !== 'ok') throw new Error(checked.integrity_check)
    const rows = database.prepare('SELECT name FROM kysely_migration ORDER BY name').all() as { name: string }[]
    const names = rows.map(({ name }) => name)
    return { schema: names.at(-1) ?? '', known: names.every((name) => Object.hasOwn(migrations, name)) }
  } finally {
    database.close()
  }
}
