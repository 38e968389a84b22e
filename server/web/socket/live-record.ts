// Recording a terminal for its owner: an onlooker that writes down what it sees. It goes on through reloads of the page, and ends with
// the owner's word, the class, the terminal, or when it is full.
import { DrydockError } from '#server/protocol/error.ts'
import type { Played, Recording } from '#server/protocol/live-record.ts'
import type { AgentLink } from '../agent-link.ts'
import type { Labs } from '../lab/lab.ts'
import { createCast } from '../live/cast.ts'
import type { Hub } from '../live/hub.ts'
import type { Recordings } from '../live/recording.ts'
import type { WebLog } from '../log.ts'
import type { Users } from '../user/user.ts'
import type { LiveData, LiveHandle } from './live-socket.ts'
import type { Tell } from './live-tell.ts'
import { createTerminals } from './terminal.ts'

/** For the agent's first answer only: an onlooker never sets a size. */
const SIZE = { cols: 80, rows: 24 }
const MARK_LENGTH = 120

interface Running {
  id: string
  since: number
  member: string
  end(how: NonNullable<Recording['ended']>): Promise<void>
}

export type Recorders = ReturnType<typeof createRecorders>

export function createRecorders(parts: {
  recordings: Recordings
  hub: Hub
  users: Users
  labs: Labs
  link: AgentLink
  log: WebLog
  tell: Pick<Tell, 'one'>
}) {
  const { recordings, hub, link, labs, tell, log } = parts
  const running = new Map<string, Running>()
  /** Asked for, and not yet running. */
  const starting = new Set<string>()

  /** What was played since the web began, for those who are in class: a word about it, not the list of all. */
  const played = new Map<string, Played>()
  recordings.onPlayed((user, what) => {
    played.set(user, what)
    void hub.of(user).then((found) => found && tell.one(found.member.id))
  })

  async function mine(user: string) {
    const found = await hub.of(user)
    if (!found) throw new DrydockError('class-not-joined')
    const tenant = (await parts.users.byId(user))?.tenant
    if (!tenant) throw new DrydockError('lab-not-open')
    return { tenant, member: found.member.id, classId: found.room.info.id }
  }

  async function start(user: string, terminal: string, share: boolean): Promise<void> {
    const { tenant, member, classId } = await mine(user)
    const writing = await recordings.begin(user, classId, share)
    let over = false
    const end = async (how: NonNullable<Recording['ended']>) => {
      if (over) return
      over = true
      for (const off of undo) off()
      terminals.dispose()
      running.delete(user)
      await writing.end(how, cast.length)
      tell.one(member)
    }
    const stop = (how: NonNullable<Recording['ended']>) =>
      void end(how).catch((error) => log.error({ error }, 'recording not ended'))
    const cast = createCast((line) => {
      if (!over && !writing.write(line)) stop('full')
    })
    const terminals = createTerminals(link, {
      output(channel, bytes) {
        cast.output(bytes)
        terminals.ack(channel, bytes.length)
      },
      snapshot: () => cast.whole(),
      resized: (_channel, cols, rows) => cast.resize({ cols, rows }),
      gone: () => stop('cut'),
    })
    const undo = [
      link.on('command', (event) => {
        if (event.tenant !== tenant || event.command.terminal !== terminal || !event.command.exit) return
        cast.mark(`exit ${event.command.exit}: ${event.command.line.slice(0, MARK_LENGTH)}`)
      }),
      link.on('terminal.exit', (event) => {
        if (event.tenant === tenant && event.terminal === terminal) stop('cut')
      }),
      // What is printed meanwhile is lost: better two recordings than one with a hole.
      link.on('down', () => stop('cut')),
    ]
    running.set(user, { id: writing.id, since: Date.now(), member, end })
    try {
      await terminals.attach(tenant, { terminal, ...SIZE, view: true })
    } catch (error) {
      await end('cut')
      await recordings.remove(user, writing.id)
      throw error
    }
    tell.one(member)
  }

  return {
    of: (user: string): { since: number } | null => {
      const one = running.get(user)
      return one ? { since: one.since } : null
    },
    playedOf: (user: string): Played | null => played.get(user) ?? null,
    serve(handle: LiveHandle, { user }: LiveData): void {
      handle('record:terminals', async () => {
        const { tenant } = await mine(user.id)
        try {
          return (await labs.look(tenant)).terminals.map(({ id }) => ({ id }))
        } finally {
          labs.close(tenant, '')
        }
      })
      handle('record:start', async ({ terminal, share }) => {
        if (running.has(user.id) || starting.has(user.id)) throw new DrydockError('bad-input', 'one at a time')
        starting.add(user.id)
        await start(user.id, terminal, share).finally(() => starting.delete(user.id))
        return null
      })
      handle('record:stop', async () => {
        await running.get(user.id)?.end('stopped')
        return null
      })
    },
    /** They left, or their class has ended. */
    async left(members: readonly string[]): Promise<void> {
      await Promise.all(
        [...running.values()].filter(({ member }) => members.includes(member)).map((one) => one.end('stopped')),
      )
    },
  }
}
