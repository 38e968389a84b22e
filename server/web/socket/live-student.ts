// What a student says to the class: in and out, a note on how it goes, answers, questions, and yes or no to being looked at.
import { DrydockError } from '#server/protocol/error.ts'
import { createLimit } from '../limit.ts'
import type { Classes } from '../live/class.ts'
import type { Hub } from '../live/hub.ts'
import type { Minutes } from '../live/minute.ts'
import type { Polls } from '../live/poll.ts'
import type { Wall } from '../live/wall.ts'
import { addressOf } from '../request.ts'
import type { LiveData, LiveHandle, LiveIo, LiveSocket } from './live-socket.ts'
import type { Tell } from './live-tell.ts'
import type { Togethers } from './live-together.ts'
import type { Watches } from './live-watch.ts'

/** Wrong codes. A class often sits behind one address, and one who guesses must not keep the others out; 29 bits outlast both. */
const WRONG_BY_LEARNER = { perMinute: 10, burst: 10 }
const WRONG_BY_ADDRESS = { perMinute: 300, burst: 300 }

export function createStudents(parts: {
  io: LiveIo
  hub: Hub
  classes: Classes
  polls: Polls
  wall: Wall
  minute: Minutes
  tell: Tell
  watches: Watches
  together: Togethers
}) {
  const { io, hub, classes, polls, wall, minute, tell, watches, together } = parts
  const wrongByLearner = createLimit(WRONG_BY_LEARNER)
  const wrongByAddress = createLimit(WRONG_BY_ADDRESS)

  return function serve(socket: LiveSocket, { user, locale }: LiveData, handle: LiveHandle): void {
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
      return tell.studentClass(user, locale)
    }

    /** Nobody types where its owner doesn't see it. */
    const unseen = async () => {
      const found = await hub.of(user.id)
      if (found && found.room.row(found.member.id)?.presence !== 'here') together.end(found.member.id, 'away')
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
        // Of those who come the others hear nothing; a hundred come at once.
        tell.boards(room.info.id)
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
      watches.over(member.id)
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
      await classes.setSticky(member.id, room.sticky(user.id, kind))
      tell.one(member.id)
      return null
    })
    handle('class:help', async ({ on }) => {
      const { room, member } = await mine()
      // Who was asked by who teaches knows enough; else a step of theirs must show it.
      if (on && member.helper === null && !room.hasPassed(member.id)) throw new DrydockError('help-early')
      room.setHelper(member.id, on ? 'on' : null)
      await classes.setHelper(member.id, on ? 'on' : null)
      tell.all(room.info.id)
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
      await unseen()
      return null
    })
    handle('class:pulse', async ({ answer }) => {
      const { room, member } = await mine()
      room.answerPulse(user.id, answer)
      tell.one(member.id)
      tell.boards(room.info.id)
      return null
    })
    handle('poll:answer', async ({ poll, answer, reason }) => {
      const { room, member } = await mine()
      await polls.answer(room.info.id, poll, member.id, answer, reason?.trim() ?? '')
      tell.one(member.id)
      tell.boards(room.info.id)
      return null
    })
    handle('wall:ask', async ({ text }) => {
      const { room, member } = await mine()
      await wall.ask(room.info.id, member.id, text)
      tell.all(room.info.id)
      return null
    })
    handle('wall:vote', async ({ question, up }) => {
      const { room, member } = await mine()
      await wall.vote(room.info.id, question, member.id, up)
      tell.all(room.info.id)
      return null
    })
    handle('minute:write', async (card) => {
      const last = await classes.lastOf(user.id)
      if (!last) throw new DrydockError('class-not-joined')
      await minute.write(last.classId, last.member, card)
      return null
    })
    handle('watch:answer', async ({ accept }) => {
      const { member } = await mine()
      if (accept) await watches.begin(member.id)
      else watches.over(member.id, 'refused')
      return null
    })
    handle('type:answer', async ({ accept }) => {
      const { member } = await mine()
      await together.answer(member.id, accept)
      return null
    })
    socket.on('disconnect', () => {
      void hub
        .of(user.id)
        .then((found) => found?.room.gone(user.id, socket.id))
        .then(unseen)
    })
  }
}
