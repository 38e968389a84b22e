// What who teaches asks the class, and what the class asks: a quiz item, how fast it goes, the wall of questions.
import type { Polls } from '../live/poll.ts'
import type { Room } from '../live/room.ts'
import type { Wall } from '../live/wall.ts'
import type { WebLog } from '../log.ts'
import type { Reviews } from '../review/review.ts'
import type { Progress } from '../user/progress.ts'
import type { Desk } from './live-socket.ts'
import type { Tell } from './live-tell.ts'

interface AskParts {
  polls: Polls
  wall: Wall
  reviews: Pick<Reviews, 'answered'>
  progress: Pick<Progress, 'mark'>
  log: WebLog
}

/**
 * The round is over, if one goes on: what was answered can't be changed any more, and its question comes back to who answered as after a
 * quiz. That is not waited for: a large class takes a while.
 */
export async function closeRound(id: string, room: Room, { polls, reviews, progress, log }: Omit<AskParts, 'wall'>) {
  if ((await polls.current(id))?.state !== 'open') return
  await polls.setState(id, 'closed')
  const outcomes = await polls.outcomes(id)
  const keep = async () => {
    for (const { slug, item, member, outcome } of outcomes) {
      const user = room.member(member)?.user_id
      if (!user) continue
      await reviews.answered(user, { slug, item }, outcome)
      await progress.mark(user, slug, item, outcome)
    }
  }
  void keep().catch((error) => log.error({ error }, 'answers of a class'))
}

export function serveAsking({ handle, open }: Desk, parts: AskParts & { tell: Tell }) {
  const { polls, wall, tell } = parts
  handle('board:pulse', async () => {
    const { id, room } = open()
    room.askPulse()
    tell.all(id)
    return null
  })
  handle('poll:open', async ({ slug, item }) => {
    const { id, room } = open()
    await closeRound(id, room, parts)
    await polls.open(id, slug, item)
    tell.all(id)
    return null
  })
  const pollState = (event: 'poll:close' | 'poll:show' | 'poll:drop', state: 'closed' | 'shown' | 'dropped') =>
    handle(event, async () => {
      const { id, room } = open()
      await closeRound(id, room, parts)
      await polls.setState(id, state)
      tell.all(id)
      return null
    })
  pollState('poll:close', 'closed')
  pollState('poll:show', 'shown')
  pollState('poll:drop', 'dropped')
  handle('poll:again', async () => {
    const { id, room } = open()
    await closeRound(id, room, parts)
    await polls.again(id)
    tell.all(id)
    return null
  })
  handle('wall:mark', async ({ question, state }) => {
    const { id } = open()
    await wall.mark(id, question, state)
    tell.all(id)
    return null
  })
}
