// Content that is read again while somebody writes it (DRYDOCK_WATCH=on): what has no mistakes takes the place of what was there, in
// place, so that whoever holds the content sees it; what has is told with file and line, and the last good state stays.
import { readdirSync, statSync } from 'node:fs'
import { join, sep } from 'node:path'
import { lessonComponents } from './component.ts'
import { type Content, readContent } from './load.ts'
import { mdxMistakes } from './mdx.ts'
import { formatMistake, type Mistake } from './source.ts'

/** Folders are looked at, not listened to: editors write a file by putting another in its place. */
const LOOK_MS = 500

export interface Written {
  /** Rises with each change that was read, good or not. */
  revision: number
  /** `file:line: what`, of the last change. */
  mistakes: string[]
}

export interface ContentWatch {
  now(): Written
  stop(): void
}

/** `onRead`: after each change. */
export function watchContent(options: {
  dir: string
  content: Content
  lookMs?: number
  onRead?: (written: Written) => void
}): ContentWatch {
  const { dir, content, lookMs = LOOK_MS, onRead } = options
  let seen = filesOf(dir)
  let written: Written = { revision: 0, mistakes: [] }
  let reading = false

  async function look() {
    if (reading) return
    const files = filesOf(dir)
    const changed = [...new Set([...files.keys(), ...seen.keys()])].filter((name) => files.get(name) !== seen.get(name))
    if (changed.length === 0) return
    reading = true
    seen = files
    const mistakes = await read(dir, content, changed).catch((error): Mistake[] => [
      { file: dir, line: 1, path: '', message: String(error) },
    ])
    written = { revision: written.revision + 1, mistakes: mistakes.map(formatMistake) }
    reading = false
    onRead?.(written)
  }
  const timer = setInterval(() => void look(), lookMs)
  timer.unref()
  return {
    now: () => written,
    stop: () => clearInterval(timer),
  }
}

async function read(dir: string, content: Content, changed: readonly string[]): Promise<Mistake[]> {
  const { content: next, mistakes } = readContent({ dir })
  if (!next) return mistakes
  const components = new Set<string>(lessonComponents)
  for (const [slug, lesson] of next.lessons)
    if (changed.some((name) => name.startsWith(`${join('lesson', slug)}${sep}`)))
      mistakes.push(...(await mdxMistakes(lesson, components, next.glossary)))
  if (mistakes.length === 0) takeOver(content, next)
  return mistakes
}

function takeOver(content: Content, next: Content) {
  refill(content.lessons, next.lessons)
  refill(content.faults, next.faults)
  content.course = next.course
  content.glossary = next.glossary
  if (next.measured) content.measured = next.measured
  else delete content.measured
}

function refill<K, V>(map: Map<K, V>, next: ReadonlyMap<K, V>) {
  map.clear()
  for (const [key, value] of next) map.set(key, value)
}

/** Time and size of every file that content is made of. */
function filesOf(dir: string): Map<string, string> {
  const names = readdirSync(dir, { withFileTypes: true }).flatMap((entry) => {
    if (entry.isFile()) return /\.(?:yaml|json)$/.test(entry.name) ? [entry.name] : []
    return entry.name === 'lesson'
      ? readdirSync(join(dir, 'lesson'), { recursive: true, encoding: 'utf8' }).map((one) => join('lesson', one))
      : []
  })
  const out = new Map<string, string>()
  for (const name of names) {
    // Gone since: the next look says so.
    const stat = statSync(join(dir, name), { throwIfNoEntry: false })
    if (stat?.isFile()) out.set(name, `${stat.mtimeMs} ${stat.size}`)
  }
  return out
}
