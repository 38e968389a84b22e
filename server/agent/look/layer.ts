// Images as stacks of layers, and what the containers of one of them have written on top.
import { createHash } from 'node:crypto'
import { segment, type Upstream } from '#server/agent/gateway/upstream.ts'
import type { FileChange, ImageLayer, LookedAt } from '#server/protocol/look.ts'

/** Newest first. */
const IMAGES_MAX = 40
const CONTAINERS_MAX = 6
/** Of a container's changes: shown, and read. */
const CHANGES_MAX = 60
const CHANGES_MAX_BYTES = 512 * 1024
/** Of a row's instruction. Characters. */
const BY_MAX = 300

interface HistoryRow {
  CreatedBy: string
  Size: number
}
/** What never changes, by the image's id. */
export type LayerMemory = Map<string, ImageLayer[]>

export async function lookAtLayers(host: Upstream, memory: LayerMemory): Promise<LookedAt<'layers'>> {
  const images = await host.json<{ Id: string; RepoTags: string[] | null }[]>('GET', { path: '/images/json' })
  for (const id of memory.keys()) if (!images.some(({ Id }) => Id === id)) memory.delete(id)
  const stacks = await Promise.all(
    images.slice(0, IMAGES_MAX).map(async ({ Id, RepoTags }) => {
      const layers = memory.get(Id) ?? (await stackOf(host, Id))
      memory.set(Id, layers)
      return { id: Id, tags: (RepoTags ?? []).filter((tag) => tag !== '<none>:<none>'), layers }
    }),
  )
  return { at: 'layers', images: stacks }
}

export async function lookAtWritable(host: Upstream, image: string): Promise<LookedAt<'writable'>> {
  const all = await host.json<{ Id: string; ImageID: string; Names: string[] }[]>('GET', {
    path: '/containers/json',
    query: { all: true },
  })
  const own = all.filter(({ ImageID }) => ImageID === image).slice(0, CONTAINERS_MAX)
  const containers = await Promise.all(own.map(({ Id, Names }) => writableOf(host, Id, Names)))
  return { at: 'writable', containers: containers.flatMap((one) => one ?? []) }
}

async function stackOf(host: Upstream, id: string): Promise<ImageLayer[]> {
  const path = `/images/${segment(id)}`
  const [info, rows] = await Promise.all([
    host.json<{ RootFS: { Layers: string[] } }>('GET', { path: `${path}/json` }),
    host.json<HistoryRow[]>('GET', { path: `${path}/history` }),
  ])
  return joined(info.RootFS.Layers, rows)
}

/**
 * `diffs`: bottom first, as inspect has them; `rows`: top first, as docker history has them. A layer's id is of the whole chain below it,
 * which is what engines share (image-spec, "ChainID").
 */
export function joined(diffs: readonly string[], rows: readonly HistoryRow[]): ImageLayer[] {
  const made = rowsOfLayers(diffs.length, rows)
  let chain = ''
  return diffs.map((diff, index) => {
    chain = chain === '' ? diff : `sha256:${createHash('sha256').update(`${chain} ${diff}`).digest('hex')}`
    const row = made?.[index]
    return { id: chain, ...(row && { made: { by: row.CreatedBy.slice(0, BY_MAX), size: row.Size } }) }
  })
}

/** May have left a layer without a byte in it: an empty folder, a file of no length. */
const MAY_WRITE = /^(?:\/bin\/sh -c (?!#\(nop\))|\/bin\/sh -c #\(nop\) +(?:COPY|ADD|WORKDIR)|RUN|COPY|ADD|WORKDIR|\|\d)/

/** Bottom first. The history doesn't say which rows of no bytes are layers: undefined when that can't be told. */
function rowsOfLayers(count: number, rows: readonly HistoryRow[]): HistoryRow[] | undefined {
  const upwards = rows.toReversed()
  const sure = upwards.filter(({ Size }) => Size > 0)
  if (sure.length === count) return sure
  const may = upwards.filter(({ Size, CreatedBy }) => Size > 0 || MAY_WRITE.test(CreatedBy))
  return may.length === count ? may : undefined
}

type Writable = LookedAt<'writable'>['containers'][number]

/** Undefined: it is gone meanwhile. */
async function writableOf(host: Upstream, id: string, names: readonly string[]): Promise<Writable | undefined> {
  try {
    const path = `/containers/${segment(id)}`
    const [info, read] = await Promise.all([
      host.json<{ SizeRw?: number }>('GET', { path: `${path}/json`, query: { size: true } }),
      changesOf(host, path),
    ])
    const changes = leaves(read.changes)
    return {
      id,
      name: (names[0] ?? id.slice(0, 12)).replace(/^\//, ''),
      size: info.SizeRw ?? 0,
      changes: changes.slice(0, CHANGES_MAX),
      more: read.cut || changes.length > CHANGES_MAX,
    }
  } catch (error) {
    if ((error as { status?: number }).status === 404) return undefined
    throw error
  }
}

/** A container can have millions of changes: what is beyond the bound is not read. */
async function changesOf(host: Upstream, path: string): Promise<{ changes: FileChange[]; cut: boolean }> {
  const reading = new AbortController()
  const { stream } = await host.stream('GET', { path: `${path}/changes`, signal: reading.signal })
  let text = ''
  let cut = false
  for await (const part of stream) {
    text += String(part)
    if (text.length <= CHANGES_MAX_BYTES) continue
    cut = true
    break
  }
  reading.abort()
  const whole = cut ? `${text.slice(0, text.lastIndexOf('},{'))}}]` : text
  const raw = (JSON.parse(whole || 'null') ?? []) as { Path: string; Kind: number }[]
  return { changes: raw.map(({ Path, Kind }) => ({ mark: MARKS[Kind] ?? 'C', path: Path })), cut }
}
/** By the engine's number for a kind of change. */
const MARKS = ['C', 'A', 'D'] as const

/** Without the folders that are listed only because something below them changed. */
export function leaves(changes: readonly FileChange[]): FileChange[] {
  const parents = new Set(changes.map(({ path }) => path.slice(0, path.lastIndexOf('/'))))
  return changes.filter(({ mark, path }) => mark !== 'C' || !parents.has(path))
}
