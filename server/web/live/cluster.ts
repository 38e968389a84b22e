// The same error at several people is one thing to explain, not several people to help.

import type { Text } from '#server/protocol/content.ts'
import type { ErrorCluster } from '#server/protocol/live.ts'

const SMALLEST = 3
const SHARE = 0.15
/** An error that nobody has had for this long is over. */
const FRESH_MS = 300_000

export interface MemberError {
  member: string
  slug: string
  step: string
  signature: string
  title: Text
  line: string
  at: number
}

/** Most people first. `present`: how many are in class. */
export function clustersOf(errors: Iterable<MemberError>, present: number, now: number): ErrorCluster[] {
  const found = new Map<string, ErrorCluster & { members: string[] }>()
  for (const { member, slug, step, signature, title, line, at } of errors) {
    if (now - at > FRESH_MS) continue
    const key = `${slug}/${step}/${signature}`
    const cluster = found.get(key) ?? { slug, step, signature, title, line, members: [] }
    if (!cluster.members.includes(member)) cluster.members.push(member)
    found.set(key, cluster)
  }
  // 15 % of four people is not one person.
  const least = Math.min(SMALLEST, Math.max(2, Math.ceil(present * SHARE)))
  return [...found.values()]
    .filter(({ members }) => members.length >= least)
    .sort((a, b) => b.members.length - a.members.length || a.signature.localeCompare(b.signature))
}
