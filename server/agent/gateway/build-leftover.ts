// Images that a build was cut off before it could name: nobody's, and seen by nobody. Steps carry the tenant's label behind their FROM,
// what the tenant owns has a tag (its pin), and an untagged image with this label and without children is a leftover.
import { setTimeout as sleep } from 'node:timers/promises'
import { BUILD_LABEL } from './dockerfile-rewrite.ts'
import { OWNER_LABEL } from './name.ts'
import { EngineError } from './refusal.ts'
import { segment, type Upstream } from './upstream.ts'

const PASS_MS = 500
const PASSES = 20

interface Labelled {
  Labels: Record<string, string> | null
}
const isOf =
  (tenant: string) =>
  ({ Labels }: Labelled) =>
    Labels?.[BUILD_LABEL]?.split('.', 1)[0] === tenant

/**
 * The engine ends a build that is cut off in its own time: the step's container goes, and a layer that was being written still becomes
 * an image. Returns when nothing more has come for a while. No build of the tenant may run meanwhile.
 */
export async function awaitLeftovers(engine: Upstream, tenant: string): Promise<void> {
  for (let pass = 0, clean = 0; pass < PASSES && clean < 2; pass++) {
    await sleep(PASS_MS)
    const containers = await engine.json<Labelled[]>('GET', {
      path: '/containers/json',
      query: { all: true, filters: JSON.stringify({ label: [BUILD_LABEL] }) },
    })
    const removed = await removeLeftovers(engine, tenant)
    // The learner's own containers have the label from their image.
    const steps = containers.filter(({ Labels }) => Labels?.[OWNER_LABEL] === undefined).filter(isOf(tenant))
    clean = removed + steps.length === 0 ? clean + 1 : 0
  }
}

/** How many there were. No build of the tenant may run meanwhile. */
export async function removeLeftovers(engine: Upstream, tenant: string): Promise<number> {
  const images = await engine.json<(Labelled & { Id: string })[]>('GET', {
    path: '/images/json',
    query: { filters: JSON.stringify({ dangling: ['true'], label: [BUILD_LABEL] }) },
  })
  const left = images.filter(isOf(tenant))
  for (const { Id } of left) {
    await engine.json('DELETE', { path: `/images/${segment(Id)}` }).catch((error) => {
      // In use by a container, or gone with another.
      if (!(error instanceof EngineError && (error.status === 404 || error.status === 409))) throw error
    })
  }
  return left.length
}
