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

const liveClass: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('class')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('code', 'text', (c) => c.notNull())
      .addColumn('title', 'text', (c) => c.notNull())
      .addColumn('lessons', 'text', (c) => c.notNull())
      .addColumn('mode', 'text', (c) => c.notNull())
      .addColumn('place_slug', 'text')
      .addColumn('place_step', 'text')
      .addColumn('freeze', 'integer', (c) => c.notNull())
      .addColumn('timer_until', 'bigint')
      .addColumn('timer_minutes', 'integer')
      .addColumn('created', 'bigint', (c) => c.notNull())
      .addColumn('ended', 'bigint')
      .execute()
    await db.schema
      .createTable('member')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('class_id', 'text', (c) => c.notNull().references('class.id').onDelete('cascade'))
      .addColumn('user_id', 'text', (c) => c.notNull().references('user.id').onDelete('cascade'))
      .addColumn('name', 'text', (c) => c.notNull())
      .addColumn('joined', 'bigint', (c) => c.notNull())
      .addColumn('left', 'bigint')
      .addColumn('sticky', 'text')
      .addColumn('sticky_at', 'bigint')
      .addUniqueConstraint('member_once', ['class_id', 'user_id'])
      .execute()
    await db.schema
      .createTable('class_event')
      .addColumn('class_id', 'text', (c) => c.notNull().references('class.id').onDelete('cascade'))
      .addColumn('member_id', 'text', (c) => c.notNull().references('member.id').onDelete('cascade'))
      .addColumn('at', 'bigint', (c) => c.notNull())
      .addColumn('kind', 'text', (c) => c.notNull())
      .addColumn('slug', 'text')
      .addColumn('step', 'text')
      .addColumn('detail', 'text')
      .execute()
    await db.schema
      .createTable('poll')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('class_id', 'text', (c) => c.notNull().references('class.id').onDelete('cascade'))
      .addColumn('slug', 'text', (c) => c.notNull())
      .addColumn('item', 'text', (c) => c.notNull())
      .addColumn('round', 'integer', (c) => c.notNull())
      .addColumn('state', 'text', (c) => c.notNull())
      .addColumn('created', 'bigint', (c) => c.notNull())
      .execute()
    await db.schema
      .createTable('poll_answer')
      .addColumn('poll_id', 'text', (c) => c.notNull().references('poll.id').onDelete('cascade'))
      .addColumn('round', 'integer', (c) => c.notNull())
      .addColumn('member_id', 'text', (c) => c.notNull().references('member.id').onDelete('cascade'))
      .addColumn('answer', 'text', (c) => c.notNull())
      .addColumn('correct', 'integer', (c) => c.notNull())
      .addColumn('reason', 'text', (c) => c.notNull())
      .addColumn('at', 'bigint', (c) => c.notNull())
      .addPrimaryKeyConstraint('poll_answer_pk', ['poll_id', 'round', 'member_id'])
      .execute()
    await db.schema
      .createTable('wall')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('class_id', 'text', (c) => c.notNull().references('class.id').onDelete('cascade'))
      .addColumn('member_id', 'text', (c) => c.notNull().references('member.id').onDelete('cascade'))
      .addColumn('text', 'text', (c) => c.notNull())
      .addColumn('state', 'text', (c) => c.notNull())
      .addColumn('at', 'bigint', (c) => c.notNull())
      .execute()
    await db.schema
      .createTable('wall_vote')
      .addColumn('question_id', 'text', (c) => c.notNull().references('wall.id').onDelete('cascade'))
      .addColumn('member_id', 'text', (c) => c.notNull().references('member.id').onDelete('cascade'))
      .addPrimaryKeyConstraint('wall_vote_pk', ['question_id', 'member_id'])
      .execute()
    await db.schema
      .createTable('minute')
      .addColumn('class_id', 'text', (c) => c.notNull().references('class.id').onDelete('cascade'))
      .addColumn('member_id', 'text', (c) => c.notNull().references('member.id').onDelete('cascade'))
      .addColumn('clear', 'text', (c) => c.notNull())
      .addColumn('muddy', 'text', (c) => c.notNull())
      .addColumn('at', 'bigint', (c) => c.notNull())
      .addPrimaryKeyConstraint('minute_pk', ['class_id', 'member_id'])
      .execute()
    await db.schema.createIndex('member_user').on('member').column('user_id').execute()
    await db.schema.createIndex('class_event_class').on('class_event').columns(['class_id', 'at']).execute()
  },
}

