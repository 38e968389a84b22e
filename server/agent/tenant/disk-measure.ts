// How much a tenant has on the disk: its home, its volumes, and what its containers have written. There is no quota on ext4 below
// overlay2, so the directories are walked, by du at the lowest priority: blocks that are really taken, no other file system, no link
// followed. Images are counted apart (gateway/image-layer.ts), logs are bounded by their driver.
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { OWNER_LABEL, ownerFilter } from '#server/agent/gateway/name.ts'
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
  /** 0 when the walk was so short that there can't be many. */
  files: number
  parts: DiskPart[]
  /** What the walk took. */
  ms: number
}

/** A walk that takes longer is given up: its tenant has too many files. */
const WALK_MAX_MS = 30_000
const LAYERS_KEPT = 5000
/** No disk gives more directory entries than this. */
const FILES_PER_MS = 1000

interface Listed {
  Id: string
  Labels: Record<string, string>
  SizeRw?: number
}

export function createDiskMeasure(options: {
  engine: Upstream
  /** The engine's directory; undefined where it is out of this process's sight. */
  dataRoot: string | undefined
  workspaceOf: (tenant: Tenant) => string | undefined
}) {
  const { engine, dataRoot, workspaceOf } = options
  /** A container's layer stays where it is. Bounded by LAYERS_KEPT. */
  const layers = new Map<string, string | undefined>()

  const layerOf = async (id: string): Promise<string | undefined> => {
    if (!layers.has(id)) {
      const info = await engine
        .json<{ GraphDriver: { Data: { UpperDir?: string } | null } }>('GET', {
          path: `/containers/${segment(id)}/json`,
        })
        .catch(() => undefined)
      if (!info) return undefined
      if (layers.size >= LAYERS_KEPT) layers.clear()
      layers.set(id, info.GraphDriver.Data?.UpperDir)
    }
    return layers.get(id)
  }

  /** `manyFiles`: whether there are more is to be known exactly. */
  const ofTenant = async (tenant: Tenant, manyFiles: number): Promise<DiskUse> => {
    const begun = performance.now()
    const filters = JSON.stringify(ownerFilter(tenant.id))
    const containers = (
      await engine.json<Listed[]>('GET', {
        path: '/containers/json',
        query: { all: true, filters, ...(dataRoot === undefined && { size: true }) },
      })
    ).filter(({ Labels }) => Labels[OWNER_LABEL] === tenant.id)
    const places = new Map<string, DiskPart>([[tenant.homeDir, { kind: 'home', id: '', bytes: 0 }]])
    const counted: DiskPart[] = []
    if (dataRoot === undefined) {
      for (const { Id, SizeRw } of containers) counted.push({ kind: 'container', id: Id, bytes: SizeRw ?? 0 })
    } else {
      const workspace = workspaceOf(tenant)
      for (const id of [...containers.map(({ Id }) => Id), ...(workspace ? [workspace] : [])]) {
        const layer = await layerOf(id)
        if (layer) places.set(layer, { kind: id === workspace ? 'workspace' : 'container', id, bytes: 0 })
      }
      const { Volumes } = await engine.json<{ Volumes: { Name: string; Mountpoint: string }[] | null }>('GET', {
        path: '/volumes',
        query: { filters },
      })
      for (const { Name, Mountpoint } of Volumes ?? [])
        if (Mountpoint.startsWith(`${dataRoot}/`)) places.set(Mountpoint, { kind: 'volume', id: Name, bytes: 0 })
    }
    const standing = [...places.keys()].filter((path) => existsSync(path))
    const sizes = await walk(['--block-size=1'], standing)
    const walkMs = performance.now() - begun
    for (const [path, part] of places) counted.push({ ...part, bytes: sizes.get(path) ?? 0 })
    const files = walkMs * FILES_PER_MS < manyFiles ? 0 : sum((await walk(['--inodes'], standing)).values())
    return { bytes: sum(counted.map(({ bytes }) => bytes)), files, parts: counted, ms: performance.now() - begun }
  }

  return {
    tenant: ofTenant,
    /** What a container has written; undefined where that is out of sight, or it is gone. */
    async container(id: string): Promise<number | undefined> {
      const layer = dataRoot === undefined ? undefined : await layerOf(id)
      return layer === undefined ? undefined : (await walk(['--block-size=1'], [layer])).get(layer)
    },
  }
}

const sum = (numbers: Iterable<number>) => [...numbers].reduce((all, one) => all + one, 0)

/** Path -> number. What went away meanwhile is left out; an endless walk gives Infinity. */
function walk(unit: string[], paths: string[]): Promise<Map<string, number>> {
  return new Promise((resolve, reject) => {
    if (paths.length === 0) return resolve(new Map())
    execFile(
      'nice',
      ['-n', '19', 'du', '--summarize', '--one-file-system', '--null', ...unit, '--', ...paths],
      { timeout: WALK_MAX_MS, killSignal: 'SIGKILL', maxBuffer: 2 ** 20 },
      (error, out) => {
        if (error?.killed) return resolve(new Map(paths.map((path) => [path, Number.POSITIVE_INFINITY])))
        // du's own code 1: some file went while it looked.
        if (error && typeof error.code === 'string') return reject(error)
        const lines = out.split('\0').filter(Boolean)
        resolve(new Map(lines.map((line) => [line.slice(line.indexOf('\t') + 1), Number.parseInt(line, 10)])))
      },
    )
  })
}
