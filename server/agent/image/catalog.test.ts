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
    listImages: async () => [],
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
  const [{ hash }] = readRecipes(join(root, 'content/images')) as [{ hash: string }]
  const images: Record<string, string> = { 'sha256:ours': hash, 'sha256:theirs': 'other' }
  let named = 'sha256:theirs'
  const catalog = catalogOn({
    getImage: (ref: string) => ({
      inspect: async () => {
        const Id = ref in images ? ref : named
        return { Id, Config: { Labels: { 'drydock.recipe': images[Id], 'drydock.origin': 'debian-packages' } } }
      },
      tag: async () => {
        named = ref
      },
    }),
    listImages: async ({ filters }: { filters: string }) =>
      filters.includes(`drydock.recipe=${hash}`) ? [{ Id: 'sha256:ours' }] : [],
  })
  await catalog.start()
  expect(catalog.health()).toEqual({ one: { state: 'ready', origin: 'debian-packages' } })
  expect(catalog.find('one')?.id).toBe('sha256:ours')
})
