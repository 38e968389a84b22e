// What can be done just now: screens offer it while they are there, the palette and the keys find it here.
import type { ActionId } from './action.ts'

export type Entry = {
  key: string
  group: 'step' | 'send' | 'ask'
  title: string
  /** Said small beside it. */
  detail?: string
  /** Found by these words too. */
  words?: string
  /** Only shown to who looks for it. */
  quiet?: boolean
  run: () => void
}

type Offer = { run: () => void; within: (() => Element | null) | undefined }

const offers = new Map<ActionId, Offer[]>()
const lists = new Set<() => readonly Entry[]>()

/** `within`: only while the focus is in there. Returns its undo. */
export function offer(id: ActionId, run: () => void, within?: () => Element | null): () => void {
  const made: Offer = { run, within }
  offers.set(id, [...(offers.get(id) ?? []), made])
  return () =>
    void offers.set(
      id,
      (offers.get(id) ?? []).filter((each) => each !== made),
    )
}

/** Returns its undo. */
export function offerEntries(list: () => readonly Entry[]): () => void {
  lists.add(list)
  return () => void lists.delete(list)
}

/** Who came last does it. */
export function runOf(id: ActionId, focus: Element | null): (() => void) | undefined {
  return offers.get(id)?.findLast(({ within }) => !within || within()?.contains(focus))?.run
}

export const offeredEntries = (): readonly Entry[] => [...lists].flatMap((list) => list())
