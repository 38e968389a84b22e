import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Engine } from '#server/agent/part.ts'
import type { Env } from '#server/env.ts'
import { createCatalog } from './catalog.ts'
import { readRecipes } from './recipe.ts'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'drydock-catalog-'))
  mkdirSync(join(root, 'content/images/one'), { recursive: true })
  writeFileSync(join(root, 'content/images/one/image.yaml'), 'name: one\n')
  writeFileSync(join(root, 'content/images/one/Dockerfile'), 'FROM scratch\n')
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

const catalogOn = (docker: object) =>
  createCatalog({
    env: { root, home: root, upstream: undefined, proxies: {} } as unknown as Env,
    engine: { docker, health: () => ({ state: 'ok' }) } as unknown as Engine,
    log: { info() {}, warn() {}, error() {} },
  })
const missing = () => Promise.reject(Object.assign(new Error('no such image'), { statusCode: 404 }))

test('an agent that starts again and again builds an image once', async () => {
  let builds = 0
  const catalog = catalogOn({
    getImage: () => ({ inspect: missing }),
    buildImage: () => {
      builds++
      return new Promise(() => {})
    },
  })
  await catalog.start()
  await expect.poll(() => builds).toBe(1)
  await catalog.start()
  await new Promise((done) => setTimeout(done, 200))
  expect(builds).toBe(1)
})

test('an image whose name another checkout has taken gets it back, and is not built again', async () => {
  const { hash } = readRecipes(join(root, 'content/images'))[0]!
  const recipes: Record<string, string> = { 'sha256:ours': hash, 'sha256:theirs': 'other' }
  const names: Record<string, string> = {
    'catalog.drydock.local/one:latest': 'sha256:theirs',
    [`recipe.drydock.local/one:${hash}`]: 'sha256:ours',
  }
  const catalog = catalogOn({
    getImage: (ref: string) => ({
      async inspect() {
        const Id = names[ref]
        if (!Id) return missing()
        return { Id, Config: { Labels: { 'drydock.recipe': recipes[Id], 'drydock.origin': 'debian-packages' } } }
      },
      async tag({ repo, tag }: { repo: string; tag: string }) {
        names[`${repo}:${tag}`] = ref
      },
    }),
  })
  await catalog.start()
  expect(catalog.find('one')?.id).toBe('sha256:ours')
  expect(names['catalog.drydock.local/one:latest']).toBe('sha256:ours')
})
