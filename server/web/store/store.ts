// The learner's data. SQLite in a file, opened with the settings that survive a kill -9: WAL and synchronous=FULL.
import { Kysely, Migrator, SqliteDialect } from 'kysely'
import Database from 'libsql'
import { migrations } from './migration.ts'
import type { Schema } from './schema.ts'

export type Store = Kysely<Schema>

/** `file` is a path, or ':memory:' in tests. Runs the migrations that are missing. */
export async function openStore(file: string): Promise<Store> {
  const database = new Database(file)
  database.exec('PRAGMA journal_mode = WAL')
  database.exec('PRAGMA synchronous = FULL')
  database.exec('PRAGMA foreign_keys = ON')
  database.exec('PRAGMA busy_timeout = 5000')
  const store = new Kysely<Schema>({
    // libsql is better-sqlite3's API with other type names; Kysely's own dialect speaks it.
    dialect: new SqliteDialect({ database: database as never }),
  })
  const { error } = await new Migrator({
    db: store,
    provider: { getMigrations: async () => migrations },
  }).migrateToLatest()
  if (error) throw error
  return store
}
