// Whether .dockerignore leaves out one path, as the builder asks it of the Dockerfile (github.com/moby/moby/pkg/fileutils.Matches).

import { anything, createGlob, type Glob, type GlobPiece, literal, notSlash } from './glob.ts'
import { bad } from './refusal.ts'

const LINES_MAX = 1000

/** @throws Refusal 400 for a file that is too long */
export function ignores(text: string, path: string): boolean {
  let out = false
  const lines = text.replace(/^\ufeff/, '').split('\n')
  if (lines.length > LINES_MAX) throw bad(`.dockerignore has more than ${LINES_MAX} lines`)
  for (const line of lines) {
    if (line.startsWith('#')) continue
    let pattern = line.trim()
    const negative = pattern.startsWith('!')
    if (negative) pattern = pattern.slice(1).trim()
    pattern = clean(pattern)
    if (pattern === '') continue
    const fits = compile(pattern)
    if (!fits) continue
    const parts = path.split('/')
    const depth = pattern.split('/').length
    const parent = depth < parts.length ? parts.slice(0, depth).join('/') : undefined
    if (fits(path) || (parent !== undefined && fits(parent))) out = !negative
  }
  return out
}

/** filepath.Clean without a leading slash. */
function clean(pattern: string): string {
  const out: string[] = []
  for (const part of pattern.split('/')) {
    if (part === '' || part === '.') continue
    if (part === '..' && out.length > 0) out.pop()
    else out.push(part)
  }
  return out.join('/')
}

function compile(pattern: string): Glob | undefined {
  const pieces: GlobPiece[] = []
  for (let at = 0; at < pattern.length; at++) {
    const c = pattern[at] as string
    if (c === '*' && pattern[at + 1] === '*') {
      at++
      if (pattern[at + 1] === '/') at++
      pieces.push(at + 1 >= pattern.length ? { kind: 'many', fits: anything } : { kind: 'directories' })
    } else if (c === '*') pieces.push({ kind: 'many', fits: notSlash })
    else if (c === '?') pieces.push({ kind: 'one', fits: notSlash })
    else if (c === '\\') pieces.push(literal(pattern[++at] ?? '\\'))
    else if (c === '[') {
      const found = /^\[\^?(?:\\.|[^\]\\])+\]/.exec(pattern.slice(at))
      if (!found) return undefined
      try {
        const set = new RegExp(`^${found[0].replace(/\[/g, (all, i: number) => (i === 0 ? all : '\\['))}$`)
        pieces.push({ kind: 'one', fits: (one) => set.test(one) })
      } catch {
        return undefined
      }
      at += found[0].length - 1
    } else pieces.push(literal(c))
  }
  return createGlob(pieces)
}
