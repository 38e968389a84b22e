import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Engine } from '#server/agent/part.ts'
import type { Env } from '#server/env.ts'
import { createCatalog } from './catalog.ts'

test('an agent that starts again and again builds an image once', async () => {
  const root = mkdtempSync(join(tmpdir(), 'drydock-catalog-'))
  mkdirSync(join(root, 'content/images/one'), { recursive: true })
  writeFileSync(join(root, 'content/images/one/image.yaml'), 'name: one\n')
  writeFileSync(join(root, 'content/images/one/Dockerfile'), 'FROM scratch\n')
  let builds = 0
  const missing = Object.assign(new Error('no such image'), { statusCode: 404 })
  const docker = {
    getImage: () => ({ inspect: () => Promise.reject(missing) }),
    buildImage: () => {
      builds++
      return new Promise(() => {})
    },
  }
  const catalog = createCatalog({
    env: { root, home: root, upstream: undefined, proxies: {} } as unknown as Env,
    engine: { docker, health: () => ({ state: 'ok' }) } as unknown as Engine,
    log: { info() {}, warn() {}, error() {} },
  })
  try {
    await catalog.start()
    await expect.poll(() => builds).toBe(1)
    await catalog.start()
    await new Promise((done) => setTimeout(done, 200))
    expect(builds).toBe(1)
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
})
