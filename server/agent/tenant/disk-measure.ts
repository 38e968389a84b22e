// How much tenants have on the disk: its home, its volumes, and what its containers have written. There is no quota on ext4 below
// overlay2, so the directories are walked, by du at the lowest priority as long as nobody writes fast: blocks that are really taken, no other file system, no link
// followed. To start a program holds this process up for milliseconds, so one du walks for all. Images are counted apart
// (gateway/image-layer.ts), logs are bounded by their driver.
import { spawn } from 'node:child_process'
import { OWNER_LABEL } from '#server/agent/gateway/name.ts'
import { segment, type Upstream } from '#server/agent/gateway/upstream.ts'
import type { Tenant } from '#server/agent/part.ts'

export interface DiskPart {
  kind: 'home' | 'volume' | 'container' | 'workspace'
  /** Container id, or the volume's name on the engine; '' for the home. */
  id: string
  bytes: number
}
export interface DiskUse {
  bytes: number
  /** undefined: not counted. */
  files: number | undefined
  parts: DiskPart[]
}
/** By tenant id. `files`: they are to be counted, too, which takes a second walk. `soon`: not at the lowest priority. */
export type DiskMeasure = (whom: Tenant[], options: { files: boolean; soon?: boolean }) => Promise<Map<string, DiskUse>>

/** A walk that takes longer is given up: there are too many files. */
const WALK_MAX_MS = 30_000
const LAYERS_KEPT = 5000
const LOOK_MAX_MS = 15_000

interface Listed {
  Id: string
  Labels: Record<string, string> | null
  SizeRw?: number
}
interface ListedVolume {
  Name: string
  Mountpoint: string
  Labels: Record<string, string> | null
}

