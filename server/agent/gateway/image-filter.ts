// The filters of docker images and docker image prune, evaluated here over what the tenant sees.
import { createGlob, type Glob, type GlobPiece, literal, notSlash } from './glob.ts'
import type { TenantImage } from './image-door.ts'
import { familiarName, parseRef } from './image-name.ts'
import { visibleLabels } from './name.ts'
import { type Filters, labelsMatch, onlyFilters } from './query.ts'
import { bad } from './refusal.ts'

const PATTERN_MAX_CHARS = 300

/** Go's path.Match. @throws Refusal 400 for a bad pattern */
export function glob(pattern: string): Glob {
  if (pattern.length > PATTERN_MAX_CHARS) throw bad(`a pattern is longer than ${PATTERN_MAX_CHARS} characters`)
  const pieces: GlobPiece[] = []
  for (let at = 0; at < pattern.length; at++) {
    const c = pattern[at] as string
    if (c === '*') pieces.push({ kind: 'many', fits: notSlash })
    else if (c === '?') pieces.push({ kind: 'one', fits: notSlash })
    else if (c === '[') {
      const found = /^\[(\^?)((?:\\.|[^\]\\])+)\]/.exec(pattern.slice(at))
      if (!found) throw bad('syntax error in pattern')
      pieces.push({ kind: 'one', fits: oneOf(found[1] as string, found[2] as string) })
      at += found[0].length - 1
    } else if (c === '\\') {
      if (++at >= pattern.length) throw bad('syntax error in pattern')
      pieces.push(literal(pattern[at] as string))
    } else pieces.push(literal(c))
  }
  return createGlob(pieces)
}

function oneOf(not: string, inside: string): (c: string) => boolean {
  const escaped = inside.replace(/\\(.)|([\^[\]])/g, (_all, plain, special) => `\\${plain ?? special}`)
  try {
    const set = new RegExp(`^[${not}${escaped}]$`)
    return (c) => c !== '/' && set.test(c)
  } catch {
    throw bad('syntax error in pattern')
  }
}

/** Tags that a pattern of docker images fits: the whole reference or the repository. */
export function matchingTags(tags: readonly string[], patterns: readonly string[]): string[] {
  const globs = patterns.map(glob)
  return tags.filter((tag) => globs.some((fits) => fits(tag) || fits(familiarName(parseRef(tag)))))
}

export interface ImageQuery {
  all: boolean
  filters: Filters
  /** Own untagged images that are only steps of others: shown with `all`. */
  isStep(id: string): boolean
  /** Created (s since 1970) of the images named by before and since. */
  before?: number
  since?: number
}

const KNOWN = ['reference', 'label', 'dangling', 'before', 'since']

/** @throws Refusal 400 */
export function filterImages(images: readonly TenantImage[], query: ImageQuery): TenantImage[] {
  const { filters } = query
  onlyFilters(filters, KNOWN)
  const dangling = booleanFilter(filters, 'dangling')
  const patterns = filters.get('reference') ?? []
  return images.flatMap((image) => {
    const tags = patterns.length > 0 ? matchingTags(image.tags, patterns) : image.tags
    if (patterns.length > 0 && tags.length === 0) return []
    if (image.tags.length === 0) {
      if (!query.all && query.isStep(image.id)) return []
      if (dangling === false) return []
    } else if (dangling === true) return []
    if (!labelsMatch(visibleLabels(image.labels), filters.get('label') ?? [])) return []
    if (query.before !== undefined && image.created >= query.before) return []
    if (query.since !== undefined && image.created <= query.since) return []
    return [{ ...image, tags }]
  })
}

/** @throws Refusal 400 */
export function booleanFilter(filters: Filters, name: string): boolean | undefined {
  const values = filters.get(name)
  if (!values || values.length === 0) return undefined
  const [value] = values
  if (values.length > 1 || !/^(?:true|1|false|0)$/.test(value as string))
    throw bad(`Invalid filter '${name}=${values}'`)
  return value === 'true' || value === '1'
}

const UNTIL_MAX_CHARS = 64

/** until=<timestamp or duration> of the prune commands, as s since 1970. @throws Refusal 400 */
export function untilFilter(filters: Filters, now = Date.now()): number | undefined {
  const values = filters.get('until')
  if (!values || values.length === 0) return undefined
  const value = values[0] as string
  if (values.length > 1) throw bad('more than one until filter specified')
  if (value.length > UNTIL_MAX_CHARS) throw bad('invalid until filter')
  if (/^[0-9]{1,12}(?:\.[0-9]{1,9})?$/.test(value)) return Number(value)
  const parts = [...value.matchAll(/([0-9]+(?:\.[0-9]+)?)(h|m|s)/g)]
  if (parts.length > 0 && parts.map(([all]) => all).join('') === value) {
    const unit: Record<string, number> = { h: 3600, m: 60, s: 1 }
    return now / 1000 - parts.reduce((sum, [, n, u]) => sum + Number(n) * (unit[u as string] as number), 0)
  }
  const date = Date.parse(value)
  if (Number.isNaN(date)) throw bad(`invalid until filter ${JSON.stringify(value)}`)
  return date / 1000
}

/** `label!=…` of the prune commands, in the form that the filters carry it. */
export function withoutLabels(labels: Record<string, string>, terms: readonly string[]): boolean {
  return terms.every((term) => !labelsMatch(labels, [term]))
}
