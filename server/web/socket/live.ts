// Namespace '/live': a student's class bar, an instructor's board. Every socket is a learner's (the session cookie); who also
// carries the instructor's cookie, or the one of a link that the instructor gave away, may teach: the role says what. A terminal
// is only ever shown after its owner said yes, and typed into after another.
import type { Content } from '#content/load.ts'
import { DrydockError } from '#server/protocol/error.ts'
import { livePayload } from '#server/protocol/live.ts'
import { mayTeach } from '#server/protocol/live-staff.ts'
import type { AgentLink } from '../agent-link.ts'
import { INSTRUCTOR_COOKIE, readCookie, STAFF_COOKIE } from '../cookie.ts'
import type { Labs } from '../lab/lab.ts'
import type { Classes } from '../live/class.ts'
import type { FaultBook } from '../live/fault.ts'
import type { Hub } from '../live/hub.ts'
import type { Instructor } from '../live/instructor.ts'
import type { Minutes } from '../live/minute.ts'
import type { PairBook } from '../live/pair.ts'
import type { Polls } from '../live/poll.ts'
import type { Recordings } from '../live/recording.ts'
import { INSTRUCTOR, type Staff } from '../live/staff.ts'
import type { Stages } from '../live/stage.ts'
import type { Wall } from '../live/wall.ts'
import type { WebLog } from '../log.ts'
import type { Reviews } from '../review/review.ts'
import type { Progress } from '../user/progress.ts'
import type { User, Users } from '../user/user.ts'
import { createClaims } from './claims.ts'
import { createHandle } from './handle.ts'
import { serveAsking } from './live-ask.ts'
import { createFaultDoor, type FaultDoor } from './live-fault.ts'
import { createPairDoor, type PairDoor } from './live-pair.ts'
import { servePerson } from './live-person.ts'
import { createRecorders, type Recorders } from './live-record.ts'
import type { LiveData, LiveHandle, LiveIo } from './live-socket.ts'
import { createStageDoor } from './live-stage.ts'
import { createStudents } from './live-student.ts'
import { serveTeacher } from './live-teacher.ts'
import { createTell, type Tell } from './live-tell.ts'
import { createTogethers } from './live-together.ts'
import { createWatches } from './live-watch.ts'

export interface LiveOptions {
  hub: Hub
  classes: Classes
  staff: Staff
  stages: Stages
  polls: Polls
  wall: Wall
  minute: Minutes
  faults: FaultBook
  pairs: PairBook
  recordings: Recordings
  reviews: Pick<Reviews, 'answered'>
  progress: Pick<Progress, 'mark' | 'passed'>
  content: Content
  instructor: Instructor
  labs: Labs
  users: Users
  link: AgentLink
  log: WebLog
  /** How long a request to type waits for an answer, if not as long as usual. */
  askMs?: number
}

export function serveLive(io: LiveIo, options: LiveOptions): void {
  const { hub, staff, log } = options
  const claims = createClaims(staff)
  const together = createTogethers({ ...options, changed: (member) => tell.one(member) })
  const watches = createWatches({ ...options, together, changed: (member) => tell.one(member) })
  const changed = { all: (id: string) => tell.all(id), one: (member: string) => tell.one(member) }
  const faults: FaultDoor = createFaultDoor({ ...options, tell: changed })
  const pairs: PairDoor = createPairDoor({ ...options, tell: changed })
  const recorders: Recorders = createRecorders({ ...options, tell: changed })
  const tell: Tell = createTell({ ...options, io, watchOf: watches.of, faults, pairs, recorders })
  const stage = createStageDoor({ ...options, io, changed: tell.all })
  const parts = { ...options, io, claims, watches, together, tell, faults, recorders, stage }
  const serveStudent = createStudents(parts)

  hub.onGone((id, member) => {
    io.to(`board:${id}`).emit('board:gone', member)
    // Whoever went into another class hears no more of this one, nor is looked at from there.
    io.in(`member:${member}`).socketsLeave(`class:${id}`)
    watches.over(member)
    void faults.end([member])
    void recorders.left([member])
    stage.leave(member)
  })

  // Before a socket is there: its first question must find the handlers of its role.
  io.use((socket, next) => {
    const { request } = socket
    if (options.instructor.is(readCookie(request, INSTRUCTOR_COOKIE))) {
      socket.data = { me: INSTRUCTOR }
      return next()
    }
    staff.of(readCookie(request, STAFF_COOKIE)).then(
      (me) => {
        socket.data = { me }
        next()
      },
      (error) => {
        log.error({ error }, 'who teaches')
        next(new Error('internal'))
      },
    )
  })

  io.on('connection', (socket) => {
    const data: LiveData = {
      ...(socket.data as Pick<LiveData, 'me'>),
      user: (socket.request as { drydockUser?: User }).drydockUser!,
      locale: socket.handshake.auth.locale === 'ko' ? 'ko' : 'en',
    }
    socket.data = data
    const door = createHandle(socket, livePayload, log)
    serveStudent(socket, data, door)
    faults.serveStudent(door, data)
    pairs.serveStudent(door, data)
    recorders.serve(door, data)
    stage.serveStudent(socket, data.user, door)
    const { me } = data
    if (!me) return refuseTeaching(door)
    void socket.join(`staff:${me.id}`)
    const handle: LiveHandle = (event, act) =>
      door(event, async (payload) => {
        if (!mayTeach(me.role, event)) throw new DrydockError('not-allowed')
        return act(payload)
      })
    const desk = serveTeacher({ ...data, socket, me, handle }, parts)
    watches.serve(desk)
    stage.serveTeacher(desk)
    serveAsking(desk, parts)
    servePerson(desk, parts)
    faults.serve(desk)
    pairs.serve(desk)
  })
}

function refuseTeaching(handle: LiveHandle): void {
  for (const event of Object.keys(livePayload) as (keyof typeof livePayload)[])
    if (/^(board|sheet|staff|person|poll:(?!answer)|wall:mark|stage:(?!look|same)|fault:(?!found)|pairs)/.test(event))
      handle(event, async () => {
        throw new DrydockError('not-allowed')
      })
}
