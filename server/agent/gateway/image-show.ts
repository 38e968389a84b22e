// Images in the engine's own answer shapes, field by field, with what the tenant may see.
import { Readable } from 'node:stream'
import type { Tenant } from '../part.ts'
import { BUILD_LABEL } from './dockerfile-rewrite.ts'
import type { TenantImage } from './image-door.ts'
import { familiarName, parseRef, readEngineRef, visibleRef } from './image-name.ts'
import { visibleLabels } from './name.ts'

export function showListed(image: TenantImage) {
  const untagged = image.tags.length === 0
  return {
    Id: image.id,
    ParentId: image.parent,
    RepoTags: untagged ? ['<none>:<none>'] : image.tags,
    RepoDigests: image.digests.length > 0 ? image.digests : untagged ? ['<none>@<none>'] : [],
    Created: image.created,
    Size: image.size,
    VirtualSize: image.size,
    SharedSize: -1,
    Labels: visibleLabels(image.labels),
    Containers: -1,
  }
}

interface EngineConfig {
  Labels?: Record<string, string> | null
  [field: string]: unknown
}
export interface EngineImageDetail {
  Id: string
  RepoTags: string[] | null
  RepoDigests: string[] | null
  Parent: string
  Comment: string
  Created: string
  Container: string
  ContainerConfig?: EngineConfig | null
  Config?: EngineConfig | null
  DockerVersion: string
  Author: string
  Architecture: string
  Variant?: string
  Os: string
  Size: number
  VirtualSize: number
  GraphDriver: { Name: string }
  RootFS: { Type: string; Layers?: string[] }
  Metadata: { LastTagTime: string }
}

/** `parent`: '' when the tenant may not see it. */
export function showDetail(tenant: Pick<Tenant, 'id' | 'catalog'>, image: EngineImageDetail, parent: string) {
  return {
    Id: image.Id,
    RepoTags: visibleTags(tenant, image.RepoTags),
    RepoDigests: (image.RepoTags ?? []).flatMap((ref) => {
      const read = readEngineRef(tenant.id, ref)
      return read.kind === 'digest' ? [read.shown] : []
    }),
    Parent: parent,
    Comment: image.Comment,
    Created: image.Created,
    Container: '',
    ContainerConfig: showConfig(image.ContainerConfig),
    DockerVersion: image.DockerVersion,
    Author: image.Author,
    Config: showConfig(image.Config),
    Architecture: image.Architecture,
    ...(image.Variant && { Variant: image.Variant }),
    Os: image.Os,
    Size: image.Size,
    VirtualSize: image.VirtualSize,
    GraphDriver: { Data: null, Name: image.GraphDriver.Name },
    RootFS: { Type: image.RootFS.Type, Layers: image.RootFS.Layers ?? [] },
    Metadata: { LastTagTime: image.Metadata.LastTagTime },
  }
}

/** Everything in it came from the Dockerfile or the archive; only our labels are taken out. */
function showConfig(config: EngineConfig | null | undefined) {
  if (!config) return null
  const cmd = Array.isArray(config.Cmd)
    ? config.Cmd.filter((word) => !String(word).startsWith('LABEL drydock.'))
    : config.Cmd
  return {
    ...config,
    Cmd: cmd,
    Hostname: '',
    Labels: config.Labels ? visibleLabels(config.Labels) : (config.Labels ?? null),
  }
}

/** Own tags, then the catalog's that no own tag shadows. */
export function visibleTags(tenant: Pick<Tenant, 'id' | 'catalog'>, refs: readonly string[] | null): string[] {
  return [...new Set((refs ?? []).flatMap((ref) => visibleRef(tenant, ref) ?? []))].sort()
}

export interface EngineHistory {
  Id: string
  Created: number
  CreatedBy: string
  Tags: string[] | null
  Size: number
  Comment: string
}

/** `known`: ids that the tenant may name; others are shown as <missing>, as of a pulled image. */
export function showHistory(
  tenant: Pick<Tenant, 'id' | 'catalog'>,
  rows: EngineHistory[],
  known: (id: string) => boolean,
) {
  const out: EngineHistory[] = []
  // An image whose last step is a label of the catalog keeps its id and tags when that row goes.
  let head: EngineHistory | undefined
  for (const [i, row] of rows.entries()) {
    if (row.CreatedBy.includes(`LABEL ${BUILD_LABEL}=`) && i > 0) continue
    if (row.CreatedBy.includes('LABEL drydock.') && i < rows.length - 1) {
      head ??= row
      continue
    }
    const { Id, Tags } = head ?? row
    head = undefined
    const tags = visibleTags(tenant, Tags)
    out.push({
      Comment: row.Comment,
      Created: row.Created,
      CreatedBy: row.CreatedBy,
      Id: Id !== '<missing>' && (out.length === 0 || known(Id)) ? Id : '<missing>',
      Size: row.Size,
      Tags: tags.length > 0 ? tags : null,
    })
  }
  return out
}

/** Attributes of an image event. */
export const eventAttributes = (name: string, labels?: Record<string, string> | null) => ({
  ...visibleLabels(labels),
  name,
})

export const repositoryOf = (tag: string) => familiarName(parseRef(tag))

/** JSON lines as the engine streams them. */
export const jsonLines = (lines: readonly object[]) => ({
  kind: 'stream' as const,
  status: 200,
  headers: { 'Content-Type': 'application/json' },
  stream: Readable.from(lines.map((line) => `${JSON.stringify(line)}\r\n`)),
})
