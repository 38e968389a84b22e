// Draws of pairs as the store knows them, so that a restart of the web parts nobody.
import type { Store } from '../store/store.ts'
import { randomName } from '../user/token.ts'
import { keysOf } from './draw.ts'

export interface Seat {
  member: string
  shown: string | null
  done: boolean
}
export interface Draw {
  id: string
  question: string
  groups: Seat[][]
}

export interface PairBook {
  /** The one that goes on, if any. */
  current(classId: string): Promise<Draw | undefined>
  /** Ends the one before. */
  begin(classId: string, question: string, groups: string[][]): Promise<void>
  end(classId: string): Promise<void>
  /** Keys of those who have sat together in this class. */
  met(classId: string): Promise<Set<string>>
  /** null: nothing any more. */
  show(draw: string, member: string, text: string | null): Promise<void>
  done(draw: string, member: string, done: boolean): Promise<void>
}

export function createPairBook(store: Store): PairBook {
  const seats = () =>
    store
      .selectFrom('pair_seat')
      .innerJoin('pair_draw', 'pair_draw.id', 'pair_seat.draw_id')
      .select(['draw_id', 'member_id as member', 'pair', 'shown', 'done'])
      .orderBy('pair')
      .orderBy('member_id')
  const change = async (draw: string, member: string, set: { shown: string | null } | { done: number }) => {
    await store.updateTable('pair_seat').set(set).where('draw_id', '=', draw).where('member_id', '=', member).execute()
  }
  const end = async (classId: string) => {
    await store
      .updateTable('pair_draw')
      .set({ ended: Date.now() })
      .where('class_id', '=', classId)
      .where('ended', 'is', null)
      .execute()
  }
  return {
    end,
    async current(classId) {
      const row = await store
        .selectFrom('pair_draw')
        .select(['id', 'question'])
        .where('class_id', '=', classId)
        .where('ended', 'is', null)
        .executeTakeFirst()
      if (!row) return undefined
      const groups: Seat[][] = []
      for (const { member, pair, shown, done } of await seats().where('draw_id', '=', row.id).execute()) {
        groups[pair] ??= []
        groups[pair].push({ member, shown, done: done === 1 })
      }
      return { ...row, groups }
    },
    async begin(classId, question, groups) {
      await end(classId)
      const id = randomName(12)
      await store
        .insertInto('pair_draw')
        .values({ id, class_id: classId, question, created: Date.now(), ended: null })
        .execute()
      const rows = groups.flatMap((group, pair) =>
        group.map((member_id) => ({ draw_id: id, member_id, pair, shown: null, done: 0 })),
      )
      await store.insertInto('pair_seat').values(rows).execute()
    },
    async met(classId) {
      const groups = new Map<string, string[]>()
      for (const { draw_id, pair, member } of await seats().where('class_id', '=', classId).execute()) {
        const key = `${draw_id}/${pair}`
        groups.set(key, [...(groups.get(key) ?? []), member])
      }
      return new Set([...groups.values()].flatMap(keysOf))
    },
    show: (draw, member, text) => change(draw, member, { shown: text }),
    done: (draw, member, done) => change(draw, member, { done: done ? 1 : 0 }),
  }
}
