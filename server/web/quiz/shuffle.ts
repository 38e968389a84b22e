import { createHash } from 'node:crypto'

/** The same order for the same seed, so that a reload doesn't move things under the learner's finger. */
export function shuffle<T extends { id: string }>(list: readonly T[], seed: string): T[] {
  const key = (item: T) => createHash('sha256').update(`${seed}/${item.id}`).digest('hex')
  const mixed = [...list].sort((a, b) => (key(a) < key(b) ? -1 : 1))
  // An order item that comes in its right order would give itself away.
  const same = mixed.every((item, at) => item === list[at])
  return same && mixed.length > 1 ? [...mixed.slice(1), mixed[0]!] : mixed
}
