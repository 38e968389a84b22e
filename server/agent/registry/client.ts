// The agent's own questions to the registry, over its HTTP API, each with a token for that question alone.
import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { RegistryManifest } from '#server/agent/part.ts'
import type { Access, Signer } from './token.ts'

const TIMEOUT_MS = 10_000
/** The most that _catalog gives at once. */
const PAGE = 1000

const DOCKER_MANIFEST = 'application/vnd.docker.distribution.manifest.v2+json'
const OCI_MANIFEST = 'application/vnd.oci.image.manifest.v1+json'

const Blob = z.object({ digest: z.string().regex(/^sha256:[0-9a-f]{64}$/), size: z.number().int().min(0) })
const Manifest = z.object({ schemaVersion: z.literal(2), config: Blob, layers: z.array(Blob) })
const Tags = z.object({ tags: z.array(z.string()).nullable() })
const Catalog = z.object({ repositories: z.array(z.string()) })

/** `url`: http://<address>:5000 */
export interface RegistryClient {
  /** Resolves when the registry answers and trusts the agent's tokens. */
  ping(url: string): Promise<void>
  /** Undefined when there is none. */
  manifest(url: string, repository: string, reference: string): Promise<RegistryManifest | undefined>
  tags(url: string, repository: string): Promise<string[]>
  repositories(url: string): Promise<string[]>
}

export function createClient(signer: Signer): RegistryClient {
  async function get(url: string, path: string, access: Access[]): Promise<Buffer | undefined> {
    const response = await fetch(`${url}/v2/${path}`, {
      headers: { Authorization: `Bearer ${signer.sign(access)}`, Accept: `${DOCKER_MANIFEST}, ${OCI_MANIFEST}` },
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
    const body = Buffer.from(await response.arrayBuffer())
    if (response.status === 404) return undefined
    if (!response.ok) throw new Error(`the registry answered ${response.status} to ${path || 'a ping'}`)
    return body
  }
  const pull = (name: string): Access[] => [{ type: 'repository', name, actions: ['pull'] }]

  return {
    async ping(url) {
      if (!(await get(url, '', []))) throw new Error('what answers is no registry')
    },
    async manifest(url, repository, reference) {
      const body = await get(url, `${repository}/manifests/${reference}`, pull(repository))
      if (!body) return undefined
      const { config, layers } = Manifest.parse(JSON.parse(body.toString('utf8')))
      return {
        digest: `sha256:${createHash('sha256').update(body).digest('hex')}`,
        config: config.digest,
        layers: layers.map(({ digest }) => digest),
        blobs: Object.fromEntries([config, ...layers].map(({ digest, size }) => [digest, size])),
      }
    },
    async tags(url, repository) {
      const body = await get(url, `${repository}/tags/list`, pull(repository))
      return body ? (Tags.parse(JSON.parse(body.toString('utf8'))).tags ?? []) : []
    },
    async repositories(url) {
      const all: string[] = []
      for (;;) {
        const last = all.at(-1)
        const query = `n=${PAGE}${last === undefined ? '' : `&last=${encodeURIComponent(last)}`}`
        const body = await get(url, `_catalog?${query}`, [{ type: 'registry', name: 'catalog', actions: ['*'] }])
        const page = body ? Catalog.parse(JSON.parse(body.toString('utf8'))).repositories : []
        all.push(...page)
        if (page.length < PAGE) return all
      }
    },
  }
}
