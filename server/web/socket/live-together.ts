// Typing together in a student's terminal. Asked for by who looks at it with their consent, begun by the student's yes, ended by any key
// of theirs: the agent, through which both's bytes go, drops the guest's from that key on and says so. What a browser believes counts for nothing.
import { DrydockError } from '#server/protocol/error.ts'
import type { StudentClass } from '#server/protocol/live.ts'
import { TYPE_ASK_MS, TYPE_BYTES } from '#server/protocol/live-limit.ts'
import type { Together, TogetherEnd } from '#server/protocol/live-together.ts'
import type { AgentLink } from '../agent-link.ts'
import { createLimit } from '../limit.ts'
import type { Hub } from '../live/hub.ts'
import type { Desk } from './live-socket.ts'
import type { createTerminals } from './terminal.ts'

/** How often one student is asked. */
const ASKS = { perMinute: 2, burst: 3 }
/** Messages of keys: a fast typist's, with room for a paste. */
const KEYS = { perMinute: 1_800, burst: 200 }

/** A look at a terminal that goes on with its owner's consent. */
export interface Look {
  desk: Desk
  classId: string
  member: string
  channel: number
  terminals: Pick<ReturnType<typeof createTerminals>, 'input'>
}
interface Grant extends Together, Look {
  /** Rises: keys say which grant they were typed under. */
  n: number
  timer: NodeJS.Timeout | undefined
}

export type Togethers = ReturnType<typeof createTogethers>

export function createTogethers(parts: {
  hub: Pick<Hub, 'room'>
  link: Pick<AgentLink, 'call' | 'on'>
  askMs?: number
  /** A student is to hear of it. */
  changed(member: string): void
}) {
  const { hub, link, changed, askMs = TYPE_ASK_MS } = parts
  const grants = new Map<string, Grant>()
  const asks = createLimit(ASKS)
  const keys = createLimit(KEYS)
  let last = 0

  const tell = ({ desk, member, state, since, until, n }: Grant) =>
    desk.socket.emit('type:state', { member, state, since, until, grant: n })

  function end(member: string, how: TogetherEnd): void {
    const grant = grants.get(member)
    if (!grant) return
    grants.delete(member)
    clearTimeout(grant.timer)
    if (grant.state === 'on') {
      // One that was detached, or whose agent is away, may not type anyway.
      void link.call('terminal.allow', { channel: grant.channel, on: false }).catch(() => {})
      note(grant, 'type-end', how)
    }
    grant.desk.socket.emit('type:state', { member, state: how })
    changed(member)
  }

  function note({ classId, member, desk }: Grant, kind: 'type-begin' | 'type-end', detail: string | null): void {
    try {
      const room = hub.room(classId)
      room.typed(member, kind === 'type-begin' ? { by: desk.me.name } : null, detail)
    } catch {
      // The class has ended meanwhile.
    }
  }

  const byDesk = (desk: Desk) => [...grants.values()].find((grant) => grant.desk === desk)

  link.on('down', () => {
    for (const member of [...grants.keys()]) end(member, 'away')
  })
  link.on('terminal.taken', ({ channel }) => {
    for (const grant of grants.values())
      if (grant.state === 'on' && grant.channel === channel) return end(grant.member, 'taken')
  })

  return {
    end,
    /** As its student sees it. */
    of(member: string): NonNullable<StudentClass['watch']>['typing'] {
      const grant = grants.get(member)
      return grant ? { state: grant.state, since: grant.since, until: grant.until } : null
    },
    /** @throws DrydockError type-held, rate-limited */
    ask(look: Look): void {
      const { member } = look
      if (grants.has(member)) throw new DrydockError('type-held')
      if (!asks.take(member)) throw new DrydockError('rate-limited')
      const now = Date.now()
      const timer = setTimeout(() => end(member, 'expired'), askMs).unref()
      const grant: Grant = { ...look, state: 'asked', since: now, until: now + askMs, n: ++last, timer }
      grants.set(member, grant)
      tell(grant)
      changed(member)
    },
    /** The student says yes or no, or that it is enough. @throws DrydockError type-over, type-away */
    async answer(member: string, accept: boolean): Promise<void> {
      const grant = grants.get(member)
      if (!grant) {
        if (accept) throw new DrydockError('type-over')
        return
      }
      if (!accept) return end(member, grant.state === 'asked' ? 'refused' : 'over')
      if (grant.state === 'on') return
      clearTimeout(grant.timer)
      Object.assign(grant, { state: 'on', since: Date.now(), until: null })
      note(grant, 'type-begin', grant.desk.me.name)
      try {
        await link.call('terminal.allow', { channel: grant.channel, on: true })
      } catch (error) {
        if (grants.get(member) === grant) end(member, 'away')
        throw error
      }
      // Ended while the agent was asked: it was told so after this.
      if (grants.get(member) !== grant) return
      tell(grant)
      changed(member)
    },
    serve(desk: Desk, lookOf: () => Look | undefined): void {
      const { socket, handle, open } = desk
      handle('person:type', async () => {
        const look = lookOf()
        if (!look || look.classId !== open().id) throw new DrydockError('type-unseen')
        if (hub.room(look.classId).row(look.member)?.presence !== 'here') throw new DrydockError('type-away')
        this.ask(look)
        return null
      })
      handle('person:untype', async () => {
        const grant = byDesk(desk)
        if (grant) end(grant.member, 'over')
        return null
      })
      socket.on('y', (n, bytes) => {
        const grant = byDesk(desk)
        if (grant?.state !== 'on' || grant.n !== n || !(bytes instanceof Uint8Array)) return
        if (bytes.byteLength > TYPE_BYTES || !keys.take(desk.socket.id)) return
        grant.terminals.input(grant.channel, bytes)
      })
    },
  }
}
