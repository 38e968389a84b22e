// What a class must not lose, as those in it are told it: read before and after something was killed, and compared.
import type { Board, StudentClass } from '#server/protocol/live.ts'
import type { LiveConnection } from './connection.ts'
import type { Steadfast } from './steadfast.ts'

type Facts = Record<string, unknown>

/** One entry for each thing that could be lost. Steps passed are apart: they only ever become more. */
export function factsOf(board: Board, students: { name: string; told: StudentClass | null | undefined }[]): Facts {
  const { info, poll } = board
  const names = new Map(board.rows.map(({ id, name }) => [id, name]))
  const nameOf = (id: string) => names.get(id) ?? `unknown ${id}`
  const rows = [...board.rows].sort((a, b) => a.name.localeCompare(b.name))
  return {
    'who is in the class': rows.map(({ id, name, alias }) => ({ id, name, alias })),
    'mode, place and gate': [info.mode, info.place, info.gate],
    freeze: info.freeze,
    timer: info.timer,
    'run-sheet': board.sheet,
    'terminal on the stage': info.stage,
    'hands and notes': rows.map(({ sticky }) => sticky),
    'who holds whom': rows.map(({ claimed }) => claimed),
    'poll and its answers': poll && [poll.id, poll.round, poll.state, poll.answered],
    'questions and votes': board.wall.map(({ text, votes, state }) => [text, votes, state]),
    'broken for an exercise': board.faults.map(({ member, ...fault }) => ({ ...fault, member: nameOf(member) })),
    pairs: board.pairs,
    'what students are told': students.map(({ name, told }) => {
      if (!told) return [name, told]
      const { recording: _, info: __, wall, poll: asked, watch: ___, ...rest } = told
      return [name, rest, asked?.state, wall.map(({ text, voted, mine }) => [text, voted, mine])]
    }),
  }
}

/** Names of what differs, with both. */
export function lost(before: Facts, after: Facts): string[] {
  return Object.keys(before).flatMap((what) => {
    const [was, is] = [before[what], after[what]].map((value) => JSON.stringify(value))
    return was === is ? [] : [`${what}: was ${was}, is ${is}`]
  })
}

export async function readFacts(teacher: LiveConnection, classId: string, students: readonly Steadfast[]) {
  const board = await teacher.call('board:open', { class: classId })
  const told = await Promise.all(
    students.map(async (student) => ({ name: student.name, told: await student.say('class:hello', {}) })),
  )
  return { board, facts: factsOf(board, told) }
}

/** Steps that each has passed, as the board shows it. */
export const dotsOn = (board: Board): Map<string, number> =>
  new Map(board.rows.map(({ name, lab }) => [name, [...(lab?.dots ?? '')].filter((dot) => dot === '*').length]))
