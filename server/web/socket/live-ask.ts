// What who teaches asks the class, and what the class asks: a quiz item, how fast it goes, the wall of questions.
import type { Polls } from '../live/poll.ts'
import type { Wall } from '../live/wall.ts'
import type { Desk } from './live-socket.ts'
import type { Tell } from './live-tell.ts'

export function serveAsking({ handle, open }: Desk, { polls, wall, tell }: { polls: Polls; wall: Wall; tell: Tell }) {
  handle('board:pulse', async () => {
    const { id, room } = open()
    room.askPulse()
    tell.all(id)
    return null
  })
  handle('poll:open', async ({ slug, item }) => {
    const { id } = open()
    await polls.open(id, slug, item)
    tell.all(id)
    return null
  })
  const pollState = (event: 'poll:close' | 'poll:show' | 'poll:drop', state: 'closed' | 'shown' | 'dropped') =>
    handle(event, async () => {
      const { id } = open()
      await polls.setState(id, state)
      tell.all(id)
      return null
    })
  pollState('poll:close', 'closed')
  pollState('poll:show', 'shown')
  pollState('poll:drop', 'dropped')
  handle('poll:again', async () => {
    const { id } = open()
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
