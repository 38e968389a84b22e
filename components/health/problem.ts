// Which problems a health state holds: ids with a text of their own (content/message, health.problem.<id>).
import type { Health } from '#server/protocol/lab.ts'

export const problemIds = [
  'agent-away',
  'engine-missing',
  'not-root',
  'engine-version',
  'disk-warn',
  'disk-low',
  'engine-died',
  'engine-away',
  'catalog-failed',
  'registry-failed',
  'other',
] as const
export type ProblemId = (typeof problemIds)[number]
export type Problem = { id: ProblemId; detail?: string }

export function problems(health: Health): Problem[] {
  if (health.agent === 'away') return [{ id: 'agent-away' }]
  const out: Problem[] = []
  const { state, problem, detail } = health.engine
  if (problem) {
    const id = problemIds.find((known) => known === problem) ?? 'other'
    out.push({ id, detail: id === 'other' ? [problem, detail].filter(Boolean).join(': ') : detail })
  } else if (state === 'away' || state === 'failed') out.push({ id: 'engine-away', detail })
  const failed = Object.entries(health.catalog).filter(([, image]) => image.state === 'failed')
  if (failed.length > 0) out.push({ id: 'catalog-failed', detail: failed.map(([name]) => name).join(', ') })
  if (health.registry.state === 'failed') out.push({ id: 'registry-failed', detail: health.registry.detail })
  return out
}
