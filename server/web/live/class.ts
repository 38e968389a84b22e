// Live classes as the store knows them: the class, who is in it, what happened. Nothing here is about who is online.
import type { Selectable } from 'kysely'
import { Text } from '#server/protocol/content.ts'
import { DrydockError } from '#server/protocol/error.ts'
import { type ClassInfo, ClassMode, type ClassPlace, PeerHelp, Sticky } from '#server/protocol/live.ts'
import { Gate } from '#server/protocol/live-gate.ts'
import { JOIN_CODE_LENGTH } from '#server/protocol/live-limit.ts'
import { RunSheet } from '#server/protocol/live-sheet.ts'
import type { ClassEventTable, ClassTable, MemberTable } from '../store/schema.ts'
import type { Store } from '../store/store.ts'
import { randomJoinCode, randomName } from '../user/token.ts'

export type Member = Omit<Selectable<MemberTable>, 'sticky' | 'sticky_at' | 'helper'> & {
  sticky: { kind: Sticky; at: number } | null
  helper: PeerHelp | null
}
export type ClassEvent = Selectable<ClassEventTable>
/** Writes down, for the report, what happened in one class. */
export type Note = (
  event: Omit<ClassEvent, 'at' | 'class_id' | 'slug' | 'step' | 'detail'> & Partial<ClassEvent>,
) => void
export type ClassChange = Partial<Pick<ClassInfo, 'mode' | 'place' | 'gate' | 'freeze' | 'timer' | 'expected'>>

export interface Classes {
  create(options: { title: string; lessons: string[]; expected?: number }): Promise<ClassInfo>
  /** Newest first. */
  list(): Promise<(ClassInfo & { members: number })[]>
  running(): Promise<ClassInfo[]>
  /** @throws DrydockError class-unknown */
  must(id: string): Promise<ClassInfo>
  change(id: string, change: ClassChange): Promise<void>
  /** null: nobody has changed what its lessons plan. */
  sheet(id: string): Promise<RunSheet | null>
  setSheet(id: string, sheet: RunSheet): Promise<void>
  end(id: string): Promise<void>
  /** Into the running class of a code; a second time only the name changes. @throws DrydockError class-code-unknown */
  join(code: string, user: string, name: string): Promise<{ info: ClassInfo; member: Member }>
  leave(member: string): Promise<void>
  members(id: string): Promise<Member[]>
  /** The running class that a user is in, if any: the one joined last. */
  of(user: string): Promise<{ info: ClassInfo; member: Member } | undefined>
  /** The class joined last, also when it has ended: its minute card may still be written. */
  lastOf(user: string): Promise<{ classId: string; member: string } | undefined>
  setSticky(member: string, sticky: Member['sticky']): Promise<void>
  setHelper(member: string, helper: Member['helper']): Promise<void>
  note(event: Omit<ClassEvent, 'at' | 'slug' | 'step' | 'detail'> & Partial<ClassEvent>): Promise<void>
  events(id: string): Promise<ClassEvent[]>
  /** What an error is called. The first name stays. */
  setCause(id: string, signature: string, title: Text): Promise<void>
  /** By signature. */
  causes(id: string): Promise<ReadonlyMap<string, Text>>
}

