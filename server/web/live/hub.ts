// All running classes: their rooms, fed by what the agent tells of the learners' hosts, and told on twice a second.
import type { Content } from '#content/load.ts'
import { DrydockError } from '#server/protocol/error.ts'
import type { BoardRow, ClassInfo } from '#server/protocol/live.ts'
import { CLASS_SIZE } from '#server/protocol/live-limit.ts'
import type { RunSheet } from '#server/protocol/live-sheet.ts'
import type { AgentLink } from '../agent-link.ts'
import type { Labs } from '../lab/lab.ts'
import type { WebLog } from '../log.ts'
import type { Store } from '../store/store.ts'
import type { Classes, Member } from './class.ts'
import { opens } from './gate.ts'
import { planOf } from './plan.ts'
import { recall } from './recall.ts'
import { createRoom, type Room } from './room.ts'
import type { Staff } from './staff.ts'
import type { Stage, Stages } from './stage.ts'
import { opened, type Steer, steered } from './steering.ts'

/** How often rows that changed are told: a board never hears more than this of one student. */
const TELL_MS = 500

export interface Hub {
  /** @throws DrydockError class-places: more are expected than there is room for; its detail says for how many */
  start(options: { title: string; lessons: string[]; expected?: number }): Promise<ClassInfo>
  /** So many people are to come. @throws DrydockError class-places */
  expect(id: string, people: number | null): Promise<void>
  end(id: string): Promise<void>
  /** @throws DrydockError class-unknown */
  room(id: string): Room
  /** The room that a learner is in, after a look into the store. */
  of(user: string): Promise<{ room: Room; member: Member } | undefined>
  join(code: string, user: string, name: string): Promise<{ room: Room; member: Member }>
  leave(user: string): Promise<void>
  steer(id: string, change: Steer): Promise<void>
  /** The gate stands at the next step; after the last there is none. */
  openGate(id: string): Promise<void>
  /** A gate opened by itself. */
  onSteered(listener: (id: string) => void): void
  /** Somebody started a virtual machine or a container beside it, and measured it. */
  onMeasured(listener: (id: string) => void): void
  /** A terminal for everybody to look at; null: no more. */
  show(id: string, stage: Stage | null): Promise<void>
  /** As it was changed, else as its lessons plan it. */
  sheet(id: string): Promise<RunSheet>
  onRows(listener: (id: string, rows: BoardRow[], now: number) => void): void
  /** A student left, or the class changed as a whole. */
  onGone(listener: (id: string, member: string) => void): void
  stop(): void
}

