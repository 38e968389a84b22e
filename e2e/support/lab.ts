import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { Lab } from '#server/protocol/content.ts'
import { root } from './app.ts'

export function labOf(slug: string): Lab {
  return Lab.parse(parse(readFileSync(join(root, 'content/lesson', slug, 'lab.yaml'), 'utf8')))
}
