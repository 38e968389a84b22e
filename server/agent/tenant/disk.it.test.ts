// A tenant's part of the disk on the real engine, with small bounds. SPEC.md G-L20…
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { build, packTar } from '#server/agent/gateway/test-build.ts'
import { createStage, docker, type Stage, until } from '#server/agent/gateway/test-stage.ts'
import type { Tenant } from '#server/agent/part.ts'
import { createWriterStop } from './disk-writer.ts'

const MIB = 1024 * 1024
const LIMIT = 40

let stage: Stage
let me: Tenant
let other: Tenant
beforeAll(async () => {
  stage = await createStage({ limits: { diskBytes: LIMIT * MIB, files: 2000 }, diskTickMs: 200 })
  me = await stage.tenants.create()
  other = await stage.tenants.create()
})
afterAll(() => stage?.end())

const ok = async (args: string, input?: string) => {
  const ran = await docker(me, args, input)
  expect(`${args}: ${ran.err}`).toBe(`${args}: `)
  return ran.out
}
const said = async (args: string, input?: string) => (await docker(me, args, input)).err
const FULL =
  /your home, volumes and containers take 0\.0\d GiB of disk, the most this machine allows is 0\.04 GiB\. Make room first/
const refused = (args: string) => until(`${args} is refused`, async () => FULL.test(await said(args)))
const free = () => until('there is room again', async () => (await docker(me, 'volume create probe')).code === 0)
const fill = (mib: number, file: string) => `dd if=/dev/zero of=${file} bs=1M count=${mib}`

it('G-L20 at the bound what writes is refused, what shows and frees is served', async () => {
  await ok('run -d --name web busybox sleep 1000')
  await ok('create --name idle busybox')
  await docker(me, `exec web ${fill(LIMIT + 4, '/big')}`)
  await refused('volume create probe')
  expect(await said('create busybox')).toMatch(FULL)
  for (const args of ['start idle', 'restart web', 'volume create vol', 'commit web x', 'run --rm busybox true'])
    expect(await said(args)).toMatch(FULL)
  expect((await build(me, 'FROM busybox\nRUN true\n')).text).toMatch(FULL)
  expect(await said('cp - web:/tmp', (await packTar([['f', 'x']])).toString('latin1'))).toMatch(FULL)
  expect(await said('load', 'x')).toMatch(FULL)
  // Another's host is not full.
  expect((await docker(other, 'volume create vol')).code).toBe(0)
  await ok('ps')
  await ok('logs web')
  await ok('exec web rm /big')
  await free()
  await ok('start idle')
  await ok('rm -f web idle')
})

it('G-L21 well above it the container that wrote is stopped, and says why', async () => {
  await ok('run -d --name quiet busybox sleep 1000')
  await ok(`run -d --name loud --restart always busybox sh -c "${fill(LIMIT * 2, '/big')}; sleep 1000"`)
  const why = await until('it is stopped', async () => {
    const state = await ok('inspect -f "{{.State.Status}} {{.State.Error}}" loud')
    return state.startsWith('exited') && state
  })
  expect(why).toContain('stopped by this machine: your home, volumes and containers take')
  expect(await ok('inspect -f {{.State.Status}} quiet')).toBe('running')
  expect(await said('start loud')).toMatch(FULL)
  await ok('rm -f loud quiet')
  await free()
})

it('G-L22 volumes count, and who writes to one', async () => {
  await ok(`run -d --name loud -v data:/d busybox sh -c "${fill(LIMIT * 2, '/d/big')}; sleep 1000"`)
  await until('it is stopped', async () => (await ok('inspect -f {{.State.Status}} loud')) === 'exited')
  await refused('volume create probe')
  await ok('rm loud')
  await ok('volume rm data')
  await free()
})

it('G-L23 the home counts, by blocks that are taken and not by what a file pretends', async () => {
  const big = join(me.homeDir, 'big')
  await writeFile(big, Buffer.alloc(LIMIT * MIB + MIB))
  await refused('volume create probe')
  await rm(big)
  await free()
  await ok('run --rm -v /home/student/app:/app busybox truncate -s 10G /app/sparse')
  await new Promise((resolve) => setTimeout(resolve, 1000))
  await ok('volume create probe2')
})

it('G-L24 so many files', async () => {
  const many = join(me.homeDir, 'many')
  await mkdir(many)
  for (let n = 0; n < 2100; n++) await writeFile(join(many, String(n)), '')
  await until('files are refused', async () =>
    /have 2\d{3} files, the most this machine allows is 2000/.test(await said('volume create probe')),
  )
  await rm(many, { recursive: true })
  await free()
})

it('G-L25 in the workspace the process that wrote most is ended, not the shell', async () => {
  const { Id } = await stage.raw.json('POST', {
    path: '/containers/create',
    body: {
      Image: (await stage.raw.json('GET', { path: '/images/catalog.drydock.local%2Fbusybox/json' })).Id,
      Cmd: ['sh', '-c', 'sleep 1000 & yes > /big & wait; sleep 1000'],
    },
  })
  try {
    await stage.raw.json('POST', { path: `/containers/${Id}/start` })
    const names = async () =>
      (
        await stage.raw.json('GET', { path: `/containers/${Id}/top`, query: { ps_args: '-eo pid,comm' } })
      ).Processes.map(([, name]: string[]) => name)
    await until('the writer runs', async () => (await names()).includes('yes'))
    const stop = createWriterStop({
      engine: stage.raw,
      workspaceOf: () => Id,
      freezerOf: () => ({ room: { freeze() {} } }),
      onStopped: () => {},
    })
    await until('the writer is ended', async () => {
      await stop(me, { kind: 'home', id: '', bytes: 0 }, 'full')
      return !(await names()).includes('yes')
    })
    expect(await names()).toContain('sleep')
  } finally {
    await stage.raw.json('DELETE', { path: `/containers/${Id}`, query: { force: true } })
  }
})

it('nothing of it was an error of the gateway itself', () => {
  expect(stage.errors).toEqual([])
})
