import type { Health } from '#server/protocol/lab.ts'

export type HealthLevel = 'ok' | 'starting' | 'problem'

/** One word for the whole: a problem beats a start, a start beats ok. A registry that is off is no problem. */
export const healthLevel = (health: Health): HealthLevel => {
  const images = Object.values(health.catalog).map((image) => image.state)
  if (health.agent === 'away' || ['away', 'failed'].includes(health.engine.state)) return 'problem'
  if (health.engine.problem || health.registry.state === 'failed' || images.includes('failed')) return 'problem'
  if (health.web === 'starting' || health.agent === 'starting' || health.engine.state === 'starting') return 'starting'
  return images.some((state) => state !== 'ready') ? 'starting' : 'ok'
}
