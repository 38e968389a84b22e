// The minute card at the end: one thing that is clear, one that is muddy.
import type { Store } from '../store/store.ts'

export interface Minute {
  clear: string
  muddy: string
}
export interface Minutes {
  write(classId: string, member: string, card: Minute): Promise<void>
  all(classId: string): Promise<Minute[]>
}

export function createMinutes(store: Store): Minutes {
  return {
    async write(classId, member, card) {
      const values = { ...card, at: Date.now() }
      await store
        .insertInto('minute')
        .values({ class_id: classId, member_id: member, ...values })
        .onConflict((c) => c.columns(['class_id', 'member_id']).doUpdateSet(values))
        .execute()
    },
    async all(classId) {
      const rows = await store.selectFrom('minute').selectAll().where('class_id', '=', classId).orderBy('at').execute()
      return rows.map(({ clear, muddy }) => ({ clear, muddy }))
    },
  }
}
