// Pairs who explain their output to each other: drawn by who teaches, among those who are here. A partner sees an alias, and of a
// terminal only what its owner has chosen and sent.
import { DrydockError } from '#server/protocol/error.ts'
import type { BoardPairs, StudentPair } from '#server/protocol/live-exercise.ts'
import { OUTPUT_LENGTH } from '#server/protocol/live-limit.ts'
import { aliasOf } from '../live/alias.ts'
import { drawPairs } from '../live/draw.ts'
import type { Hub } from '../live/hub.ts'
import type { Draw, PairBook } from '../live/pair.ts'
import type { Desk, LiveData, LiveHandle } from './live-socket.ts'
import type { Tell } from './live-tell.ts'

export type PairDoor = ReturnType<typeof createPairDoor>

export function createPairDoor(parts: { pairs: PairBook; hub: Hub; tell: Pick<Tell, 'all'> }) {
  const { pairs, hub, tell } = parts

  const ofStudent = (draw: Draw | undefined, member: string, helpers: readonly string[]): StudentPair | null => {
    const group = draw?.groups.find((seats) => seats.some((seat) => seat.member === member))
    const own = group?.find((seat) => seat.member === member)
    if (!draw || !group || !own) return null
    return {
      id: draw.id,
      question: draw.question,
      shown: own.shown,
      done: own.done,
      partners: group
        .filter((seat) => seat !== own)
        .map(({ member: partner, shown, done }) => ({
          alias: aliasOf(partner),
          helper: helpers.includes(partner),
          shown,
          done,
        })),
    }
  }

  return {
    /** Asked once for a whole class: what the pairs are to each of its members. */
    async ofStudents(classId: string, helpers: readonly string[]): Promise<(member: string) => StudentPair | null> {
      const draw = await pairs.current(classId)
      return (member) => ofStudent(draw, member, helpers)
    },
    async ofBoard(classId: string): Promise<BoardPairs | null> {
      const draw = await pairs.current(classId)
      return (
        (draw && {
          question: draw.question,
          groups: draw.groups.map((seats) =>
            seats.map(({ member, shown, done }) => ({ member, shown: shown !== null, done })),
          ),
        }) ??
        null
      )
    },
    serveStudent(handle: LiveHandle, { user }: LiveData): void {
      const mine = async () => {
        const found = await hub.of(user.id)
        if (!found) throw new DrydockError('class-not-joined')
        const { room, member } = found
        const pair = ofStudent(await pairs.current(room.info.id), member.id, [])
        if (!pair) throw new DrydockError('pairs-over')
        return { room, member: member.id, draw: pair.id }
      }
      handle('pair:last', async () => {
        const { room, member } = await mine()
        const last = room.commandsOf(member).findLast(({ exit }) => exit !== undefined)
        return last ? { text: `$ ${last.line}\n${last.output.trimEnd()}`.slice(0, OUTPUT_LENGTH) } : null
      })
      handle('pair:show', async ({ text }) => {
        const { room, draw, member } = await mine()
        await pairs.show(draw, member, text.trim() === '' ? null : text)
        tell.all(room.info.id)
        return null
      })
      handle('pair:done', async ({ done }) => {
        const { room, draw, member } = await mine()
        await pairs.done(draw, member, done)
        tell.all(room.info.id)
        return null
      })
    },
    serve({ handle, open }: Desk): void {
      handle('pairs:draw', async ({ question }) => {
        const { id, room } = open()
        const here = room.rows().filter(({ presence }) => presence !== 'away')
        const groups = drawPairs(
          here.map((row) => row.id),
          await pairs.met(id),
        )
        if (groups.length === 0) throw new DrydockError('pairs-few')
        await pairs.begin(id, question, groups)
        tell.all(id)
        return null
      })
      handle('pairs:end', async () => {
        const { id } = open()
        await pairs.end(id)
        tell.all(id)
        return null
      })
    },
  }
}
