// One student, seen closely by who teaches: their details as they change, their terminal if they agree, and a step they are brought to.
import { DrydockError } from '#server/protocol/error.ts'
import type { Person } from '#server/protocol/live.ts'
import type { AgentLink } from '../agent-link.ts'
import type { Labs } from '../lab/lab.ts'
import type { Recordings } from '../live/recording.ts'
import type { Staff } from '../live/staff.ts'
import type { Users } from '../user/user.ts'
import { atOnce } from './at-once.ts'
import type { Claims } from './claims.ts'
import type { Desk } from './live-socket.ts'
import type { Watches } from './live-watch.ts'

/** How often an open person's details are looked up anew. */
const PERSON_MS = 1_000
/** Checkpoints run solutions: a few at once, as the engine is everybody's. */
const BRING_AT_ONCE = 4

export function servePerson(
  desk: Desk,
  parts: {
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
  const { recordings, staff, labs, users, link, claims, watches } = parts
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
