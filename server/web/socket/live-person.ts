// One student, seen closely by who teaches: their details as they change, their terminal if they agree, and a step they are brought to.
import { DrydockError } from '#server/protocol/error.ts'
import type { Person } from '#server/protocol/live.ts'
import type { AgentLink } from '../agent-link.ts'
import type { Labs } from '../lab/lab.ts'
import type { Classes } from '../live/class.ts'
import type { Recordings } from '../live/recording.ts'
import type { Staff } from '../live/staff.ts'
import type { Users } from '../user/user.ts'
import { atOnce } from './at-once.ts'
import type { Claims } from './claims.ts'
import type { Desk, LiveIo } from './live-socket.ts'
import type { Tell } from './live-tell.ts'
import type { Watches } from './live-watch.ts'

/** How often an open person's details are looked up anew. */
const PERSON_MS = 1_000
/** Checkpoints run solutions: a few at once, as the engine is everybody's. */
const BRING_AT_ONCE = 4

export function servePerson(
  desk: Desk,
  parts: {
    io: LiveIo
    classes: Pick<Classes, 'setHelper'>
    tell: Pick<Tell, 'all'>
    recordings: Recordings
    staff: Staff
    labs: Labs
    users: Users
    link: AgentLink
    claims: Claims
    watches: Watches
  },
): void {
  const { socket, me, handle, open } = desk
  const { io, classes, tell, recordings, staff, labs, users, link, claims, watches } = parts
  let person: { member: string; tenant?: string; timer: NodeJS.Timeout; last: string } | undefined
  const close = () => {
    if (!person) return
    clearInterval(person.timer)
    if (person.tenant) labs.close(person.tenant, '')
    person = undefined
  }

  handle('person:open', async ({ member: memberId }) => {
    close()
    const { id, room } = open()
    claims.mustHold(room, me, [memberId])
    const { member, tenant } = await watches.tenantOf(id, memberId)
    if (!member) throw new DrydockError('member-unknown')
    const describe = async (): Promise<Person> => {
      claims.mustHold(room, me, [memberId])
      const row = room.row(memberId)
      if (!row) throw new DrydockError('member-unknown')
      const seen = tenant ? await link.call('tenant.watch', { tenant }).catch(() => undefined) : undefined
      return {
        row,
        state: room.stateOf(memberId) ?? null,
        commands: room.commandsOf(memberId),
        objects: seen?.objects ?? null,
        calls: seen?.calls.slice(-30) ?? [],
        cards: seen?.cards.slice(-10) ?? [],
        terminals: seen?.terminals ?? [],
        notes: await staff.notes(memberId),
        // A helper is there for a moment; a recording is a whole story.
        recordings: me.role === 'helper' ? [] : await recordings.shared(member.user_id, id),
      }
    }
    if (tenant) await labs.look(tenant).catch(() => {})
    const first = await describe()
    const timer = setInterval(() => {
      void describe()
        .then((news) => {
          const text = JSON.stringify(news)
          if (!person || person.member !== memberId || text === person.last) return
          person.last = text
          socket.emit('person:news', news)
        })
        .catch(() => close())
    }, PERSON_MS).unref()
    person = { member: memberId, ...(tenant ? { tenant } : {}), timer, last: JSON.stringify(first) }
    return first
  })
  handle('person:close', async () => {
    close()
    return null
  })
  handle('person:watch', async ({ member, terminal }) => {
    const { id, room } = open()
    claims.mustHold(room, me, [member])
    const { tenant } = await watches.tenantOf(id, member)
    if (!tenant) throw new DrydockError('member-unknown')
    watches.ask(desk, id, member, terminal)
    return null
  })
  handle('person:unwatch', async () => {
    watches.stop(desk)
    return null
  })
  handle('person:helper', async ({ member: memberId, on }) => {
    const { id, room } = open()
    const member = room.member(memberId)
    if (!member) throw new DrydockError('member-unknown')
    const helper = on ? (member.helper ?? 'asked') : null
    room.setHelper(memberId, helper)
    await classes.setHelper(memberId, helper)
    tell.all(id)
    return null
  })
  handle('person:reset', async ({ member: memberId, step }) => {
    const { id, room } = open()
    const { member, tenant } = await watches.tenantOf(id, memberId)
    const slug = room.stateOf(memberId)?.slug
    const user = member && (await users.byId(member.user_id))
    if (!user || !tenant || !slug) throw new DrydockError('lab-not-open')
    await labs.reset(user, tenant, slug, step)
    room.wasReset(memberId, slug, step)
    io.to(`member:${memberId}`).emit('class:reset', { by: me.name, slug, step })
    return null
  })
  handle('person:bring', async ({ members, step }) => {
    const { room } = open()
    const failed = await atOnce(BRING_AT_ONCE, members, async (id) => {
      const member = room.member(id)
      const user = member && (await users.byId(member.user_id))
      const slug = room.stateOf(id)?.slug
      if (!user?.tenant || !slug) throw new DrydockError('lab-not-open')
      await labs.bring(user, user.tenant, slug, step)
    })
    return { brought: members.length - failed.length, failed }
  })
  socket.on('disconnect', close)
}
