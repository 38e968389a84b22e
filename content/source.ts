// One YAML file against one schema. Keeps the positions, so that every mistake can name its line.
import { readFileSync } from 'node:fs'
import { type Document, isMap, isNode, isPair, isScalar, LineCounter, parseDocument } from 'yaml'
import type { z } from 'zod'

export type Mistake = { file: string; line: number; path: string; message: string }
type Path = readonly PropertyKey[]

export interface Source<T> {
  value: T | undefined
  mistakes: Mistake[]
  /** A mistake at a path of the file, for rules that a schema cannot say. */
  mistake(path: Path, message: string): Mistake
}

export const formatMistake = (m: Mistake) => `${m.file}:${m.line}: ${m.path ? `${m.path}: ` : ''}${m.message}`

export function readSource<S extends z.ZodType>(file: string, schema: S): Source<z.output<S>> {
  const lines = new LineCounter()
  const doc = parseDocument(readFileSync(file, 'utf8'), { lineCounter: lines, prettyErrors: false })
  const mistake = (path: Path, message: string): Mistake => ({
    file,
    line: lineOf(doc, lines, path),
    path: path.map(String).join('.'),
    message,
  })
  if (doc.errors.length > 0) {
    const mistakes = doc.errors.map((e) => ({
      file,
      line: lines.linePos(e.pos[0]).line,
      path: '',
      message: e.message,
    }))
    return { value: undefined, mistakes, mistake }
  }
  const parsed = schema.safeParse(doc.toJS())
  if (parsed.success) return { value: parsed.data, mistakes: [], mistake }
  const mistakes = parsed.error.issues.flatMap(flatten).map((i) => mistake(i.path, i.message))
  return { value: undefined, mistakes, mistake }
}

type Issue = { path: PropertyKey[]; message: string }

/** A union's issue says nothing by itself: take those of the member that the author most likely meant. */
function flatten(issue: z.core.$ZodIssue): Issue[] {
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({ path: [...issue.path, key], message: 'unknown key' }))
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    const branches = issue.errors.filter((branch) => !branch.some((i) => i.path.length === 1 && i.path[0] === 'type'))
    const deepest = (branch: z.core.$ZodIssue[]) => Math.max(...branch.map((i) => i.path.length), 0)
    const meant = branches.sort((a, b) => deepest(b) - deepest(a))[0]
    if (meant && (branches.length === 1 || deepest(meant) > 0))
      return meant.flatMap(flatten).map((i) => ({ path: [...issue.path, ...i.path], message: i.message }))
    const typed = issue.errors.flat().find((i) => i.path[0] === 'type')
    if (typed) return [{ path: [...issue.path, 'type'], message: 'unknown or missing type' }]
  }
  return [{ path: issue.path, message: issue.message }]
}

/** The line of the node, or of its nearest ancestor that is there. For a key of a map: the key's own line. */
function lineOf(doc: Document, lines: LineCounter, path: Path): number {
  for (let depth = path.length; depth > 0; depth--) {
    const parent = doc.getIn(path.slice(0, depth - 1), true)
    const key = path[depth - 1]
    if (isMap(parent)) {
      const pair = parent.items.find((p) => isPair(p) && isScalar(p.key) && String(p.key.value) === String(key))
      if (pair && isNode(pair.key) && pair.key.range) return lines.linePos(pair.key.range[0]).line
      continue
    }
    const node = doc.getIn(path.slice(0, depth), true)
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line
  }
  return 1
}