export function createClasses(store: Store): Classes {
  const byId = (id: string) => store.selectFrom('class').selectAll().where('id', '=', id).executeTakeFirst()

  return {
    async create({ title, lessons, expected }) {
      const row: Selectable<ClassTable> = {
        id: randomName(16),
        code: await freeCode(),
        title,
        lessons: JSON.stringify(lessons),
        mode: 'free',
        place_slug: lessons[0] ?? null,
        place_step: null,
        freeze: 0,
        timer_until: null,
        timer_minutes: null,
        sheet: null,
        stage: null,
        gate: null,
        expected: expected ?? null,
        created: Date.now(),
        ended: null,
      }
      await store.insertInto('class').values(row).execute()
      return infoOf(row)
    },
    async list() {
      const rows = await store.selectFrom('class').selectAll().orderBy('created', 'desc').execute()
      const counts = await store
        .selectFrom('member')
        .select(({ fn }) => ['class_id', fn.countAll<number>().as('count')])
        .groupBy('class_id')
        .execute()
      const members = new Map(counts.map((row) => [row.class_id, Number(row.count)]))
      return rows.map((row) => ({ ...infoOf(row), members: members.get(row.id) ?? 0 }))
    },
    async running() {
      return (await store.selectFrom('class').selectAll().where('ended', 'is', null).execute()).map(infoOf)
    },
    async must(id) {
      const row = await byId(id)
      if (!row) throw new DrydockError('class-unknown')
      return infoOf(row)
    },
    async change(id, { mode, place, gate, freeze, timer, expected }) {
      await store
        .updateTable('class')
        .set({
          ...(mode ? { mode } : {}),
          ...(place ? { place_slug: place.slug, place_step: place.step ?? null } : {}),
          ...(gate === undefined ? {} : { gate: gate && JSON.stringify(gate) }),
          ...(expected === undefined ? {} : { expected }),
          ...(freeze === undefined ? {} : { freeze: freeze ? 1 : 0 }),
          ...(timer === undefined ? {} : { timer_until: timer?.until ?? null, timer_minutes: timer?.minutes ?? null }),
        })
        .where('id', '=', id)
        .execute()
    },
    async sheet(id) {
      const row = await byId(id)
      return row?.sheet ? RunSheet.parse(JSON.parse(row.sheet)) : null
    },
    async setSheet(id, sheet) {
      await store
        .updateTable('class')
        .set({ sheet: JSON.stringify(sheet) })
        .where('id', '=', id)
        .execute()
    },
    async end(id) {
      await store
        .updateTable('class')
        .set({ ended: Date.now() })
        .where('id', '=', id)
        .where('ended', 'is', null)
        .execute()
    },
    async join(code, user, name) {
      const normal = normalJoinCode(code)
      const row =
        normal &&
        (await store
          .selectFrom('class')
          .selectAll()
          .where('code', '=', normal)
          .where('ended', 'is', null)
          .executeTakeFirst())
      if (!row) throw new DrydockError('class-code-unknown')
      const now = Date.now()
      await store
        .insertInto('member')
        .values({
          id: randomName(12),
          class_id: row.id,
          user_id: user,
          name,
          joined: now,
          left: null,
          sticky: null,
          sticky_at: null,
          helper: null,
        })
        .onConflict((c) => c.columns(['class_id', 'user_id']).doUpdateSet({ name, left: null, joined: now }))
        .execute()
      const member = await store
        .selectFrom('member')
        .selectAll()
        .where('class_id', '=', row.id)
        .where('user_id', '=', user)
        .executeTakeFirstOrThrow()
      return { info: infoOf(row), member: memberOf(member) }
    },
    async leave(member) {
      await store.updateTable('member').set({ left: Date.now() }).where('id', '=', member).execute()
    },
    async members(id) {
      const rows = await store
        .selectFrom('member')
        .selectAll()
        .where('class_id', '=', id)
        .where('left', 'is', null)
        .orderBy('joined')
        .execute()
      return rows.map(memberOf)
    },
    async of(user) {
      const row = await store
        .selectFrom('member')
        .innerJoin('class', 'class.id', 'member.class_id')
        .selectAll('member')
        .where('member.user_id', '=', user)
        .where('member.left', 'is', null)
        .where('class.ended', 'is', null)
        .orderBy('member.joined', 'desc')
        .executeTakeFirst()
      const found = row && (await byId(row.class_id))
      return found && { info: infoOf(found), member: memberOf(row) }
    },
    async lastOf(user) {
      const row = await store
        .selectFrom('member')
        .select(['id', 'class_id'])
        .where('user_id', '=', user)
        .orderBy('joined', 'desc')
        .executeTakeFirst()
      return row && { classId: row.class_id, member: row.id }
    },
    async setSticky(member, sticky) {
      await store
        .updateTable('member')
        .set({ sticky: sticky?.kind ?? null, sticky_at: sticky?.at ?? null })
        .where('id', '=', member)
        .execute()
    },
    async setHelper(member, helper) {
      await store.updateTable('member').set({ helper }).where('id', '=', member).execute()
    },
    async note(event) {
      await store
        .insertInto('class_event')
        .values({ slug: null, step: null, detail: null, ...event, at: event.at ?? Date.now() })
        .execute()
    },
    async events(id) {
      const rows = await store.selectFrom('class_event').selectAll().where('class_id', '=', id).orderBy('at').execute()
      return rows.map((row) => ({ ...row, at: Number(row.at) }))
    },
    async setCause(id, signature, title) {
      await store
        .insertInto('class_cause')
        .values({ class_id: id, signature, title: JSON.stringify(title) })
        .onConflict((c) => c.doNothing())
        .execute()
    },
    async causes(id) {
      const rows = await store.selectFrom('class_cause').selectAll().where('class_id', '=', id).execute()
      return new Map(rows.map(({ signature, title }) => [signature, Text.parse(JSON.parse(title))]))
    },
  }

  async function freeCode(): Promise<string> {
    for (;;) {
      const code = randomJoinCode(JOIN_CODE_LENGTH)
      const taken = await store
        .selectFrom('class')
        .select('id')
        .where('code', '=', code)
        .where('ended', 'is', null)
        .executeTakeFirst()
      if (!taken) return code
    }
  }
}

/** What a person typed -> the code; undefined when it can't be one. */
function normalJoinCode(typed: string): string | undefined {
  const code = typed.toUpperCase().replace(/[\s-]/g, '')
  return code.length === JOIN_CODE_LENGTH ? code : undefined
}

function infoOf(row: Selectable<ClassTable>): ClassInfo {
  const place: ClassPlace | null = row.place_slug
    ? { slug: row.place_slug, ...(row.place_step ? { step: row.place_step } : {}) }
    : null
  return {
    id: row.id,
    code: row.code,
    title: row.title,
    mode: ClassMode.catch('free').parse(row.mode),
    place,
    freeze: row.freeze === 1,
    timer: row.timer_until ? { until: Number(row.timer_until), minutes: row.timer_minutes ?? 0 } : null,
    lessons: JSON.parse(row.lessons) as string[],
    created: Number(row.created),
    ended: row.ended === null ? null : Number(row.ended),
    pulse: null,
    stage: null,
    gate: row.gate === null ? null : Gate.parse(JSON.parse(row.gate)),
    called: null,
    expected: row.expected,
  }
}

function memberOf(row: Selectable<MemberTable>): Member {
  const kind = Sticky.nullable().catch(null).parse(row.sticky)
  return {
    ...row,
    joined: Number(row.joined),
    left: row.left === null ? null : Number(row.left),
    helper: PeerHelp.nullable().catch(null).parse(row.helper),
    sticky: kind && { kind, at: Number(row.sticky_at) },
  }
}
