import type { Kysely, Migration } from 'kysely'

// Migrations are never edited once landed: a change is a new entry with the next number.
const first: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('user')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('alias', 'text', (c) => c.notNull())
      .addColumn('created', 'bigint', (c) => c.notNull())
      .addColumn('tenant', 'text')
      .addColumn('preview', 'text', (c) => c.notNull().unique())
      .addColumn('last_slug', 'text')
      .addColumn('last_at', 'bigint', (c) => c.notNull())
      .addColumn('last_error', 'text')
      .execute()
    for (const table of ['session', 'code'])
      await db.schema
        .createTable(table)
        .addColumn('hash', 'text', (c) => c.primaryKey())
        .addColumn('user_id', 'text', (c) => c.notNull().references('user.id').onDelete('cascade'))
        .addColumn('created', 'bigint', (c) => c.notNull())
        .execute()
    await db.schema
      .createTable('step')
      .addColumn('user_id', 'text', (c) => c.notNull().references('user.id').onDelete('cascade'))
      .addColumn('slug', 'text', (c) => c.notNull())
      .addColumn('step', 'text', (c) => c.notNull())
      .addColumn('at', 'bigint', (c) => c.notNull())
      .addPrimaryKeyConstraint('step_pk', ['user_id', 'slug', 'step'])
      .execute()
    await db.schema
      .createTable('hint')
      .addColumn('user_id', 'text', (c) => c.notNull().references('user.id').onDelete('cascade'))
      .addColumn('slug', 'text', (c) => c.notNull())
      .addColumn('step', 'text', (c) => c.notNull())
      .addColumn('level', 'integer', (c) => c.notNull())
      .addPrimaryKeyConstraint('hint_pk', ['user_id', 'slug', 'step'])
      .execute()
    await db.schema
      .createTable('lab_answer')
      .addColumn('user_id', 'text', (c) => c.notNull().references('user.id').onDelete('cascade'))
      .addColumn('slug', 'text', (c) => c.notNull())
      .addColumn('check_id', 'text', (c) => c.notNull())
      .addColumn('value', 'text', (c) => c.notNull())
      .addPrimaryKeyConstraint('lab_answer_pk', ['user_id', 'slug', 'check_id'])
      .execute()
    await db.schema
      .createTable('quiz')
      .addColumn('user_id', 'text', (c) => c.notNull().references('user.id').onDelete('cascade'))
      .addColumn('slug', 'text', (c) => c.notNull())
      .addColumn('item', 'text', (c) => c.notNull())
      .addColumn('correct', 'integer', (c) => c.notNull())
      .addColumn('points', 'integer', (c) => c.notNull())
      .addColumn('max', 'integer', (c) => c.notNull())
      .addColumn('attempts', 'integer', (c) => c.notNull())
      .addColumn('at', 'bigint', (c) => c.notNull())
      .addPrimaryKeyConstraint('quiz_pk', ['user_id', 'slug', 'item'])
      .execute()
    await db.schema.createIndex('session_user').on('session').column('user_id').execute()
    await db.schema.createIndex('code_user').on('code').column('user_id').execute()
  },
}

export const migrations: Record<string, Migration> = { '001-first': first }
