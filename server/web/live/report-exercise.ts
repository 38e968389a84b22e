// The exercises of a class, for its report: what was broken and found, who explained to whom, what was recorded. Of recordings only
// those are named that their owners let be played.
import type { Text } from '#server/protocol/content.ts'
import type { Store } from '../store/store.ts'
import type { ClassEvent } from './class.ts'
import { middle } from './middle.ts'

export interface FaultReport {
  fault: string
  title: Text | null
  /** Students on whose host it was broken, and how many of them said what it was. */
  members: number
  found: number
  /** ms from the fault to the answer; absent when nobody answered. */
  median?: number
  answers: string[]
}
export interface PairReport {
  /** Empty: the usual one. */
  question: string
  at: number
  pairs: number
  /** Pairs in which somebody has shown something, and in which everybody said that they are done. */
  shown: number
  done: number
}
/** Somebody who teaches typed in a student's terminal, with their consent. */
export interface TypingReport {
  name: string
  /** null: the instructor. */
  by: string | null
  at: number
  /** ms; null: the end was not seen. */
  length: number | null
  end: 'taken' | 'over' | 'away' | 'open'
}
export interface RecordingReport {
  shared: { id: string; name: string; at: number; length: number }[]
  /** How many their owners keep to themselves. */
  kept: number
}

export async function exercisesOf(
  id: string,
  events: readonly ClassEvent[],
  members: ReadonlyMap<string, { user_id: string; name: string }>,
  parts: { store: Store; faults: ReadonlyMap<string, { title: Text }> },
): Promise<{ faults: FaultReport[]; pairs: PairReport[]; typings: TypingReport[]; recordings: RecordingReport }> {
  const { store } = parts
  const seats = await store
    .selectFrom('pair_seat')
    .innerJoin('pair_draw', 'pair_draw.id', 'pair_seat.draw_id')
    .select(['pair_draw.id', 'question', 'created', 'pair', 'shown', 'done'])
    .where('class_id', '=', id)
    .orderBy('created')
    .execute()
  const recordings = await store
    .selectFrom('recording')
    .select(['id', 'user_id', 'at', 'length', 'shared'])
    .where('class_id', '=', id)
    .where('ended', 'is not', null)
    .orderBy('at')
    .execute()
  const names = new Map([...members.values()].map(({ user_id, name }) => [user_id, name]))
  return {
    faults: faultsOf(events, parts.faults),
    pairs: pairsOf(seats),
    typings: typingsOf(events, members),
    recordings: {
      shared: recordings
        .filter(({ shared }) => shared === 1)
        .map((row) => ({
          id: row.id,
          name: names.get(row.user_id) ?? '',
          at: Number(row.at),
          length: Number(row.length),
        })),
      kept: recordings.filter(({ shared }) => shared === 0).length,
    },
  }
}

function faultsOf(events: readonly ClassEvent[], kinds: ReadonlyMap<string, { title: Text }>): FaultReport[] {
  const faults = new Map<string, { members: Set<string>; found: Map<string, { text: string; ms: number }> }>()
  /** By member: what is broken at the moment. */
  const broken = new Map<string, { fault: string; at: number }>()
  for (const { kind, member_id, detail, at } of events) {
    if (detail === null) continue
    if (kind === 'fault') {
      broken.set(member_id, { fault: detail, at })
      const known = faults.get(detail) ?? { members: new Set(), found: new Map() }
      known.members.add(member_id)
      faults.set(detail, known)
    }
    const own = broken.get(member_id)
    // The last answer stands, as on the board; the time is that of the first.
    if (kind === 'found' && own) {
      const { found } = faults.get(own.fault)!
      found.set(member_id, { text: detail, ms: found.get(member_id)?.ms ?? at - own.at })
    }
  }
  return [...faults].map(([fault, { members, found }]) => ({
    fault,
    title: kinds.get(fault)?.title ?? null,
    members: members.size,
    found: found.size,
    ...(found.size > 0 ? { median: middle([...found.values()].map(({ ms }) => ms)) } : {}),
    answers: [...found.values()].map(({ text }) => text),
  }))
}

function typingsOf(events: readonly ClassEvent[], members: ReadonlyMap<string, { name: string }>): TypingReport[] {
  const typings: TypingReport[] = []
  /** By member: at most one types at a time. */
  const open = new Map<string, TypingReport>()
  for (const { kind, member_id, detail, at } of events) {
    if (kind === 'type-begin') {
      const typing = { name: members.get(member_id)?.name ?? '', by: detail, at, length: null, end: 'open' as const }
      typings.push(typing)
      open.set(member_id, typing)
    }
    const begun = open.get(member_id)
    if (kind === 'type-end' && begun) {
      const end = detail === 'taken' || detail === 'away' ? detail : 'over'
      Object.assign(begun, { length: at - begun.at, end })
      open.delete(member_id)
    }
  }
  return typings
}

type SeatRow = { id: string; question: string; created: number; pair: number; shown: string | null; done: number }

function pairsOf(seats: readonly SeatRow[]): PairReport[] {
  const draws = new Map<string, SeatRow[]>()
  for (const seat of seats) draws.set(seat.id, [...(draws.get(seat.id) ?? []), seat])
  return [...draws.values()].map((all) => {
    const pairs = [...new Set(all.map(({ pair }) => pair))].map((pair) => all.filter((seat) => seat.pair === pair))
    return {
      question: all[0]!.question,
      at: Number(all[0]!.created),
      pairs: pairs.length,
      shown: pairs.filter((pair) => pair.some(({ shown }) => shown !== null)).length,
      done: pairs.filter((pair) => pair.every(({ done }) => done === 1)).length,
    }
  })
}
