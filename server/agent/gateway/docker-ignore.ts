// Whether .dockerignore leaves out one path, as the builder asks it of the Dockerfile (github.com/moby/moby/pkg/fileutils.Matches).

export function ignores(text: string, path: string): boolean {
  let out = false
  for (const line of text.replace(/^\ufeff/, '').split('\n')) {
    if (line.startsWith('#')) continue
    let pattern = line.trim()
    const negative = pattern.startsWith('!')
    if (negative) pattern = pattern.slice(1).trim()
    pattern = clean(pattern)
    if (pattern === '') continue
    const regexp = compile(pattern)
    if (!regexp) continue
    const parts = path.split('/')
    const depth = pattern.split('/').length
    const parent = depth < parts.length ? parts.slice(0, depth).join('/') : undefined
    if (regexp.test(path) || (parent !== undefined && regexp.test(parent))) out = !negative
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

function compile(pattern: string): RegExp | undefined {
  let source = ''
  for (let at = 0; at < pattern.length; at++) {
    const c = pattern[at] as string
    if (c === '*' && pattern[at + 1] === '*') {
      at++
      if (pattern[at + 1] === '/') at++
      source += at + 1 >= pattern.length ? '.*' : '(?:.*/)?'
    } else if (c === '*') source += '[^/]*'
    else if (c === '?') source += '[^/]'
    else if (c === '\\') source += escaped(pattern[++at] ?? '\\')
    else if (c === '[' || c === ']' || c === '-' || c === '^') source += c
    else source += escaped(c)
  }
  try {
    return new RegExp(`^${source}$`)
  } catch {
    return undefined
  }
}
const escaped = (c: string) => c.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')
