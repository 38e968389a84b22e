// Namespace '/live': a student's class bar, an instructor's board. Every socket is a learner's (the session cookie); who also
// carries the instructor's cookie, or the one of a link that the instructor gave away, may teach: the role says what. A terminal
// is only ever shown after its owner said yes, and never typed into.
import type { Namespace, Socket } from 'socket.io'
import type { Locale } from '#server/protocol/content.ts'
import { DrydockError } from '#server/protocol/error.ts'
import {
  type Board,
  type ClassPlace,
  type LiveClientEvents,
  type LiveServerEvents,
  livePayload,
  type Person,
  type StudentClass,
} from '#server/protocol/live.ts'
import { mayTeach, type Teacher } from '#server/protocol/live-staff.ts'
import type { AgentLink } from '../agent-link.ts'
import { INSTRUCTOR_COOKIE, readCookie, STAFF_COOKIE } from '../cookie.ts'
import type { Labs } from '../lab/lab.ts'
import { createLimit } from '../limit.ts'
import type { Classes } from '../live/class.ts'
import type { Hub } from '../live/hub.ts'
import type { Instructor } from '../live/instructor.ts'
import type { Minutes } from '../live/minute.ts'
import type { Polls } from '../live/poll.ts'
import { aliasOf } from '../live/room.ts'
import { INSTRUCTOR, type Staff } from '../live/staff.ts'
import type { Wall } from '../live/wall.ts'
import type { WebLog } from '../log.ts'
import { addressOf } from '../request.ts'
import type { User, Users } from '../user/user.ts'
import { createClaims } from './claims.ts'
import { createHandle } from './handle.ts'
import { createTerminals } from './terminal.ts'

export interface LiveOptions {
  hub: Hub
  classes: Classes
  staff: Staff
  polls: Polls
  wall: Wall
  minute: Minutes
  instructor: Instructor
  labs: Labs
  users: Users
  link: AgentLink
  log: WebLog
}

type LiveSocket = Socket<LiveClientEvents, LiveServerEvents>
/** A look at a student's terminal: asked for, then on. */
interface Watch {
  teacher: LiveSocket
  /** null: the instructor. */
  by: string | null
  classId: string
  terminal: string
  state: 'asked' | 'on'
  since: number
}

/** A change of the class reaches everybody at most this often. */
const REFRESH_MS = 200
/** How often an open person's details are looked up anew. */
const PERSON_MS = 1_000
/** Checkpoints run solutions: a few at once, as the engine is everybody's. */
const BRING_AT_ONCE = 4
/** Wrong codes. A class often sits behind one address, and one who guesses must not keep the others out; 29 bits outlast both. */
const WRONG_BY_LEARNER = { perMinute: 10, burst: 10 }
const WRONG_BY_ADDRESS = { perMinute: 300, burst: 300 }
const SIZE = { cols: 80, rows: 24 }

