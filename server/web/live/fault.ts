// What was broken on students' hosts for an exercise: one fault at a time on each, kept in the store so that it can be taken back after
// a restart as well.
import type { BoardFault } from '#server/protocol/live-exercise.ts'
import type { Store } from '../store/store.ts'

export interface Fault extends BoardFault {
  /** Whose host it is. */
  user: string
  /** What the agent needs to take it back. */
  target: string
}

export interface FaultBook {
  of(member: string): Promise<Fault | undefined>
  all(classId: string): Promise<Fault[]>
  set(classId: string, member: string, fault: string, target: string): Promise<void>
  found(member: string, text: string): Promise<void>
  show(member: string): Promise<void>
  remove(member: string): Promise<void>
}

export function createFaultBook(store: Store): FaultBook {
  const rows = () =>
    store
      .selectFrom('class_fault')
      .innerJoin('member', 'member.id', 'class_fault.member_id')
      .select(['member.id as member', 'member.user_id as user', 'fault', 'target', 'at', 'found', 'shown'])
  type Row = Awaited<ReturnType<ReturnType<typeof rows>['executeTakeFirstOrThrow']>>
  const faultOf = (row: Row): Fault => ({ ...row, at: Number(row.at), shown: row.shown === 1 })
  return {
    async of(member) {
      const row = await rows().where('member.id', '=', member).executeTakeFirst()
      return row && faultOf(row)
    },
    all: async (classId) =>
      (await rows().where('class_fault.class_id', '=', classId).orderBy('at').execute()).map(faultOf),
    async set(classId, member, fault, target) {
      await store
        .insertInto('class_fault')
        .values({ member_id: member, class_id: classId, fault, target, at: Date.now(), found: null, shown: 0 })
        .execute()
    },
    async found(member, text) {
      await store.updateTable('class_fault').set({ found: text }).where('member_id', '=', member).execute()
    },
    async show(member) {
      await store.updateTable('class_fault').set({ shown: 1 }).where('member_id', '=', member).execute()
    },
    async remove(member) {
      await store.deleteFrom('class_fault').where('member_id', '=', member).execute()
    },
  }
}
