// ENDPOINTS.md as data, for the tests that hold it against the code and the running gateway.
import { readFileSync } from 'node:fs'

export interface Endpoint {
  method: string
  /** /containers/{id}/json */
  path: string
  kind: string
  rule: string
  words: string
}

export function readEndpoints(): Endpoint[] {
  const text = readFileSync(new URL('./ENDPOINTS.md', import.meta.url), 'utf8')
  return text.split('\n').flatMap((line) => {
    const cells = line.split(/(?<!\\)\|/).map((cell) => cell.trim())
    const [, method = '', path = '', , , kind = '', rule = '', words = ''] = cells
    return /^`\//.test(path) ? [{ method, path: path.replaceAll('`', ''), kind, rule, words }] : []
  })
}
