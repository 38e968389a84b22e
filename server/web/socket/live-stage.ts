// The terminal that a class is shown: who teaches starts and ends it, every student has an onlooker of their own for as long as they
// want it. Bytes go to members of that class only, and end at the moment they are no longer meant to be seen.
import type { Content } from '#content/load.ts'
import { DrydockError } from '#server/protocol/error.ts'
import type { AgentLink } from '../agent-link.ts'
import type { Labs } from '../lab/lab.ts'
import type { Member } from '../live/class.ts'
import type { Hub } from '../live/hub.ts'
import type { Room } from '../live/room.ts'
import type { Stage, Stages } from '../live/stage.ts'
import type { WebLog } from '../log.ts'
import type { Progress } from '../user/progress.ts'
import type { User, Users } from '../user/user.ts'
import type { Desk, LiveData, LiveHandle, LiveIo, LiveSocket } from './live-socket.ts'
import { createTerminals, resume } from './terminal.ts'

interface Look {
  classId: string
  member: string
  stage: Stage
  terminals: ReturnType<typeof createTerminals>
}

/** What attaching asks for; an onlooker is shown the size that the terminal has. */
const SIZE = { cols: 80, rows: 24 }

export type StageDoor = ReturnType<typeof createStageDoor>

export function createStageDoor(parts: {
  io: LiveIo
  hub: Hub
  stages: Stages
  labs: Labs
  users: Users
  progress: Pick<Progress, 'passed'>
  content: Content
  link: AgentLink
  log: WebLog
  /** The class is to be told. */
  changed(classId: string): void
}) {
  const { io, hub, stages, labs, users, progress, link, log } = parts
  const { lessons } = parts.content
  const looks = new Map<LiveSocket, Look>()

  function end(socket: LiveSocket): void {
    looks.get(socket)?.terminals.dispose()
    looks.delete(socket)
  }
  /** Here, and not when a browser hears of it. */
  function cut(which: (look: Look) => boolean): void {
    for (const [socket, look] of looks) if (which(look)) end(socket)
  }
  async function show(classId: string, stage: Stage | null): Promise<void> {
    const shown = hub.show(classId, stage)
    cut((look) => look.classId === classId)
    await shown
    parts.changed(classId)
  }
  const over = (classId: string) => {
    if (stages.of(classId)) void show(classId, null).catch((error) => log.error({ error }, 'stage'))
  }

  stages.onOver(over)
  stages.onCommands((classId, commands) => {
    for (const [socket, look] of looks) if (look.classId === classId) socket.emit('stage:commands', commands)
  })
  stages.onPresence(
    (classId, { tenant, who }) =>
      labs.owner(tenant) !== undefined ||
      [...io.sockets.values()].some(
        (socket) => socket.rooms.has(`board:${classId}`) && (socket.data as LiveData).me?.id === who,
      ),
  )

  link.on('up', () => {
    for (const [socket, look] of looks) void resume(look.terminals, look.stage.tenant, () => looks.get(socket) === look)
  })

  /** Students who are being brought to where who shows is. */
  const bringing = new Set<string>()

  async function bringAlong(room: Room, { id, user_id }: Member): Promise<{ step: string } | null> {
    const stage = stages.of(room.info.id)
    const [shown, user] = await Promise.all([stage && users.byTenant(stage.tenant), users.byId(user_id)])
    const slug = shown?.last_slug
    const lab = slug ? lessons.get(slug)?.lab : undefined
    const state = room.stateOf(id)
    if (!shown || !slug || !lab || !user?.tenant || state?.slug !== slug)
      throw new DrydockError('lab-not-open', slug ?? '')
    const passed = new Set(await progress.passed(shown.id, slug))
    // Who shows and is through with all of it shows the last step.
    const theirs = lab.steps.findIndex((step) => !passed.has(step.id))
    const at = theirs < 0 ? lab.steps.length - 1 : theirs
    const own = state.steps.findIndex(({ status }) => status !== 'passed')
    if (own < 0 || own >= at) return null
    const step = lab.steps[at]!.id
    await labs.bring(user, user.tenant, slug, step)
    return { step }
  }

  /** Terminals of the lab that who teaches has as any learner has. */
  async function ownTerminals(user: User) {
    const tenant = (await users.byId(user.id))?.tenant
    if (!tenant) return { tenant: '', terminals: [] }
    const { terminals } = await labs.look(tenant)
    labs.close(tenant, '')
    return { tenant, terminals }
  }

  return {
    show,
    /** Who is no longer in the class. */
    leave: (member: string) => cut((look) => look.member === member),
    /** The class ends. */
    close: (classId: string) => cut((look) => look.classId === classId),
    /** A link was taken back: what its holder shows goes with it. */
    revoke(classId: string, who: string): void {
      if (stages.of(classId)?.who === who) over(classId)
    },

    serveStudent(socket: LiveSocket, user: User, handle: LiveHandle): void {
      let turns = 0
      handle('stage:look', async ({ on }) => {
        const turn = ++turns
        end(socket)
        if (!on) return null
        const found = await hub.of(user.id)
        if (!found) throw new DrydockError('class-not-joined')
        const classId = found.room.info.id
        const stage = stages.of(classId)
        // Closed again, or gone, meanwhile.
        if (!stage || turn !== turns) return null
        const terminals = createTerminals(link, {
          output: (channel, bytes) => socket.emit('o', channel, bytes),
          snapshot: (channel, bytes) => socket.emit('terminal:snapshot', { channel, bytes }),
          resized: (_channel, cols, rows) => socket.emit('stage:size', { cols, rows }),
          gone: () => over(classId),
        })
        const look = { classId, member: found.member.id, stage, terminals }
        looks.set(socket, look)
        let channel: number
        try {
          channel = await terminals.attach(stage.tenant, { terminal: stage.terminal, ...SIZE, view: true })
        } catch (error) {
          if (looks.get(socket) === look) end(socket)
          if (error instanceof DrydockError && error.id === 'terminal-unknown') over(classId)
          throw error
        }
        if (looks.get(socket) === look) return { commands: stages.commands(classId) }
        // Ended before the agent had it: said once more, now that it has.
        void link.call('terminal.detach', { channel }).catch(() => {})
        return null
      })
      handle('stage:same', async () => {
        const found = await hub.of(user.id)
        if (!found) throw new DrydockError('class-not-joined')
        if (bringing.has(user.id)) throw new DrydockError('rate-limited')
        bringing.add(user.id)
        try {
          return await bringAlong(found.room, found.member)
        } finally {
          bringing.delete(user.id)
        }
      })
      socket.on('a', (channel, bytes) => looks.get(socket)?.terminals.ack(channel, bytes))
      socket.on('disconnect', () => {
        turns++
        end(socket)
      })
    },

    serveTeacher({ user, me, handle, open }: Desk): void {
      handle('stage:terminals', async () => (await ownTerminals(user)).terminals)
      handle('stage:start', async ({ terminal }) => {
        const { id } = open()
        const { tenant, terminals } = await ownTerminals(user)
        // Only one's own is shown: nobody's terminal becomes public by somebody else's choice.
        if (!terminals.some((one) => one.id === terminal)) throw new DrydockError('terminal-unknown')
        await show(id, { tenant, terminal, who: me.id, by: me.name, since: Date.now() })
        return null
      })
      handle('stage:stop', async () => {
        await show(open().id, null)
        return null
      })
    },
  }
}
