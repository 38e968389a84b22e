// Who teaches beside the instructor. The instructor gives a link away, for one class; it can be taken back at any time. What they
// hold (one student at a time for a helper) and the word that they leave about what comes next outlive a restart.
import type { Selectable } from 'kysely'
import { DrydockError } from '#server/protocol/error.ts'
import type { Claim, StaffLink, StaffNote, StaffRole, Teacher } from '#server/protocol/live-staff.ts'
import type { ClassStaffTable } from '../store/schema.ts'
import type { Store } from '../store/store.ts'
import { hash, randomName, randomToken } from '../user/token.ts'

/** As many links as one class may have. */
const LINKS_MAX = 40

export const INSTRUCTOR: Teacher = { id: 'instructor', role: 'instructor', name: null }

export interface Staff {
  /** The token is known here and now only: the store has its hash. @throws DrydockError staff-full */
  invite(classId: string, who: { role: StaffRole; name: string }): Promise<{ id: string; token: string }>
  /** Those in force, in the order they were made. */
  links(classId: string): Promise<StaffLink[]>
  /** What was held is free again. */
  revoke(classId: string, id: string): Promise<void>
  /** Whose link it is; undefined when it was taken back or the class has ended. */
  of(token: string | undefined): Promise<(Teacher & { classId: string }) | undefined>
  claims(classId: string): Promise<(Claim & { member: string })[]>
  setClaim(classId: string, member: string, claim: Claim | null): Promise<void>
  note(classId: string, member: string, note: StaffNote): Promise<void>
  notes(member: string): Promise<StaffNote[]>
}

export function createStaff(store: Store): Staff {
  return {
    async invite(classId, { role, name }) {
      if ((await this.links(classId)).length >= LINKS_MAX) throw new DrydockError('staff-full')
      const token = randomToken()
      const id = randomName(12)
      await store
        .insertInto('class_staff')
        .values({ id, class_id: classId, role, name, hash: hash(token), created: Date.now(), revoked: null })
        .execute()
      return { id, token }
    },
    async links(classId) {
      const rows = await store
        .selectFrom('class_staff')
        .selectAll()
        .where('class_id', '=', classId)
        .where('revoked', 'is', null)
        .orderBy('created')
        .execute()
      return rows.map((row) => ({ id: row.id, role: roleOf(row), name: row.name }))
    },
    async revoke(classId, id) {
      await store
        .updateTable('class_staff')
        .set({ revoked: Date.now() })
        .where('id', '=', id)
        .where('class_id', '=', classId)
        .execute()
      await store.deleteFrom('class_claim').where('class_id', '=', classId).where('staff_id', '=', id).execute()
    },
    async of(token) {
      if (!token) return undefined
      const row = await store
        .selectFrom('class_staff')
        .innerJoin('class', 'class.id', 'class_staff.class_id')
        .selectAll('class_staff')
        .where('class_staff.hash', '=', hash(token))
        .where('class_staff.revoked', 'is', null)
        .where('class.ended', 'is', null)
        .executeTakeFirst()
      return row && { id: row.id, role: roleOf(row), name: row.name, classId: row.class_id }
    },
    async claims(classId) {
      const rows = await store.selectFrom('class_claim').selectAll().where('class_id', '=', classId).execute()
      return rows.map((row) => ({ member: row.member_id, by: row.staff_id, name: row.name, at: Number(row.at) }))
    },
    async setClaim(classId, member, claim) {
      if (!claim) {
        await store.deleteFrom('class_claim').where('member_id', '=', member).execute()
        return
      }
      const values = { class_id: classId, staff_id: claim.by, name: claim.name, at: claim.at }
      await store
        .insertInto('class_claim')
        .values({ member_id: member, ...values })
        .onConflict((c) => c.column('member_id').doUpdateSet(values))
        .execute()
    },
    async note(classId, member, note) {
      await store
        .insertInto('class_note')
        .values({ id: randomName(12), class_id: classId, member_id: member, ...note })
        .execute()
    },
    async notes(member) {
      const rows = await store
        .selectFrom('class_note')
        .select(['name', 'text', 'at'])
        .where('member_id', '=', member)
        .orderBy('at')
        .execute()
      return rows.map((row) => ({ ...row, at: Number(row.at) }))
    },
  }
}

const roleOf = (row: Pick<Selectable<ClassStaffTable>, 'role'>): StaffRole =>
  row.role === 'co-teacher' ? 'co-teacher' : 'helper'
