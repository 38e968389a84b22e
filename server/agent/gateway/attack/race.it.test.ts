// Races: a directory below the home becomes a link out of it and back, as fast as a process can, while the gateway binds, starts,
// restarts and copies. The oracle is a secret outside the home; on the raw engine it is seen.
import { chmod, chown, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Tenant } from '../../part.ts'
import { openStage, type Stage } from '../../workspace/test-stage.ts'
import { get, post, query } from './attack.ts'
import { createDoor, type Recorded } from './door.ts'

const SECRET = 'cnry-of-the-machine'
const TRIES = 3
let stage: Stage
let me: Tenant
let outside: string

/** Renames a directory and a link over one name until it is ended. */
const RACE = `
const { workerData } = require('node:worker_threads')
const { renameSync } = require('node:fs')
const { name, directory, link } = workerData
for (;;) {
  try { renameSync(name, directory) } catch {}
  try { renameSync(link, name) } catch {}
  try { renameSync(name, link) } catch {}
  try { renameSync(directory, name) } catch {}
}`

beforeAll(async () => {
  stage = await openStage()
  me = await stage.tenants.create()
  outside = await mkdtemp('/var/tmp/dd-out-')
  await writeFile(join(outside, 'file'), SECRET)
  await chmod(outside, 0o755)
  const at = (name: string) => join(me.homeDir, name)
  await mkdir(at('raced'))
  await writeFile(join(at('raced'), 'file'), 'mine')
  await chown(at('raced'), stage.base + 1000, stage.base + 1000)
  await symlink(outside, at('link'))
})
async function race<T>(work: () => Promise<T>): Promise<T> {
  const at = (name: string) => join(me.homeDir, name)
  const racer = new Worker(RACE, {
    eval: true,
    workerData: { name: at('raced'), directory: at('directory'), link: at('link') },
  })
  try {
    return await work()
  } finally {
    await racer.terminate()
  }
}
afterAll(async () => {
  await stage?.end()
  await rm(outside, { recursive: true, force: true })
})

const idOf = (text: string) => /"Id":"([0-9a-f]{64})"/.exec(text)?.[1] ?? ''

/** Creates, starts, starts again, copies out; as often as it takes. */
async function tryAll(door: Recorded, image: string, source: string, tries: number): Promise<string> {
  for (let n = 0; n < tries; n++) {
    const made = await door.send(
      post('/v1.41/containers/create', {
        Image: image,
        Cmd: ['sh', '-c', 'cat /d/file; sleep 100'],
        HostConfig: { Binds: [`${source}:/d`] },
      }),
    )
    const id = idOf(made.text)
    // The place may be missing, or refused, at that moment: as often as it likes.
    if (!id) continue
    await door.send(post(`/containers/${id}/start`))
    await door.send(post(`/containers/${id}/restart?t=0`))
    await door.send(get(`/containers/${id}/archive?path=${query('/d/file')}`))
    await door.send(get(`/containers/${id}/logs?stdout=1&stderr=1`))
    await door.send({ method: 'DELETE', target: `/containers/${id}?force=1` })
    if (door.replies.some(({ text }) => text.includes(SECRET))) break
  }
  return door.replies.map(({ text }) => text).join('\n')
}

it('G-310 G-321 a bind that is swapped for a link is never what the link points to', async () => {
  const said = await race(() => tryAll(createDoor(me.socketPath), 'busybox', '/home/student/raced', TRIES))
  expect(said).not.toContain(SECRET)
  // It was not refused all the time, else nothing was raced.
  expect(said).toContain('mine')
})

it('G-321 on the raw engine it is', async () => {
  const raw = createDoor(String(process.env.DRYDOCK_TEST_DOCKER))
  const said = await race(() => tryAll(raw, 'catalog.drydock.local/busybox', join(me.homeDir, 'raced'), 40))
  expect(said).toContain(SECRET)
})

it('G-504 a copy waits for nobody who starts or unpauses the container meanwhile', async () => {
  const door = createDoor(me.socketPath)
  const made = await door.send(
    post('/containers/create', { Image: 'busybox', Cmd: ['sleep', '100'], HostConfig: { Binds: ['kept:/d'] } }),
  )
  const id = idOf(made.text)
  await door.send(post(`/containers/${id}/start`))
  // Not read: the container stands still until the copy is over.
  const copy = await fetchSlowly(me.socketPath, `/containers/${id}/archive?path=/bin`)
  // By the list: to inspect, the engine waits until the copy is over.
  const state = async () => {
    const filters = JSON.stringify({ id: [id] })
    const [found] = await stage.api.json<{ State: string }[]>('GET', { path: '/containers/json', query: { filters } })
    return found?.State
  }
  expect(await state()).toBe('paused')
  const unpause = createDoor(me.socketPath).send(post(`/containers/${id}/unpause`))
  const second = createDoor(me.socketPath).send(get(`/containers/${id}/archive?path=/etc/hostname`))
  await new Promise((resolve) => setTimeout(resolve, 300))
  expect(await state()).toBe('paused')
  copy.end()
  // Then it goes on by itself; the learner's own unpause finds it running.
  expect((await unpause).status).toBeGreaterThanOrEqual(204)
  expect((await second).status).toBe(200)
  // The answer is whole a moment before the container goes on.
  await expect.poll(state, { timeout: 20_000 }).toBe('running')
  await door.send({ method: 'DELETE', target: `/containers/${id}?force=1` })
})

it('G-504 no copy where one mount lies in another', async () => {
  const door = createDoor(me.socketPath)
  const made = await door.send(
    post('/containers/create', { Image: 'busybox', HostConfig: { Binds: ['/home/student/nest:/d', 'kept:/d/inner'] } }),
  )
  const id = idOf(made.text)
  const reply = await door.send(get(`/containers/${id}/archive?path=/d`))
  expect(`${reply.status} ${reply.text}`).toMatch(/^403.*one mount \(\/d\/inner\) inside another \(\/d\)/s)
  await door.send({ method: 'DELETE', target: `/containers/${id}?force=1` })
})

/** Asks and does not read on. */
async function fetchSlowly(socketPath: string, target: string) {
  const socket = connect(socketPath)
  socket.write(`GET ${target} HTTP/1.1\r\nHost: d\r\n\r\n`)
  await new Promise((resolve) => socket.once('readable', resolve))
  return { end: () => socket.destroy() }
}
