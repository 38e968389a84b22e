// What a running class is known to be like after a restart of the web, before its students' hosts tell anything: the steps they had passed,
// how long those took, and the errors of the step that they are at. What they pass meanwhile is then news, and counts.
import type { Lesson } from '#content/load.ts'
import type { LabState } from '#server/protocol/lab.ts'
import type { Store } from '../store/store.ts'
import type { ClassEvent, Member } from './class.ts'

export interface Recalled {
  user: string
  /** As the store knows it; its rev is below that of every state that a host tells. */
  state: LabState
  /** Since when they have been at their step, as far as that can be told, ms since 1970. */
  since: number
  /** Signatures of the errors since then. */
  errors: { signature: string; at: number }[]
}

export async function recall(
  members: readonly Member[],
  events: readonly ClassEvent[],
  parts: { store: Store; lessons: ReadonlyMap<string, Lesson>; now: number },
): Promise<Recalled[]> {
  const { store, lessons, now } = parts
  if (members.length === 0) return []
  const ids = members.map(({ user_id }) => user_id)
  const users = await store.selectFrom('user').select(['id', 'last_slug']).where('id', 'in', ids).execute()
  const steps = await store.selectFrom('step').selectAll().where('user_id', 'in', ids).execute()
  const slugs = new Map(users.map(({ id, last_slug }) => [id, last_slug]))
  return members.flatMap(({ id, user_id: user }) => {
    const slug = slugs.get(user)
    const lab = slug ? lessons.get(slug)?.lab : undefined
    if (!slug || !lab) return []
    const passed = new Map(
      steps.filter((row) => row.user_id === user && row.slug === slug).map(({ step, at }) => [step, Number(at)]),
    )
    const current = lab.steps.find((step) => !passed.has(step.id))?.id
    const state: LabState = {
      slug,
      rev: 0,
      done: current === undefined,
      steps: lab.steps.map((step) => {
        const passedAt = passed.get(step.id)
        if (passedAt !== undefined) return { id: step.id, status: 'passed', checks: [], passedAt }
        return { id: step.id, status: step.id === current ? 'current' : 'locked', checks: [] }
      }),
    }
    const own = events.filter(({ member_id }) => member_id === id)
    const since = own.findLast(({ kind }) => kind === 'step')?.at ?? now
    const settled = own.findLast(({ kind }) => kind === 'settled')?.at ?? 0
    const errors = own.flatMap(({ kind, slug: where, step, detail, at }) =>
      kind === 'error' && where === slug && step === current && detail !== null && at > settled
        ? [{ signature: detail, at }]
        : [],
    )
    return [{ user, state, since, errors }]
  })
}
