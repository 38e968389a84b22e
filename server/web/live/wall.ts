// Questions that students write while the class goes on. Others see no name; who teaches may hide one that should not be there.
import { DrydockError } from '#server/protocol/error.ts'
import type { WallQuestion } from '#server/protocol/live.ts'
import type { Store } from '../store/store.ts'
import { randomName } from '../user/token.ts'

const PER_MEMBER = 20

export interface Wall {
  /** @throws DrydockError wall-full */
  ask(classId: string, member: string, text: string): Promise<void>
  vote(classId: string, question: string, member: string, up: boolean): Promise<void>
  mark(classId: string, question: string, state: WallQuestion['state']): Promise<void>
  /** Read once for a whole class: as `member` sees it; undefined: who teaches, hidden ones included. Most votes first. */
  read(classId: string): Promise<(member?: string) => WallQuestion[]>
}

export function createWall(store: Store): Wall {
  return {
    async ask(classId, member, text) {
      const own = await store
        .selectFrom('wall')
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .where('class_id', '=', classId)
        .where('member_id', '=', member)
        .executeTakeFirstOrThrow()
      if (Number(own.count) >= PER_MEMBER) throw new DrydockError('wall-full')
      await store
        .insertInto('wall')
        .values({ id: randomName(12), class_id: classId, member_id: member, text, state: 'open', at: Date.now() })
        .execute()
    },
    async vote(classId, question, member, up) {
      const known = await store
        .selectFrom('wall')
        .select('id')
        .where('id', '=', question)
        .where('class_id', '=', classId)
        .executeTakeFirst()
      if (!known) throw new DrydockError('not-found')
      if (up)
        await store
          .insertInto('wall_vote')
          .values({ question_id: question, member_id: member })
          .onConflict((c) => c.doNothing())
          .execute()
      else
        await store
          .deleteFrom('wall_vote')
          .where('question_id', '=', question)
          .where('member_id', '=', member)
          .execute()
    },
    async mark(classId, question, state) {
      await store
        .updateTable('wall')
        .set({ state })
        .where('id', '=', question)
        .where('class_id', '=', classId)
        .execute()
    },
    async read(classId) {
      const rows = await store.selectFrom('wall').selectAll().where('class_id', '=', classId).orderBy('at').execute()
      const found = await store
        .selectFrom('wall_vote')
        .innerJoin('wall', 'wall.id', 'wall_vote.question_id')
        .select(['wall_vote.question_id', 'wall_vote.member_id'])
        .where('wall.class_id', '=', classId)
        .execute()
      const votes = new Map(rows.map(({ id }) => [id, new Set<string>()]))
      for (const { question_id, member_id } of found) votes.get(question_id)?.add(member_id)
      const sorted = rows
        .map((row) => ({ row, by: votes.get(row.id)!, at: Number(row.at) }))
        .sort(
          (a, b) =>
            Number(a.row.state !== 'open') - Number(b.row.state !== 'open') || b.by.size - a.by.size || a.at - b.at,
        )
      return (member) =>
        sorted
          .filter(({ row }) => member === undefined || row.state !== 'hidden')
          .map(({ row, by, at }) => ({
            id: row.id,
            text: row.text,
            at,
            votes: by.size,
            voted: member !== undefined && by.has(member),
            mine: row.member_id === member,
            state: row.state as WallQuestion['state'],
          }))
    },
  }
}
