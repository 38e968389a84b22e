// The sample app built and run as a learner would: through a gateway, by the classic builder, without the internet.
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createStage, docker, type Stage } from '#server/agent/gateway/test-stage.ts'
import type { Tenant } from '#server/agent/part.ts'

let stage: Stage
let tenant: Tenant
let context: string
beforeAll(async () => {
  stage = await createStage()
  tenant = await stage.tenants.create()
  context = mkdtempSync(join(tmpdir(), 'drydock-app-'))
  cpSync(fileURLToPath(new URL('harbor-notes', import.meta.url)), context, { recursive: true })
  writeFileSync(join(context, '.env'), 'SECRET=1')
})
afterAll(async () => {
  rmSync(context, { recursive: true, force: true })
  await stage?.end()
})

it('builds, answers, keeps notes, stops at once, and has no secret in it', async () => {
  // On a busy machine a build may outlast the client's patience here; the next one goes on from its cache.
  const build = async () => (await docker(tenant, `build --network none -t notes ${context}`)).out
  await expect.poll(build, { timeout: 200_000 }).toMatch(/Successfully tagged notes:latest/)
  expect((await docker(tenant, 'run -d --name notes notes')).code).toBe(0)
  const ask = (path: string, more = '') =>
    docker(
      tenant,
      `exec notes node -e "fetch('http://localhost:8080${path}'${more}).then((a) => a.text()).then(console.log)"`,
    )
  await expect.poll(async () => (await ask('/health')).out, { timeout: 30_000 }).toBe('{"ok":true}')
  await ask('/notes', ", {method:'POST',body:'boat'}")
  expect(JSON.parse((await ask('/notes')).out)).toMatchObject([{ text: 'boat' }])
  expect((await docker(tenant, 'logs notes')).out).toMatch(/listening on 0\.0\.0\.0:8080.*POST \/notes 201/s)
  expect((await docker(tenant, 'exec notes ls -A /srv')).out.split('\n').sort()).toEqual([
    'data',
    'node_modules',
    'package-lock.json',
    'package.json',
    'src',
    'vendor',
  ])
  await docker(tenant, 'stop notes')
  expect((await docker(tenant, "inspect -f '{{.State.ExitCode}}' notes")).out).toBe('0')
}, 240_000)