const classStaff: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('class_staff')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('class_id', 'text', (c) => c.notNull().references('class.id').onDelete('cascade'))
      .addColumn('role', 'text', (c) => c.notNull())
      .addColumn('name', 'text', (c) => c.notNull())
      .addColumn('hash', 'text', (c) => c.notNull().unique())
      .addColumn('created', 'bigint', (c) => c.notNull())
      .addColumn('revoked', 'bigint')
      .execute()
    await db.schema
      .createTable('class_claim')
      .addColumn('member_id', 'text', (c) => c.primaryKey().references('member.id').onDelete('cascade'))
      .addColumn('class_id', 'text', (c) => c.notNull().references('class.id').onDelete('cascade'))
      .addColumn('staff_id', 'text', (c) => c.notNull())
      .addColumn('name', 'text')
      .addColumn('at', 'bigint', (c) => c.notNull())
      .execute()
    await db.schema
      .createTable('class_note')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('class_id', 'text', (c) => c.notNull().references('class.id').onDelete('cascade'))
      .addColumn('member_id', 'text', (c) => c.notNull().references('member.id').onDelete('cascade'))
      .addColumn('name', 'text')
      .addColumn('text', 'text', (c) => c.notNull())
      .addColumn('at', 'bigint', (c) => c.notNull())
      .execute()
    await db.schema.createIndex('class_note_member').on('class_note').columns(['member_id', 'at']).execute()
  },
}

const classSheet: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema.alterTable('class').addColumn('sheet', 'text').execute()
  },
}

const classFault: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('class_fault')
      .addColumn('member_id', 'text', (c) => c.primaryKey().references('member.id').onDelete('cascade'))
      .addColumn('class_id', 'text', (c) => c.notNull().references('class.id').onDelete('cascade'))
      .addColumn('fault', 'text', (c) => c.notNull())
      .addColumn('target', 'text', (c) => c.notNull())
      .addColumn('at', 'bigint', (c) => c.notNull())
      .addColumn('found', 'text')
      .addColumn('shown', 'integer', (c) => c.notNull())
      .execute()
  },
}

const pairs: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('pair_draw')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('class_id', 'text', (c) => c.notNull().references('class.id').onDelete('cascade'))
      .addColumn('question', 'text', (c) => c.notNull())
      .addColumn('created', 'bigint', (c) => c.notNull())
      .addColumn('ended', 'bigint')
      .execute()
    await db.schema
      .createTable('pair_seat')
      .addColumn('draw_id', 'text', (c) => c.notNull().references('pair_draw.id').onDelete('cascade'))
      .addColumn('member_id', 'text', (c) => c.notNull().references('member.id').onDelete('cascade'))
      .addColumn('pair', 'integer', (c) => c.notNull())
      .addColumn('shown', 'text')
      .addColumn('done', 'integer', (c) => c.notNull())
      .addPrimaryKeyConstraint('pair_seat_pk', ['draw_id', 'member_id'])
      .execute()
  },
}

const recording: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('recording')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('user_id', 'text', (c) => c.notNull().references('user.id').onDelete('cascade'))
      .addColumn('class_id', 'text', (c) => c.notNull().references('class.id').onDelete('cascade'))
      .addColumn('at', 'bigint', (c) => c.notNull())
      .addColumn('length', 'bigint', (c) => c.notNull())
      .addColumn('bytes', 'bigint', (c) => c.notNull())
      .addColumn('shared', 'integer', (c) => c.notNull())
      .addColumn('ended', 'text')
      .execute()
    await db.schema.createIndex('recording_user').on('recording').column('user_id').execute()
  },
}

const reviewCard: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('card')
      .addColumn('user_id', 'text', (c) => c.notNull().references('user.id').onDelete('cascade'))
      .addColumn('slug', 'text', (c) => c.notNull())
      .addColumn('item', 'text', (c) => c.notNull())
      .addColumn('due', 'bigint', (c) => c.notNull())
      .addColumn('seen', 'bigint', (c) => c.notNull())
      .addColumn('stability', 'double precision', (c) => c.notNull())
      .addColumn('difficulty', 'double precision', (c) => c.notNull())
      .addColumn('reps', 'integer', (c) => c.notNull())
      .addColumn('lapses', 'integer', (c) => c.notNull())
      .addColumn('missed', 'integer', (c) => c.notNull())
      .addPrimaryKeyConstraint('card_pk', ['user_id', 'slug', 'item'])
      .execute()
  },
}

const classStage: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema.alterTable('class').addColumn('stage', 'text').execute()
  },
}

const classGate: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema.alterTable('class').addColumn('gate', 'text').execute()
  },
}

const classCause: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('class_cause')
      .addColumn('class_id', 'text', (c) => c.notNull().references('class.id').onDelete('cascade'))
      .addColumn('signature', 'text', (c) => c.notNull())
      .addColumn('title', 'text', (c) => c.notNull())
      .addPrimaryKeyConstraint('class_cause_pk', ['class_id', 'signature'])
      .execute()
  },
}

const recordingPlayed: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema.alterTable('recording').addColumn('played', 'bigint').execute()
    await db.schema.alterTable('recording').addColumn('played_by', 'text').execute()
  },
}

const classPeople: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema.alterTable('class').addColumn('expected', 'integer').execute()
    await db.schema.alterTable('member').addColumn('helper', 'text').execute()
  },
}

export const migrations: Record<string, Migration> = {
  '001-first': first,
  '002-live-class': liveClass,
  '003-class-staff': classStaff,
  '004-class-sheet': classSheet,
  '005-class-fault': classFault,
  '006-pairs': pairs,
  '007-recording': recording,
  '008-review-card': reviewCard,
  '009-class-stage': classStage,
  '010-class-gate': classGate,
  '011-class-cause': classCause,
  '012-recording-played': recordingPlayed,
  '013-class-people': classPeople,
}