export async function createHub(parts: {
  store: Store
  classes: Classes
  staff: Staff
  stages: Stages
  content: Content
  labs: Labs
  link: AgentLink
  log: WebLog
}): Promise<Hub> {
  const { store, classes, staff, stages, content, labs, link, log } = parts
  const rooms = new Map<string, Room>()
  const rowListeners = new Set<Parameters<Hub['onRows']>[0]>()
  const goneListeners = new Set<Parameters<Hub['onGone']>[0]>()
  const measuredListeners = new Set<Parameters<Hub['onMeasured']>[0]>()
  const steeredListeners = new Set<Parameters<Hub['onSteered']>[0]>()

  const open = (info: ClassInfo): Room => {
    const stage = stages.of(info.id)
    if (stage) info.stage = { by: stage.by, since: stage.since }
    const room = createRoom({
      info,
      note: (event) =>
        void classes.note({ class_id: info.id, ...event }).catch((error) => log.error({ error }, 'class event')),
    })
    rooms.set(info.id, room)
    return room
  }
  for (const info of await classes.running()) {
    const room = open(info)
    const members = await classes.members(info.id)
    for (const member of members) room.add(member)
    const events = await classes.events(info.id)
    room.recall(await recall(members, events, { store, lessons: content.lessons, now: Date.now() }), events)
    for (const { member, ...claim } of await staff.claims(info.id)) room.claim(member, claim)
  }

  const roomOf = (user: string) => {
    for (const room of rooms.values()) if (room.memberOf(user)) return room
    return undefined
  }
  const fed = <T extends { tenant: string }>(use: (room: Room, user: string, event: T) => void) => {
    return (event: T) => {
      const user = labs.owner(event.tenant)
      const room = user && roomOf(user)
      if (room) use(room, user, event)
    }
  }
  const undo = [
    labs.onState((user, state) => roomOf(user)?.labState(user, state)),
    link.on(
      'coach',
      fed((room, user, { card }) => {
        const { signature, title } = card
        if (!room.cardOf(signature))
          void classes
            .setCause(room.info.id, signature, title)
            .catch((error) => log.error({ error }, 'cause of an error'))
        room.card(user, card)
      }),
    ),
    link.on(
      'command',
      fed((room, user, { command }) => {
        room.command(user, command)
      }),
    ),
    link.on(
      'vm',
      fed((room, user, { vm }) => {
        const measured = () => JSON.stringify(room.vmStarts())
        const before = measured()
        room.vm(user, vm.runs)
        if (measured() !== before) for (const listener of measuredListeners) listener(room.info.id)
      }),
    ),
    link.on(
      'workspace',
      fed((room, user, { workspace }) => room.workspace(user, workspace)),
    ),
  ]
  labs.gates((user) => {
    const info = roomOf(user)?.info
    return info?.gate && info.place?.step ? { slug: info.place.slug, step: info.place.step } : null
  })

  const steer = async (id: string, wanted: Steer) => {
    const room = roomBy(id)
    const change = steered(room.info, wanted, { lessons: content.lessons, sheet: await sheet(id), now: Date.now() })
    await classes.change(id, change)
    room.change(change)
    for (const { user_id } of room.members()) labs.regate(user_id)
  }
  const openGate = async (id: string) => {
    const { gate, place } = roomBy(id).info
    if (gate && place) await steer(id, opened(place, content.lessons))
  }
  /** Gates that open right now: once each. */
  const opening = new Set<string>()
  const openWhenDue = (id: string, room: Room) => {
    const { gate } = room.info
    const standing = room.gate()
    if (!standing || !gate || gate.minutes === null || opening.has(id)) return
    if (!opens(standing, gate.since + gate.minutes * 60_000, Date.now())) return
    opening.add(id)
    openGate(id)
      .then(() => {
        for (const listener of steeredListeners) listener(id)
      })
      .catch((error) => log.error({ error }, 'gate'))
      .finally(() => opening.delete(id))
  }

  const teller = setInterval(() => {
    for (const [id, room] of rooms) {
      const rows = room.changed()
      if (rows.length > 0) for (const listener of rowListeners) listener(id, rows, Date.now())
      openWhenDue(id, room)
    }
  }, TELL_MS).unref()

  const roomBy = (id: string) => {
    const found = rooms.get(id)
    if (!found) throw new DrydockError('class-unknown')
    return found
  }

  const mustFit = async (people: number | undefined) => {
    if (people === undefined) return
    // While the agent is away nobody can say; it is asked for the places themselves when it is back.
    const places = await link.call('capacity.places', {}).then(
      (value) => value.places,
      () => null,
    )
    if (places !== null && people > places) throw new DrydockError('class-places', String(places))
  }

  const leave = async (user: string) => {
    const left = roomOf(user)
    const member = left?.memberOf(user)
    if (!left || !member) return
    await classes.leave(member.id)
    await staff.setClaim(left.info.id, member.id, null)
    await classes.note({ class_id: left.info.id, member_id: member.id, kind: 'leave' })
    left.remove(member.id)
    labs.regate(user)
    for (const listener of goneListeners) listener(left.info.id, member.id)
  }

  const sheet = async (id: string) => (await classes.sheet(id)) ?? planOf(roomBy(id).info.lessons, content.lessons)

  return {
    room: roomBy,
    leave,
    steer,
    openGate,
    sheet,
    async start(options) {
      await mustFit(options.expected)
      const info = await classes.create(options)
      open(info)
      return info
    },
    async expect(id, people) {
      const room = roomBy(id)
      await mustFit(people ?? undefined)
      await classes.change(id, { expected: people })
      room.change({ expected: people })
    },
    async end(id) {
      await stages.set(id, null)
      await classes.end(id)
      const ended = rooms.get(id)
      ended?.change({ ended: Date.now() })
      rooms.delete(id)
      for (const { user_id } of ended?.members() ?? []) labs.regate(user_id)
    },
    async of(user) {
      const found = roomOf(user)
      const member = found?.memberOf(user)
      return found && member && { room: found, member }
    },
    async join(code, user, name) {
      const { info, member } = await classes.join(code, user, name)
      const joined = roomBy(info.id)
      if (!joined.memberOf(user) && joined.members().length >= CLASS_SIZE) {
        await classes.leave(member.id)
        throw new DrydockError('class-full')
      }
      // One class at a time: what happens on one host can't count for two.
      const before = roomOf(user)
      if (before && before !== joined) await leave(user)
      joined.add(member)
      labs.regate(user)
      await classes.note({ class_id: info.id, member_id: member.id, kind: 'join' })
      return { room: joined, member }
    },
    async show(id, stage) {
      const shown = roomBy(id)
      await stages.set(id, stage)
      shown.change({ stage: stage && { by: stage.by, since: stage.since } })
    },
    onRows: (listener) => void rowListeners.add(listener),
    onGone: (listener) => void goneListeners.add(listener),
    onMeasured: (listener) => void measuredListeners.add(listener),
    onSteered: (listener) => void steeredListeners.add(listener),
    stop() {
      clearInterval(teller)
      for (const off of undo) off()
    },
  }
}
