// Looking at a student's terminal: asked for by who teaches, begun when its owner says yes, ended by whoever wants to. To type into it
// takes a consent of its own (live-together.ts).
import { DrydockError } from '#server/protocol/error.ts'
import type { StudentClass } from '#server/protocol/live.ts'
import type { AgentLink } from '../agent-link.ts'
import type { Hub } from '../live/hub.ts'
import type { Users } from '../user/user.ts'
import type { Desk } from './live-socket.ts'
import type { Look, Togethers } from './live-together.ts'
import { createTerminals, resume } from './terminal.ts'

/** A look at a terminal: asked for, then on. */
interface Watch {
  desk: Desk
  classId: string
  terminal: string
  state: 'asked' | 'on'
  since: number
}
/** What a desk looks through. */
interface View {
  terminals: ReturnType<typeof createTerminals>
  channel?: number
}

const SIZE = { cols: 80, rows: 24 }

export type Watches = ReturnType<typeof createWatches>

export function createWatches(parts: {
  hub: Hub
  users: Users
  link: AgentLink
  together: Togethers
  /** A student is to hear who looks. */
  changed(member: string): void
}) {
  const { hub, users, link, together, changed } = parts
  /** By member: at most one looks at a student. */
  const watches = new Map<string, Watch>()
  const views = new Map<Desk, View>()

  const lookedAtBy = (desk: Desk) => [...watches].find(([, watch]) => watch.desk === desk)?.[0]

  async function tenantOf(classId: string, memberId: string) {
    const member = hub.room(classId).member(memberId)
    const tenant = member && (await users.byId(member.user_id))?.tenant
    return { member, tenant: tenant ?? undefined }
  }

  /** Whoever ends it, both sides hear. */
  function over(memberId: string, state: 'over' | 'refused' = 'over'): void {
    const watch = watches.get(memberId)
    if (!watch) return
    together.end(memberId, 'over')
    watches.delete(memberId)
    const view = views.get(watch.desk)
    if (view?.channel !== undefined) view.terminals.detach(view.channel)
    if (view) view.channel = undefined
    try {
      hub.room(watch.classId).watched(memberId, false)
    } catch {
      // The class has ended meanwhile.
    }
    watch.desk.socket.emit('watch:state', { member: memberId, state })
    changed(memberId)
  }

  link.on('up', () => {
    for (const [memberId, watch] of watches) {
      const view = views.get(watch.desk)
      if (watch.state !== 'on' || !view) continue
      void tenantOf(watch.classId, memberId)
        .then(({ tenant }) => {
          if (tenant) return resume(view.terminals, tenant, () => watches.get(memberId) === watch)
          return over(memberId)
        })
        // The class has ended meanwhile.
        .catch(() => over(memberId))
    }
  })

  /** What this desk looks at with its owner's consent. */
  function lookOf(desk: Desk): Look | undefined {
    const member = lookedAtBy(desk)
    const watch = member === undefined ? undefined : watches.get(member)
    const view = views.get(desk)
    if (member === undefined || watch?.state !== 'on' || view?.channel === undefined) return undefined
    return { desk, classId: watch.classId, member, channel: view.channel, terminals: view.terminals }
  }

  /** Whatever this desk looks at. */
  function stop(desk: Desk): void {
    const member = lookedAtBy(desk)
    if (member) over(member)
  }

  return {
    tenantOf,
    over,
    /** As the one who is looked at sees it. */
    of(member: string): StudentClass['watch'] {
      const watch = watches.get(member)
      if (!watch) return null
      const { desk, state, terminal, since } = watch
      return { by: desk.me.name, state, terminal, since, typing: together.of(member) }
    },
    /** Its owner said yes. */
    async begin(memberId: string): Promise<void> {
      const watch = watches.get(memberId)
      if (!watch || watch.state === 'on') return
      const { tenant } = await tenantOf(watch.classId, memberId)
      const view = views.get(watch.desk)
      if (!tenant || !view) return over(memberId)
      watch.state = 'on'
      watch.since = Date.now()
      const channel = await view.terminals.attach(tenant, { terminal: watch.terminal, ...SIZE, view: true })
      view.channel = channel
      hub.room(watch.classId).watched(memberId, true)
      watch.desk.socket.emit('watch:state', { member: memberId, state: 'on', channel })
      changed(memberId)
    },
    /** Whom a helper no longer holds they no longer look at. */
    stopHelper(memberId: string): void {
      const watch = watches.get(memberId)
      if (!watch) return
      const { me } = watch.desk
      if (me.role === 'helper' && hub.room(watch.classId).claimOf(memberId)?.by !== me.id) over(memberId)
    },
    ask(desk: Desk, classId: string, member: string, terminal: string): void {
      stop(desk)
      if (watches.has(member)) throw new DrydockError('watch-refused', 'somebody else looks')
      watches.set(member, { desk, classId, terminal, state: 'asked', since: Date.now() })
      desk.socket.emit('watch:state', { member, state: 'asked' })
      changed(member)
    },
    stop,
    serve(desk: Desk): void {
      const { socket } = desk
      const terminals = createTerminals(link, {
        output: (channel, bytes) => socket.emit('o', channel, bytes),
        snapshot: (channel, bytes) => socket.emit('terminal:snapshot', { channel, bytes }),
        resized: (channel, cols, rows) => {
          const member = lookedAtBy(desk)
          if (member) socket.emit('watch:state', { member, state: 'on', channel, cols, rows })
        },
        gone: () => stop(desk),
      })
      views.set(desk, { terminals })
      together.serve(desk, () => lookOf(desk))
      socket.on('a', (channel, bytes) => terminals.ack(channel, bytes))
      socket.on('disconnect', () => {
        stop(desk)
        views.delete(desk)
        terminals.dispose()
      })
    },
  }
}
