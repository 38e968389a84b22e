// What a class is told: students the class as it is for them, boards all but the rows, which the hub tells of by itself. Everybody
// hears in their own language, and no student hears what is another's.
import type { Locale } from '#server/protocol/content.ts'
import type { Board, PollView, StudentClass } from '#server/protocol/live.ts'
import type { Teacher } from '#server/protocol/live-staff.ts'
import { aliasOf } from '../live/alias.ts'
import type { Hub } from '../live/hub.ts'
import type { Polls } from '../live/poll.ts'
import type { Room } from '../live/room.ts'
import type { Wall } from '../live/wall.ts'
import type { WebLog } from '../log.ts'
import type { User } from '../user/user.ts'
import type { FaultDoor } from './live-fault.ts'
import type { PairDoor } from './live-pair.ts'
import type { Recorders } from './live-record.ts'
import type { LiveData, LiveIo } from './live-socket.ts'

/** A change of the class reaches everybody at most this often. */
const REFRESH_MS = 200

export type Tell = ReturnType<typeof createTell>

export function createTell(parts: {
  io: LiveIo
  hub: Hub
  polls: Polls
  wall: Wall
  log: WebLog
  watchOf(member: string): StudentClass['watch']
  faults: Pick<FaultDoor, 'all' | 'ofStudents'>
  pairs: Pick<PairDoor, 'ofBoard' | 'ofStudents'>
  recorders: Pick<Recorders, 'of' | 'playedOf'>
}) {
  const { io, hub, polls, wall, log } = parts
  const due = new Set<string>()
  const dueBoards = new Set<string>()
  /** What of the rows makes clusters and the gate's standing, as the boards know it, by class. */
  const told = new Map<string, string>()
  const failed = (error: unknown) => log.error({ error }, 'class refresh')

  hub.onRows((id, rows, now) => {
    io.to(`board:${id}`).emit('board:rows', rows, now)
    const room = hub.room(id)
    const news = JSON.stringify([room.clusters(), room.gate()])
    if (news === (told.get(id) ?? '[[],null]')) return
    told.set(id, news)
    void tellBoards(id).catch(failed)
  })
  hub.onSteered(all)
  hub.onMeasured(boards)

  /** Boards alone: what one student did that other students need not hear of. Once for what comes together. */
  function boards(id: string): void {
    if (dueBoards.has(id)) return
    dueBoards.add(id)
    setTimeout(() => {
      dueBoards.delete(id)
      void tellBoards(id).catch(failed)
    }, REFRESH_MS).unref()
  }

  /** The class changed: everybody in it hears, once for what comes together. */
  function all(id: string): void {
    if (due.has(id)) return
    due.add(id)
    setTimeout(() => {
      due.delete(id)
      void tellStudents(`class:${id}`)
        .then(() => tellBoards(id))
        .catch(failed)
    }, REFRESH_MS).unref()
  }

  async function tellStudents(room: string): Promise<void> {
    const asked: Asked = new Map()
    for (const socket of await io.in(room).fetchSockets()) {
      const { user, locale } = socket.data as LiveData
      socket.emit('class', await studentClass(user, locale, asked))
    }
  }

  async function tellBoards(id: string): Promise<void> {
    for (const socket of await io.in(`board:${id}`).fetchSockets()) {
      const { locale, me } = socket.data as LiveData
      socket.emit('board:rest', await boardRest(id, locale, me!))
    }
  }

  /** What is asked for once for a whole class, however many students are told of it. */
  const readClass = async ({ info: { id }, helpers }: Room) => {
    const poll = await polls.current(id)
    const views = new Map<Locale, Promise<PollView | null>>()
    return {
      fault: await parts.faults.ofStudents(id),
      pair: await parts.pairs.ofStudents(id, helpers()),
      wall: await wall.read(id),
      answered: poll ? await polls.answered(poll) : undefined,
      poll(locale: Locale): Promise<PollView | null> {
        const view = views.get(locale) ?? (poll ? polls.view(poll, locale, false) : Promise.resolve(null))
        views.set(locale, view)
        return view
      },
    }
  }
  /** By class, within one telling. */
  type Asked = Map<string, ReturnType<typeof readClass>>

  async function studentClass(user: User, locale: Locale, asked: Asked = new Map()): Promise<StudentClass | null> {
    const found = await hub.of(user.id)
    if (!found) return null
    const { room, member } = found
    const { id } = room.info
    const reading = asked.get(id) ?? readClass(room)
    asked.set(id, reading)
    const known = await reading
    return {
      info: room.info,
      name: member.name,
      alias: aliasOf(member.id),
      sticky: member.sticky?.kind ?? null,
      helper: member.helper,
      helpers: room
        .helpers()
        .filter((one) => one !== member.id)
        .map(aliasOf),
      poll: await known.poll(locale),
      answered: known.answered?.has(member.id) ?? false,
      wall: known.wall(member.id),
      watch: parts.watchOf(member.id),
      pulsed: room.pulsed(user.id),
      fault: known.fault(member.id),
      pair: known.pair(member.id),
      recording: parts.recorders.of(user.id),
      played: parts.recorders.playedOf(user.id),
    }
  }

  async function boardRest(id: string, locale: Locale, me: Teacher): Promise<Omit<Board, 'rows' | 'sheet'>> {
    const room = hub.room(id)
    const poll = await polls.current(id)
    return {
      me,
      info: room.info,
      clusters: room.clusters(),
      gate: room.gate(),
      poll: poll ? await polls.view(poll, locale, true) : null,
      wall: (await wall.read(id))(),
      pulse: room.pulse(),
      faults: await parts.faults.all(id),
      pairs: await parts.pairs.ofBoard(id),
      vm: room.vmStarts(),
      now: Date.now(),
    }
  }

  return {
    studentClass: (user: User, locale: Locale) => studentClass(user, locale),
    board: async (id: string, locale: Locale, me: Teacher): Promise<Board> => ({
      ...(await boardRest(id, locale, me)),
      rows: hub.room(id).rows(),
      sheet: await hub.sheet(id),
    }),
    all,
    boards,
    /** One student, in all of their tabs. */
    one(member: string): void {
      void tellStudents(`member:${member}`).catch(failed)
    },
  }
}
