// Who is on the way to whom: taken, given back, settled with a word for whoever comes next. A helper holds one student at a time, and
// sees no more of the class than that student and the board.
import { DrydockError } from '#server/protocol/error.ts'
import type { Teacher } from '#server/protocol/live-staff.ts'
import type { Room } from '../live/room.ts'
import type { Staff } from '../live/staff.ts'

export type Claims = ReturnType<typeof createClaims>

export function createClaims(staff: Staff) {
  return {
    /** @throws DrydockError claim-held, claim-one, member-unknown */
    async take(room: Room, me: Teacher, member: string): Promise<void> {
      if (!room.member(member)) throw new DrydockError('member-unknown')
      const held = room.claimOf(member)
      if (held?.by === me.id) return
      if (held) throw new DrydockError('claim-held', held.name ?? 'instructor')
      if (me.role === 'helper' && room.heldBy(me.id).length > 0) throw new DrydockError('claim-one')
      const claim = { by: me.id, name: me.name, at: Date.now() }
      // First in memory, so that of two who click at once the second is refused.
      room.claim(member, claim)
      await staff.setClaim(room.info.id, member, claim)
    },
    /** The instructor and co-teachers may free whom somebody else holds. @throws DrydockError claim-held */
    async free(room: Room, me: Teacher, member: string): Promise<void> {
      const held = room.claimOf(member)
      if (me.role === 'helper' && held && held.by !== me.id)
        throw new DrydockError('claim-held', held.name ?? 'instructor')
      room.claim(member, null)
      await staff.setClaim(room.info.id, member, null)
    },
    /** @throws DrydockError bad-input: a helper who says nothing of what comes next */
    async settle(room: Room, me: Teacher, member: string, ms: number, text: string): Promise<void> {
      if (me.role === 'helper' && text === '') throw new DrydockError('bad-input', 'a helper leaves a note')
      room.settle(member, ms)
      await staff.setClaim(room.info.id, member, null)
      if (text !== '') await staff.note(room.info.id, member, { name: me.name, text, at: Date.now() })
    },
    /** All that one teacher holds. Returns who is free again. */
    freeAll(room: Room, by: string): string[] {
      const held = room.heldBy(by)
      for (const member of held) room.claim(member, null)
      return held
    },
    /** @throws DrydockError claim-first: a helper who does not hold them all */
    mustHold(room: Room, me: Teacher, members: string[]): void {
      if (me.role === 'helper' && members.some((member) => room.claimOf(member)?.by !== me.id))
        throw new DrydockError('claim-first')
    },
  }
}
