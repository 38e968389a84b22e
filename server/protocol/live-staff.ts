// Who teaches a class, what each may do there, and who is on the way to whom.
import { z } from 'zod'

/** co-teacher: all of the class but its end and its links. helper: one student at a time, the one they hold. */
export const StaffRole = z.enum(['co-teacher', 'helper'])
export type StaffRole = z.infer<typeof StaffRole>

export interface Teacher {
  /** Of the link; 'instructor' for the instructor. */
  id: string
  role: StaffRole | 'instructor'
  /** null: the instructor. */
  name: string | null
}
export interface StaffLink {
  id: string
  role: StaffRole
  name: string
}
/** Somebody is on it. */
export interface Claim {
  /** The teacher's id. */
  by: string
  name: string | null
  /** ms since 1970 */
  at: number
}
/** What somebody who helped has left for whoever comes next. */
export interface StaffNote {
  name: string | null
  text: string
  /** ms since 1970 */
  at: number
}

const ONLY_INSTRUCTOR = new Set([
  'board:list',
  'board:start',
  'board:end',
  'staff:list',
  'staff:invite',
  'staff:revoke',
])
const ALSO_HELPER = new Set([
  'board:open',
  'board:claim',
  'board:settle',
  'board:card',
  'person:open',
  'person:close',
  'person:watch',
  'person:unwatch',
])

/** Whether a role may send an event of who teaches. A helper's are about the student that they hold, besides. */
export function mayTeach(role: Teacher['role'], event: string): boolean {
  if (role === 'instructor') return true
  return role === 'helper' ? ALSO_HELPER.has(event) : !ONLY_INSTRUCTOR.has(event)
}
