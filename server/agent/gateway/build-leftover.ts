// Images that a build was cut off before it could name: nobody's, and seen by nobody. Steps carry the tenant's label behind their FROM,
// what the tenant owns has a tag (its pin), and an untagged image with this label and without children is a leftover.
import { BUILD_LABEL } from './dockerfile-rewrite.ts'
import { EngineError } from './refusal.ts'
import { segment, type Upstream } from './upstream.ts'

/** No build of the tenant may run meanwhile. */
export async function removeLeftovers(engine: Upstream, tenant: string): Promise<void> {
  const images = await engine.json<{ Id: string; Labels: Record<string, string> | null }[]>('GET', {
    path: '/images/json',
    query: { filters: JSON.stringify({ dangling: ['true'], label: [BUILD_LABEL] }) },
  })
  for (const { Id, Labels } of images) {
    if (Labels?.[BUILD_LABEL]?.split('.', 1)[0] !== tenant) continue
    await engine.json('DELETE', { path: `/images/${segment(Id)}` }).catch((error) => {
      // In use by a container, or gone with another.
      if (!(error instanceof EngineError && (error.status === 404 || error.status === 409))) throw error
    })
  }
}
