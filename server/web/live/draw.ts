// Who explains to whom: pairs at random, a three where one would be left over, and not those who have sat together before when that
// can be had.

/** Enough for a class of 200 to find a draw with few repeats; each costs a shuffle. */
const TRIES = 50

/** `met`: keys of those who sat together. Of fewer than two nobody gets a pair. */
export function drawPairs(members: readonly string[], met: ReadonlySet<string>): string[][] {
  if (members.length < 2) return []
  let best: { groups: string[][]; again: number } | undefined
  for (let at = 0; at < TRIES && best?.again !== 0; at++) {
    const groups = grouped(shuffled(members))
    const again = groups.flatMap(keysOf).filter((key) => met.has(key)).length
    if (!best || again < best.again) best = { groups, again }
  }
  return best!.groups
}

/** One for every two of a group, whoever comes first. */
export const keysOf = (group: readonly string[]): string[] =>
  group.flatMap((one, at) => group.slice(at + 1).map((other) => [one, other].sort().join(' ')))

function grouped(members: string[]): string[][] {
  const groups = Array.from({ length: Math.floor(members.length / 2) }, (_, at) => members.slice(2 * at, 2 * at + 2))
  if (members.length % 2 === 1) groups[0]!.push(members.at(-1)!)
  return groups
}

function shuffled(members: readonly string[]): string[] {
  const out = [...members]
  for (let at = out.length - 1; at > 0; at--) {
    const other = Math.floor(Math.random() * (at + 1))
    ;[out[at], out[other]] = [out[other]!, out[at]!]
  }
  return out
}