export function serveLive(io: Namespace<LiveClientEvents, LiveServerEvents>, options: LiveOptions): void {
  const { hub, polls, wall, staff } = options
  const claims = createClaims(staff)
  const wrongByLearner = createLimit(WRONG_BY_LEARNER)
  const wrongByAddress = createLimit(WRONG_BY_ADDRESS)
  const watches = new Map<string, Watch>()
  const due = new Set<string>()

  /** Clusters as the boards know them, by class. */
  const told = new Map<string, string>()
  hub.onRows((id, rows, now) => {
    io.to(`board:${id}`).emit('board:rows', rows, now)
    const clusters = JSON.stringify(hub.room(id).clusters())
    if (clusters === (told.get(id) ?? '[]')) return
    told.set(id, clusters)
    void tellBoards(id).catch((error) => options.log.error({ error }, 'class refresh'))
  })
  hub.onGone((id, member) => {
    io.to(`board:${id}`).emit('board:gone', member)
    // Whoever went into another class hears no more of this one, nor is looked at from there.
    io.in(`member:${member}`).socketsLeave(`class:${id}`)
    over(member)
  })

  /** The class changed: everybody in it hears, once for what comes together. */
  function refresh(id: string): void {
    if (due.has(id)) return
    due.add(id)
    setTimeout(() => {
      due.delete(id)
      void tell(id).catch((error) => options.log.error({ error }, 'class refresh'))
    }, REFRESH_MS).unref()
  }

  async function tell(id: string): Promise<void> {
    for (const socket of await io.in(`class:${id}`).fetchSockets()) {
      const { user, locale } = socket.data as { user: User; locale: Locale }
      socket.emit('class', await studentClass(user, locale))
    }
    await tellBoards(id)
  }

  async function tellBoards(id: string): Promise<void> {
    for (const socket of await io.in(`board:${id}`).fetchSockets()) {
      const { locale, me } = socket.data as TeacherData
      socket.emit('board:rest', await boardRest(id, locale, me!))
    }
  }

  async function studentClass(user: User, locale: Locale): Promise<StudentClass | null> {
    const found = await hub.of(user.id)
    if (!found) return null
    const { room, member } = found
    const poll = await polls.current(room.info.id)
    const watch = watches.get(member.id)
    return {
      info: room.info,
      name: member.name,
      alias: aliasOf(member.id),
      sticky: member.sticky?.kind ?? null,
      poll: poll ? await polls.view(poll, locale, false) : null,
      answered: poll ? await polls.answered(poll, member.id) : false,
      wall: await wall.questions(room.info.id, member.id),
      watch: watch ? { by: watch.by, state: watch.state, terminal: watch.terminal, since: watch.since } : null,
      pulsed: room.pulsed(user.id),
    }
  }

  async function board(id: string, locale: Locale, me: Teacher): Promise<Board> {
    return { ...(await boardRest(id, locale, me)), rows: hub.room(id).rows(), sheet: await hub.sheet(id) }
  }

  async function boardRest(id: string, locale: Locale, me: Teacher): Promise<Omit<Board, 'rows' | 'sheet'>> {
    const room = hub.room(id)
    const poll = await polls.current(id)
    return {
      me,
      info: room.info,
      clusters: room.clusters(),
      poll: poll ? await polls.view(poll, locale, true) : null,
      wall: await wall.questions(id),
      pulse: room.pulse(),
      now: Date.now(),
    }
  }

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
        options.log.error({ error }, 'who teaches')
        next(new Error('internal'))
      },
    )
  })

  io.on('connection', (socket) => {
    const user = (socket.request as { drydockUser?: User }).drydockUser!
    const locale: Locale = socket.handshake.auth.locale === 'ko' ? 'ko' : 'en'
    const { me } = socket.data as TeacherData
    socket.data = { user, locale, me }
    const handle = createHandle(socket, livePayload, options.log)
    serveStudent(socket, user, locale, handle)
    if (me) serveTeacher(socket, locale, me, handle)
    else
      for (const event of Object.keys(livePayload) as (keyof typeof livePayload)[])
        if (/^(board|sheet|staff|person|poll:(?!answer)|wall:mark)/.test(event))
          handle(event, async () => {
            throw new DrydockError('not-allowed')
          })
  })

  type Handle = ReturnType<typeof createHandle<typeof livePayload>>

  function serveStudent(socket: LiveSocket, user: User, locale: Locale, handle: Handle): void {
    const mine = async () => {
      const found = await hub.of(user.id)
      if (!found) throw new DrydockError('class-not-joined')
      return found
    }
    const enter = async () => {
      const found = await hub.of(user.id)
      if (!found) return null
      await socket.join([`class:${found.room.info.id}`, `member:${found.member.id}`])
      found.room.seen(user.id, socket.id, { visible: true, idle: 0 })
      return studentClass(user, locale)
    }

    handle('class:hello', enter)
    handle('class:join', async ({ code, name }) => {
      const from = addressOf(socket.request)
      if (!wrongByLearner.has(user.id) || !wrongByAddress.has(from)) throw new DrydockError('rate-limited')
      try {
        const before = await hub.of(user.id)
        const { room, member } = await hub.join(code, user.id, name)
        // Other tabs go along.
        if (before && before.member.id !== member.id) {
          const tabs = io.in(`member:${before.member.id}`)
          tabs.socketsJoin([`class:${room.info.id}`, `member:${member.id}`])
          tabs.socketsLeave(`member:${before.member.id}`)
        }
        refresh(room.info.id)
      } catch (error) {
        if (error instanceof DrydockError && error.id === 'class-code-unknown') {
          wrongByLearner.take(user.id)
          wrongByAddress.take(from)
        }
        throw error
      }
      return (await enter())!
    })
    handle('class:leave', async () => {
      const { room, member } = await mine()
      over(member.id)
      await hub.leave(user.id)
      for (const one of await io.in(`member:${member.id}`).fetchSockets()) {
        one.emit('class', null)
        one.leave(`class:${room.info.id}`)
        one.leave(`member:${member.id}`)
      }
      return null
    })
    handle('class:sticky', async ({ kind }) => {
      const { room, member } = await mine()
      await options.classes.setSticky(member.id, room.sticky(user.id, kind))
      refreshOne(member.id)
      return null
    })
    handle('class:fine', async () => {
      const { room } = await mine()
      room.fine(user.id)
      return null
    })
    handle('class:seen', async (sign) => {
      const found = await hub.of(user.id)
      found?.room.seen(user.id, socket.id, sign)
      return null
    })
    handle('class:pulse', async ({ answer }) => {
      const { room } = await mine()
      room.answerPulse(user.id, answer)
      refresh(room.info.id)
      return null
    })
    handle('poll:answer', async ({ poll, answer, reason }) => {
      const { room, member } = await mine()
      await polls.answer(room.info.id, poll, member.id, answer, reason?.trim() ?? '')
      refresh(room.info.id)
      return null
    })
    handle('wall:ask', async ({ text }) => {
      const { room, member } = await mine()
      await wall.ask(room.info.id, member.id, text)
      refresh(room.info.id)
      return null
    })
    handle('wall:vote', async ({ question, up }) => {
      const { room, member } = await mine()
      await wall.vote(room.info.id, question, member.id, up)
      refresh(room.info.id)
      return null
    })
    handle('minute:write', async (card) => {
      const last = await options.classes.lastOf(user.id)
      if (!last) throw new DrydockError('class-not-joined')
      await options.minute.write(last.classId, last.member, card)
      return null
    })
    handle('watch:answer', async ({ accept }) => {
      const { member } = await mine()
      if (accept) await begin(member.id)
      else over(member.id, 'refused')
      return null
    })
    socket.on('disconnect', () => {
      void hub.of(user.id).then((found) => found?.room.gone(user.id, socket.id))
    })
  }

  function refreshOne(member: string): void {
    void (async () => {
      for (const one of await io.in(`member:${member}`).fetchSockets()) {
        const { user, locale } = one.data as { user: User; locale: Locale }
        one.emit('class', await studentClass(user, locale))
      }
    })().catch((error) => options.log.error({ error }, 'class refresh'))
  }

  // ---------------------------------------------------------------- looking at a terminal, with consent
  const tenantOf = async (classId: string, memberId: string) => {
    const member = hub.room(classId).member(memberId)
    const tenant = member && (await options.users.byId(member.user_id))?.tenant
    return { member, tenant: tenant ?? undefined }
  }

  async function begin(memberId: string): Promise<void> {
    const watch = watches.get(memberId)
    if (!watch || watch.state === 'on') return
    const { tenant } = await tenantOf(watch.classId, memberId)
    const terminals = (watch.teacher.data as TeacherData).terminals
    if (!tenant || !terminals) return over(memberId)
    watch.state = 'on'
    watch.since = Date.now()
    const channel = await terminals.attach(tenant, { terminal: watch.terminal, ...SIZE, view: true })
    ;(watch.teacher.data as TeacherData).channel = channel
    hub.room(watch.classId).watched(memberId, true)
    watch.teacher.emit('watch:state', { member: memberId, state: 'on', channel })
    refreshOne(memberId)
  }

  /** Whoever ends it, both sides hear. */
  function over(memberId: string, state: 'over' | 'refused' = 'over'): void {
    const watch = watches.get(memberId)
    if (!watch) return
    watches.delete(memberId)
    const data = watch.teacher.data as TeacherData
    if (data.channel !== undefined) data.terminals?.detach(data.channel)
    data.channel = undefined
    try {
      hub.room(watch.classId).watched(memberId, false)
    } catch {
      // The class has ended meanwhile.
    }
    watch.teacher.emit('watch:state', { member: memberId, state })
    refreshOne(memberId)
  }

  /** Whom a helper no longer holds they no longer look at. */
  function stopHelper(memberId: string): void {
    const watch = watches.get(memberId)
    if (!watch) return
    const me = (watch.teacher.data as TeacherData).me
    if (me?.role === 'helper' && hub.room(watch.classId).claimOf(memberId)?.by !== me.id) over(memberId)
  }

  // ---------------------------------------------------------------- who teaches
  interface TeacherData {
    user: User
    locale: Locale
    /** Absent: a student. */
    me?: Teacher & { classId?: string }
    terminals?: ReturnType<typeof createTerminals>
    channel?: number
  }

  function serveTeacher(socket: LiveSocket, locale: Locale, me: NonNullable<TeacherData['me']>, door: Handle): void {
    const handle: Handle = (event, act) =>
      door(event, async (payload) => {
        if (!mayTeach(me.role, event)) throw new DrydockError('not-allowed')
        return act(payload)
      })
    let classId: string | undefined
    let person: { member: string; tenant?: string; timer: NodeJS.Timeout; last: string } | undefined
    const data = socket.data as TeacherData
    void socket.join(`staff:${me.id}`)
    data.terminals = createTerminals(options.link, {
      output: (channel, bytes) => socket.emit('o', channel, bytes),
      snapshot: (channel, bytes) => socket.emit('terminal:snapshot', { channel, bytes }),
      resized: (channel, cols, rows) => {
        const member = watchedBy()
        if (member) socket.emit('watch:state', { member, state: 'on', channel, cols, rows })
      },
      gone: () => {
        const member = watchedBy()
        if (member) over(member)
      },
    })
    const watchedBy = () => [...watches].find(([, watch]) => watch.teacher === socket)?.[0]
    const open = () => {
      if (!classId) throw new DrydockError('class-unknown')
      return { id: classId, room: hub.room(classId) }
    }
    const closePerson = () => {
      if (!person) return
      clearInterval(person.timer)
      if (person.tenant) options.labs.close(person.tenant, '')
      person = undefined
    }

    handle('board:list', async () =>
      (await options.classes.list()).map(({ id, code, title, created, ended, members }) => ({
        id,
        code,
        title,
        created,
        ended,
        members,
      })),
    )
    handle('board:start', async ({ title, lessons }) => ({ id: (await hub.start({ title, lessons })).id }))
    handle('board:open', async ({ class: id }) => {
      if (me.classId && me.classId !== id) throw new DrydockError('not-allowed')
      hub.room(id)
      if (classId) await socket.leave(`board:${classId}`)
      classId = id
      await socket.join(`board:${id}`)
      return board(id, locale, me)
    })
    handle('board:steer', async ({ mode, place, freeze, minutes }) => {
      const { id } = open()
      const timer =
        minutes === undefined ? undefined : minutes > 0 ? { until: Date.now() + minutes * 60_000, minutes } : null
      await hub.steer(id, {
        ...(mode ? { mode } : {}),
        ...(place ? { place: place as ClassPlace } : {}),
        ...(freeze === undefined ? {} : { freeze }),
        ...(timer === undefined ? {} : { timer }),
      })
      refresh(id)
      return null
    })
    handle('board:end', async () => {
      const { id, room } = open()
      for (const { id: member } of room.members()) over(member)
      await hub.end(id)
      io.to(`class:${id}`).emit('class', null)
      io.in(`class:${id}`).socketsLeave(`class:${id}`)
      socket.to(`board:${id}`).emit('board:over', 'class-unknown')
      io.in(`board:${id}`).socketsLeave(`board:${id}`)
      classId = undefined
      return null
    })
    handle('board:claim', async ({ member, on }) => {
      const { room } = open()
      if (on) await claims.take(room, me, member)
      else await claims.free(room, me, member)
      stopHelper(member)
      return null
    })
    handle('board:settle', async ({ member, minutes, note = '' }) => {
      const { room } = open()
      claims.mustHold(room, me, [member])
      await claims.settle(room, me, member, minutes * 60_000, note)
      stopHelper(member)
      await options.classes.setSticky(member, null)
      refreshOne(member)
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
    handle('board:pulse', async () => {
      const { id, room } = open()
      room.askPulse()
      refresh(id)
      return null
    })
    handle('poll:open', async ({ slug, item }) => {
      const { id } = open()
      await polls.open(id, slug, item)
      refresh(id)
      return null
    })
    const pollState = (event: 'poll:close' | 'poll:show' | 'poll:drop', state: 'closed' | 'shown' | 'dropped') =>
      handle(event, async () => {
        const { id } = open()
        await polls.setState(id, state)
        refresh(id)
        return null
      })
    pollState('poll:close', 'closed')
    pollState('poll:show', 'shown')
    pollState('poll:drop', 'dropped')
    handle('poll:again', async () => {
      const { id } = open()
      await polls.again(id)
      refresh(id)
      return null
    })
    handle('wall:mark', async ({ question, state }) => {
      const { id } = open()
      await wall.mark(id, question, state)
      refresh(id)
      return null
    })

    handle('sheet:set', async ({ sheet }) => {
      const { id } = open()
      await options.classes.setSheet(id, sheet)
      io.to(`board:${id}`).emit('board:sheet', sheet)
      return null
    })
    handle('staff:list', async () => staff.links(open().id))
    handle('staff:invite', async ({ role, name }) => {
      const { id, token } = await staff.invite(open().id, { role, name })
      return { link: { id, role, name }, token }
    })
    handle('staff:revoke', async ({ link }) => {
      const { id, room } = open()
      await staff.revoke(id, link)
      for (const member of claims.freeAll(room, link)) stopHelper(member)
      for (const one of await io.in(`staff:${link}`).fetchSockets()) {
        one.emit('board:over', 'not-allowed')
        one.disconnect(true)
      }
      return null
    })

    handle('person:open', async ({ member: memberId }) => {
      closePerson()
      const { id, room } = open()
      claims.mustHold(room, me, [memberId])
      const { member, tenant } = await tenantOf(id, memberId)
      if (!member) throw new DrydockError('member-unknown')
      const describe = async (): Promise<Person> => {
        claims.mustHold(room, me, [memberId])
        const row = room.row(memberId)
        if (!row) throw new DrydockError('member-unknown')
        const seen = tenant ? await options.link.call('tenant.watch', { tenant }).catch(() => undefined) : undefined
        return {
          row,
          state: room.stateOf(memberId) ?? null,
          commands: room.commandsOf(memberId),
          objects: seen?.objects ?? null,
          calls: seen?.calls.slice(-30) ?? [],
          cards: seen?.cards.slice(-10) ?? [],
          terminals: seen?.terminals ?? [],
          notes: await staff.notes(memberId),
        }
      }
      if (tenant) await options.labs.look(tenant).catch(() => {})
      const first = await describe()
      const timer = setInterval(() => {
        void describe()
          .then((news) => {
            const text = JSON.stringify(news)
            if (!person || person.member !== memberId || text === person.last) return
            person.last = text
            socket.emit('person:news', news)
          })
          .catch(() => closePerson())
      }, PERSON_MS).unref()
      person = { member: memberId, ...(tenant ? { tenant } : {}), timer, last: JSON.stringify(first) }
      return first
    })
    handle('person:close', async () => {
      closePerson()
      return null
    })
    handle('person:watch', async ({ member, terminal }) => {
      const { id, room } = open()
      claims.mustHold(room, me, [member])
      const { tenant } = await tenantOf(id, member)
      if (!tenant) throw new DrydockError('member-unknown')
      const before = watchedBy()
      if (before) over(before)
      if (watches.has(member)) throw new DrydockError('watch-refused', 'somebody else looks')
      watches.set(member, { teacher: socket, by: me.name, classId: id, terminal, state: 'asked', since: Date.now() })
      socket.emit('watch:state', { member, state: 'asked' })
      refreshOne(member)
      return null
    })
    handle('person:unwatch', async () => {
      const member = watchedBy()
      if (member) over(member)
      return null
    })
    handle('person:bring', async ({ members, step }) => {
      const { room } = open()
      const failed: string[] = []
      const queue = [...members]
      const work = async () => {
        for (let id = queue.shift(); id; id = queue.shift()) {
          const member = room.member(id)
          const user = member && (await options.users.byId(member.user_id))
          const slug = room.stateOf(id)?.slug
          try {
            if (!user?.tenant || !slug) throw new DrydockError('lab-not-open')
            await options.labs.bring(user, user.tenant, slug, step)
          } catch {
            failed.push(id)
          }
        }
      }
      await Promise.all(Array.from({ length: BRING_AT_ONCE }, work))
      return { brought: members.length - failed.length, failed }
    })
    socket.on('a', (channel, bytes) => data.terminals?.ack(channel, bytes))
    socket.on('disconnect', () => {
      closePerson()
      const member = watchedBy()
      if (member) over(member)
      data.terminals?.dispose()
    })
  }
}
