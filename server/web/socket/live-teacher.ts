// What who teaches does with a class as a whole: starts, opens, steers and ends it, knows who is on the way to whom, and who else teaches.
import { DrydockError } from '#server/protocol/error.ts'
import type { ClassPlace } from '#server/protocol/live.ts'
import type { Classes } from '../live/class.ts'
import type { Hub } from '../live/hub.ts'
import type { Polls } from '../live/poll.ts'
import type { Staff } from '../live/staff.ts'
import type { WebLog } from '../log.ts'
import type { Reviews } from '../review/review.ts'
import type { Progress } from '../user/progress.ts'
import type { Claims } from './claims.ts'
import { closeRound } from './live-ask.ts'
import type { FaultDoor } from './live-fault.ts'
import type { Recorders } from './live-record.ts'
import type { Desk, LiveIo } from './live-socket.ts'
import type { StageDoor } from './live-stage.ts'
import type { Tell } from './live-tell.ts'
import type { Watches } from './live-watch.ts'

interface TeacherParts {
  io: LiveIo
  hub: Hub
  classes: Classes
  staff: Staff
  claims: Claims
  tell: Tell
  watches: Watches
  faults: FaultDoor
  recorders: Recorders
  stage: StageDoor
  polls: Polls
  reviews: Pick<Reviews, 'answered'>
  progress: Pick<Progress, 'mark'>
  log: WebLog
}

export function serveTeacher(desk: Omit<Desk, 'open'>, parts: TeacherParts): Desk {
  const { socket, me, locale, handle } = desk
  const { io, hub, classes, tell, watches, faults, recorders, stage } = parts
  let classId: string | undefined
  const open = () => {
    if (!classId) throw new DrydockError('class-unknown')
    return { id: classId, room: hub.room(classId) }
  }

  handle('board:list', async () =>
    (await classes.list()).map(({ id, code, title, created, ended, members }) => ({
      id,
      code,
      title,
      created,
      ended,
      members,
    })),
  )
  handle('board:start', async ({ title, lessons, expected }) => ({
    id: (await hub.start({ title, lessons, ...(expected === undefined ? {} : { expected }) })).id,
  }))
  handle('board:open', async ({ class: id }) => {
    if (me.classId && me.classId !== id) throw new DrydockError('not-allowed')
    hub.room(id)
    if (classId) await socket.leave(`board:${classId}`)
    classId = id
    await socket.join(`board:${id}`)
    return tell.board(id, locale, me)
  })
  handle('board:steer', async ({ mode, place, freeze, minutes, gateMinutes }) => {
    const { id } = open()
    const timer =
      minutes === undefined ? undefined : minutes > 0 ? { until: Date.now() + minutes * 60_000, minutes } : null
    await hub.steer(id, {
      ...(mode ? { mode } : {}),
      ...(place ? { place: place as ClassPlace } : {}),
      ...(freeze === undefined ? {} : { freeze }),
      ...(timer === undefined ? {} : { timer }),
      ...(gateMinutes === undefined ? {} : { gateMinutes }),
    })
    tell.all(id)
    return null
  })
  handle('board:expect', async ({ people }) => {
    const { id } = open()
    await hub.expect(id, people)
    tell.boards(id)
    return null
  })
  handle('board:call', async () => {
    const { id, room } = open()
    room.change({ called: Date.now() })
    tell.all(id)
    return null
  })
  handle('board:gate', async () => {
    const { id } = open()
    await hub.openGate(id)
    tell.all(id)
    return null
  })
  handle('board:end', async () => {
    const { id, room } = open()
    for (const { id: member } of room.members()) watches.over(member)
    // Not waited for: a large class takes a while.
    void faults.end((await faults.all(id)).map(({ member }) => member))
    void recorders.left(room.members().map(({ id: member }) => member))
    stage.close(id)
    await closeRound(id, room, parts)
    await hub.end(id)
    io.to(`class:${id}`).emit('class', null)
    io.in(`class:${id}`).socketsLeave(`class:${id}`)
    socket.to(`board:${id}`).emit('board:over', 'class-unknown')
    io.in(`board:${id}`).socketsLeave(`board:${id}`)
    classId = undefined
    return null
  })
  handle('sheet:set', async ({ sheet }) => {
    const { id } = open()
    await classes.setSheet(id, sheet)
    io.to(`board:${id}`).emit('board:sheet', sheet)
    return null
  })
  const whole = { ...desk, open }
  serveHelp(whole, parts)
  serveLinks(whole, parts)
  return whole
}

/** Who is on the way to whom, and the words that they give. */
function serveHelp({ me, handle, open }: Desk, { io, classes, claims, tell, watches }: TeacherParts): void {
  handle('board:claim', async ({ member, on }) => {
    const { room } = open()
    if (on) await claims.take(room, me, member)
    else await claims.free(room, me, member)
    watches.stopHelper(member)
    return null
  })
  handle('board:settle', async ({ member, minutes, note = '' }) => {
    const { room } = open()
    claims.mustHold(room, me, [member])
    await claims.settle(room, me, member, minutes * 60_000, note)
    watches.stopHelper(member)
    await classes.setSticky(member, null)
    tell.one(member)
    return null
  })
  handle('board:card', async ({ members, signature, text }) => {
    const { room } = open()
    claims.mustHold(room, me, members)
    const card = signature ? room.cardOf(signature) : undefined
    if (!card && !text) throw new DrydockError('bad-input', 'neither a card nor words')
    for (const member of members)
      if (room.member(member))
        io.to(`member:${member}`).emit('card', { ...(card ? { card } : {}), ...(text ? { text } : {}), by: me.name })
    return null
  })
}

/** Links for others who teach. */
function serveLinks({ handle, open }: Desk, { io, staff, claims, watches, stage }: TeacherParts): void {
  handle('staff:list', async () => staff.links(open().id))
  handle('staff:invite', async ({ role, name }) => {
    const { id, token } = await staff.invite(open().id, { role, name })
    return { link: { id, role, name }, token }
  })
  handle('staff:revoke', async ({ link }) => {
    const { id, room } = open()
    await staff.revoke(id, link)
    for (const member of claims.freeAll(room, link)) watches.stopHelper(member)
    stage.revoke(id, link)
    for (const one of await io.in(`staff:${link}`).fetchSockets()) {
      one.emit('board:over', 'not-allowed')
      one.disconnect(true)
    }
    return null
  })
}
