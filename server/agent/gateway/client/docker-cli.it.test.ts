// The docker CLIs that learners have: 26.1 in the workspace, 20.10 of Debian 12. Two tenants do the same at the same time.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createStage, type Stage } from '../test-stage.ts'
import { type Box, oldClients, openBox, WORKSPACE } from './client-box.ts'
import { buildsWork, containersWork, networksWork, nothingIsLeft, ok } from './client-work.ts'

let stage: Stage
let now: Box
let old: Box
beforeAll(async () => {
  stage = await createStage()
  now = await openBox(await stage.tenants.create(), WORKSPACE)
  old = await openBox(await stage.tenants.create(), await oldClients())
}, 600_000)
afterAll(async () => {
  await now?.end()
  await old?.end()
  await stage?.end()
})
const both = (work: (box: Box, name: string) => Promise<unknown>) => Promise.all([work(now, 'now'), work(old, 'old')])

describe('G-601 the docker CLI 26.1 and 20.10 at once', { timeout: 180_000 }, () => {
  it('are what they should be, and agree on a version', async () => {
    const version = 'docker version -f "{{.Client.Version}} {{.Client.APIVersion}}"'
    expect(await ok(now, version)).toMatch(/^26\.1\..* 1\.41$/)
    expect(await ok(old, version)).toMatch(/^20\.10\..* 1\.41$/)
  })
  it('run, exec, logs, cp, stats, events and a container’s whole life', () => both(containersWork))
  it('networks with names', () => both(networksWork))
  it('G-B8 build, save, load, commit, without a warning that nobody can heed', async () => {
    const [said] = await Promise.all([buildsWork(now, 'now'), buildsWork(old, 'old')])
    expect(said).not.toMatch(/deprecat|buildkit|buildx/i)
  })
  it('G-315 G-V5 prunes of many at once: each waits for the engine', async () => {
    const prune = 'docker container prune -f --filter label=none; docker volume prune -f --filter label=none'
    await both((box) =>
      ok(box, `for i in 1 2 3 4; do (set -e; ${prune}) || touch failed & done; wait; test ! -e failed`),
    )
  })
  it('prune', async () => {
    await both(nothingIsLeft)
    expect(stage.errors).toEqual([])
  })
})

describe('G-B8 BuildKit in the workspace', () => {
  it.each(['docker buildx build .', 'docker buildx ls', 'DOCKER_BUILDKIT=1 docker build .'])(
    '%s says what to do instead',
    async (line) => {
      const { code, err } = await now.run(line)
      expect(code).not.toBe(0)
      expect(err).toContain('DOCKER_BUILDKIT=0 docker build')
    },
  )
  it('a build that is ended with Ctrl+C is ended on the engine as well', async () => {
    await now.run(String.raw`printf 'FROM busybox\nRUN sleep 97\n' | timeout -s INT 4 docker build -`)
    await expect
      .poll(async () => {
        const all = await stage.raw.json<{ Command: string }[]>('GET', { path: '/containers/json' })
        return all.filter(({ Command }) => Command.includes('sleep 97'))
      })
      .toEqual([])
  })
})
