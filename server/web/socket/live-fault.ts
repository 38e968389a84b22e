// Faults for an exercise: put on hosts by who teaches, told openly to the students, shown and taken back. Nobody's host stays broken
// when they leave or the class ends.
import type { Content } from '#content/load.ts'
import { DrydockError } from '#server/protocol/error.ts'
import type { BoardFault, StudentFault } from '#server/protocol/live-exercise.ts'
import type { AgentLink } from '../agent-link.ts'
import type { Classes } from '../live/class.ts'
import type { FaultBook } from '../live/fault.ts'
import type { Hub } from '../live/hub.ts'
import type { WebLog } from '../log.ts'
import type { Users } from '../user/user.ts'
import { atOnce } from './at-once.ts'
import type { Desk, LiveData, LiveHandle } from './live-socket.ts'
import type { Tell } from './live-tell.ts'

/** Each runs commands on the engine, which is everybody's. */
const AT_ONCE = 4

export type FaultDoor = ReturnType<typeof createFaultDoor>

export function createFaultDoor(parts: {
  faults: FaultBook
  classes: Pick<Classes, 'note'>
  content: Content
  hub: Hub
  users: Users
  link: AgentLink
  log: WebLog
  tell: Pick<Tell, 'all'>
}) {
  const { faults, hub, link, log, tell } = parts
  const kinds = parts.content.faults
  /** Members on whose host something is being broken or taken back right now. */
  const busy = new Set<string>()

  async function alone(member: string, work: () => Promise<void>): Promise<void> {
    if (busy.has(member)) throw new DrydockError('rate-limited')
    busy.add(member)
    try {
      await work()
    } finally {
      busy.delete(member)
    }
  }

  async function takeBack(member: string): Promise<void> {
    const known = await faults.of(member)
    if (!known) return
    const tenant = (await parts.users.byId(known.user))?.tenant
    if (tenant)
      await link.call('fault.undo', { tenant, fault: known.fault, target: known.target }).catch((error: unknown) => {
        // A learner whose host is gone, or a fault that the course no longer has.
        if (!(error instanceof DrydockError) || !['tenant-unknown', 'fault-unknown'].includes(error.id)) throw error
      })
    await faults.remove(member)
  }

  async function inject(classId: string, member: string, user: string, fault: string): Promise<void> {
    await takeBack(member)
    const tenant = (await parts.users.byId(user))?.tenant
    if (!tenant) throw new DrydockError('lab-not-open')
    const { target } = await link.call('fault.inject', { tenant, fault })
    await faults.set(classId, member, fault, target)
    await parts.classes.note({ class_id: classId, member_id: member, kind: 'fault', detail: fault })
  }

  return {
    /** Field by field: what the agent was told of hosts is nobody else's. */
    all: async (classId: string): Promise<BoardFault[]> =>
      (await faults.all(classId)).map(({ member, fault, at, found, shown }) => ({ member, fault, at, found, shown })),
    /** Asked once for a whole class: what is broken on the host of each of its members, as they may know it. */
    async ofStudents(classId: string): Promise<(member: string) => StudentFault | null> {
      const all = new Map((await faults.all(classId)).map((fault) => [fault.member, fault]))
      return (member) => {
        const known = all.get(member)
        if (!known) return null
        const kind = known.shown ? kinds.get(known.fault) : undefined
        return {
          at: known.at,
          found: known.found,
          cause: kind ? { title: kind.title, cause: kind.cause, look: kind.look } : null,
        }
      }
    },
    serveStudent(handle: LiveHandle, { user }: LiveData): void {
      handle('fault:found', async ({ text }) => {
        const found = await hub.of(user.id)
        if (!found) throw new DrydockError('class-not-joined')
        await faults.found(found.member.id, text)
        await parts.classes.note({
          class_id: found.room.info.id,
          member_id: found.member.id,
          kind: 'found',
          detail: text,
        })
        tell.all(found.room.info.id)
        return null
      })
    },
    serve({ handle, open }: Desk): void {
      const userOf = (member: string): string => {
        const known = open().room.member(member)
        if (!known) throw new DrydockError('member-unknown')
        return known.user_id
      }
      handle('fault:list', async () =>
        [...kinds.values()].map(({ id, title, cause, look }) => ({ id, title, cause, look })),
      )
      handle('fault:inject', async ({ members, fault }) => {
        const { id } = open()
        if (!kinds.has(fault)) throw new DrydockError('fault-unknown')
        const failed = await atOnce(AT_ONCE, members, async (member) => {
          const user = userOf(member)
          await alone(member, () => inject(id, member, user, fault))
          // As each is done: with a large class the last one takes a while.
          tell.all(id)
        })
        tell.all(id)
        return { failed }
      })
      handle('fault:show', async ({ members }) => {
        const { id } = open()
        for (const member of members) if (userOf(member)) await faults.show(member)
        tell.all(id)
        return null
      })
      handle('fault:undo', async ({ members }) => {
        const { id } = open()
        const failed = await atOnce(AT_ONCE, members, async (member) => {
          userOf(member)
          await alone(member, () => takeBack(member))
        })
        tell.all(id)
        return { failed }
      })
    },
    /** Takes back all that is left of a class or of one who left it; what can't be reached stays in the book. */
    async end(members: string[]): Promise<void> {
      const failed = await atOnce(AT_ONCE, members, (member) => alone(member, () => takeBack(member)))
      if (failed.length > 0) log.warn({ members: failed }, 'faults were not taken back')
    },
  }
}