export function createDiskMeasure(options: {
  engine: Upstream
  /** The engine's directory; undefined where it is out of this process's sight. */
  dataRoot: string | undefined
  workspaceOf: (tenant: Tenant) => string | undefined
  walkMaxMs?: number
}) {
  const { engine, dataRoot, workspaceOf, walkMaxMs = WALK_MAX_MS } = options
  /** A container's layer stays where it is. Bounded by LAYERS_KEPT. */
  const layers = new Map<string, string | undefined>()

  const layerOf = async (id: string): Promise<string | undefined> => {
    if (!layers.has(id)) {
      const info = await engine
        .json<{ GraphDriver: { Data: { UpperDir?: string } | null } }>('GET', {
          path: `/containers/${segment(id)}/json`,
          // One container that is stuck must not keep all others unmeasured.
          signal: AbortSignal.timeout(LOOK_MAX_MS),
        })
        .catch(() => undefined)
      if (!info) return undefined
      if (layers.size >= LAYERS_KEPT) layers.clear()
      layers.set(id, info.GraphDriver.Data?.UpperDir)
    }
    return layers.get(id)
  }

  /** `places`: by path, what is there. `counted`: what the engine has told already. */
  interface Found {
    places: Map<string, DiskPart>
    counted: DiskPart[]
  }

  const find = async (whom: Tenant[]): Promise<Map<string, Found>> => {
    const found = new Map<string, Found>()
    const [only] = whom
    const filters = JSON.stringify({ label: [whom.length === 1 && only ? `${OWNER_LABEL}=${only.id}` : OWNER_LABEL] })
    const [containers, volumes] = await Promise.all([
      engine.json<Listed[]>('GET', {
        path: '/containers/json',
        query: { all: true, filters, ...(dataRoot === undefined && { size: true }) },
      }),
      dataRoot === undefined
        ? undefined
        : engine.json<{ Volumes: ListedVolume[] | null }>('GET', { path: '/volumes', query: { filters } }),
    ])
    for (const { id, homeDir } of whom)
      found.set(id, { places: new Map([[homeDir, { kind: 'home', id: '', bytes: 0 }]]), counted: [] })
    for (const { Id, Labels, SizeRw } of containers) {
      const mine = found.get(Labels?.[OWNER_LABEL] ?? '')
      if (!mine) continue
      if (dataRoot === undefined) mine.counted.push({ kind: 'container', id: Id, bytes: SizeRw ?? 0 })
      else {
        const layer = await layerOf(Id)
        if (layer) mine.places.set(layer, { kind: 'container', id: Id, bytes: 0 })
      }
    }
    if (dataRoot === undefined) return found
    for (const tenant of whom) {
      const workspace = workspaceOf(tenant)
      const layer = workspace && (await layerOf(workspace))
      if (layer) found.get(tenant.id)?.places.set(layer, { kind: 'workspace', id: workspace, bytes: 0 })
    }
    for (const { Name, Mountpoint, Labels } of volumes?.Volumes ?? [])
      if (Mountpoint.startsWith(`${dataRoot}/`))
        found.get(Labels?.[OWNER_LABEL] ?? '')?.places.set(Mountpoint, { kind: 'volume', id: Name, bytes: 0 })
    return found
  }

  /** One walk for all; when that takes too long, one for each, so that nobody pays for another's files. */
  const walkAll = async (unit: string[], groups: string[][], soon: boolean): Promise<Map<string, number>> => {
    const all = groups.flat()
    const sizes = await walk(unit, all, walkMaxMs, soon)
    if (sizes) return sizes
    const each = new Map<string, number>()
    for (const paths of groups) {
      const own = groups.length > 1 ? await walk(unit, paths, walkMaxMs, soon) : undefined
      for (const path of paths) each.set(path, own ? (own.get(path) ?? 0) : Number.POSITIVE_INFINITY)
    }
    return each
  }

  const measure: DiskMeasure = async (whom, { files, soon = false }) => {
    if (whom.length === 0) return new Map()
    const found = await find(whom)
    const groups = [...found.values()].map(({ places }) => [...places.keys()])
    const sizes = await walkAll(['--block-size=1'], groups, soon)
    const inodes = files ? await walkAll(['--inodes'], groups, soon) : undefined
    return new Map(
      [...found].map(([id, { places, counted }]): [string, DiskUse] => {
        const parts = [...counted, ...[...places].map(([path, part]) => ({ ...part, bytes: sizes.get(path) ?? 0 }))]
        const own = inodes && sum([...places.keys()].map((path) => inodes.get(path) ?? 0))
        return [id, { bytes: sum(parts.map(({ bytes }) => bytes)), files: own, parts }]
      }),
    )
  }

  return {
    measure,
    /** What a container has written; undefined where that is out of sight, or it is gone. */
    async container(id: string): Promise<number | undefined> {
      const layer = dataRoot === undefined ? undefined : await layerOf(id)
      return layer === undefined ? undefined : (await walk(['--block-size=1'], [layer], walkMaxMs))?.get(layer)
    },
  }
}

const sum = (numbers: number[]) => numbers.reduce((all, one) => all + one, 0)

/** Path -> number, undefined when it took too long. What went away meanwhile is left out. */
function walk(unit: string[], paths: string[], maxMs: number, soon = false): Promise<Map<string, number> | undefined> {
  return new Promise((resolve, reject) => {
    if (paths.length === 0) return resolve(new Map())
    const args = [
      '-n',
      soon ? '0' : '19',
      'du',
      '--summarize',
      '--one-file-system',
      '--null',
      ...unit,
      '--files0-from=-',
    ]
    const child = spawn('nice', args, { stdio: ['pipe', 'pipe', 'ignore'] })
    let out = ''
    let late = false
    const timer = setTimeout(() => {
      late = true
      child.kill('SIGKILL')
    }, maxMs)
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text
    })
    child.on('error', (error) => {
      clearTimeout(timer)
      reject(error)
    })
    // du's own code 1: some file went while it looked.
    child.on('close', () => {
      clearTimeout(timer)
      if (late) return resolve(undefined)
      const lines = out.split('\0').filter(Boolean)
      resolve(new Map(lines.map((line) => [line.slice(line.indexOf('\t') + 1), Number.parseInt(line, 10)])))
    })
    // It may have ended before it was told all.
    child.stdin.on('error', () => {})
    child.stdin.end(paths.map((path) => `${path}\0`).join(''))
  })
}
