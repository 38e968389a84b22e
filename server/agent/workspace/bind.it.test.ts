import { closeSync, existsSync, fstatSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { isMounted, mountsBelow } from '#server/agent/engine/mount.ts'
import { BindMissing, BindRefused, type Tenant } from '#server/agent/part.ts'
import { openStage, type Stage } from '#server/agent/workspace/test-stage.ts'
import { walk } from '#server/agent/workspace/walk.ts'

let stage: Stage
let tenant: Tenant
let home: string
const bind = (key: string, path: string, create = true) => stage.host.bind(tenant, key, path, { create })

beforeAll(async () => {
  stage = await openStage()
  tenant = await stage.tenants.create()
  home = tenant.homeDir
})
afterAll(async () => {
  await stage.end()
  expect(mountsBelow(stage.dir)).toEqual([])
})
beforeEach(async () => {
  for (const name of readdirSync(home)) await rm(join(home, name), { recursive: true, force: true })
})

test('a directory is bound as it is, whatever takes its name later', async () => {
  await mkdir(join(home, 'app'))
  await writeFile(join(home, 'app', 'a.txt'), 'mine')
  const point = await bind('k1', '/home/student/app')
  await rename(join(home, 'app'), join(home, 'other'))
  await symlink('/etc', join(home, 'app'))
  expect(readFileSync(join(point, 'a.txt'), 'utf8')).toBe('mine')
  expect(existsSync(join(point, 'passwd'))).toBe(false)
  await stage.host.unbind(tenant, 'k1')
  expect(existsSync(point)).toBe(false)
  expect(readFileSync(join(home, 'other', 'a.txt'), 'utf8')).toBe('mine')
})

test('a container sees the directory and what it writes belongs to the learner’s range', async () => {
  const point = await bind('k2', '/home/student/made/deep')
  const { uid } = statSync(join(home, 'made', 'deep'))
  expect(uid).toBe(stage.base + 1000)
  const container = await stage.docker.createContainer({
    Image: 'catalog.drydock.local/busybox:latest',
    Cmd: ['sh', '-c', 'echo from-inside > /data/file'],
    HostConfig: { Mounts: [{ Type: 'bind', Source: point, Target: '/data' }] },
  })
  await container.start()
  expect(await container.wait()).toMatchObject({ StatusCode: 0 })
  await container.remove()
  expect(readFileSync(join(home, 'made', 'deep', 'file'), 'utf8')).toBe('from-inside\n')
  expect(statSync(join(home, 'made', 'deep', 'file')).uid).toBe(stage.base)
  await stage.host.unbind(tenant, 'k2')
})

test('files are bound, too', async () => {
  await writeFile(join(home, 'conf'), 'x=1')
  const point = await bind('k3', '/home/student/conf')
  expect(readFileSync(point, 'utf8')).toBe('x=1')
  await stage.host.unbind(tenant, 'k3')
})

test.each([
  '/etc',
  '/',
  '/home',
  '/home/student-evil',
  '/home/studen',
  '/home/student/../root',
  '/home/student/a/../../../etc',
  '/run/drydock/docker.sock',
  'relative',
  '/home/student/\0',
])('%j is refused', async (path) => {
  await mkdir(join(home, 'a'), { recursive: true })
  await expect(bind('k4', path)).rejects.toThrow(BindRefused)
})

test('links: inside the home they lead on, out of it they are refused', async () => {
  await mkdir(join(home, 'real', 'sub'), { recursive: true })
  await writeFile(join(home, 'real', 'sub', 'f'), 'ok')
  await symlink('real', join(home, 'relative'))
  await symlink('/home/student/real', join(home, 'absolute'))
  await symlink('/etc', join(home, 'etc'))
  await symlink('../../../../etc', join(home, 'up'))
  await symlink('loop', join(home, 'loop'))
  for (const name of ['relative', 'absolute']) {
    const point = await bind('k5', `/home/student/${name}/sub`)
    expect(readFileSync(join(point, 'f'), 'utf8')).toBe('ok')
  }
  for (const name of ['etc', 'up', 'loop', 'etc/passwd'])
    await expect(bind('k6', `/home/student/${name}`)).rejects.toThrow(BindRefused)
  await stage.host.unbind(tenant, 'k5')
})

test('what is missing is made only when asked', async () => {
  await expect(bind('k7', '/home/student/none', false)).rejects.toThrow(BindMissing)
  expect(existsSync(join(home, 'none'))).toBe(false)
})

test('before a start, a directory that was removed is made anew, one that was replaced is taken', async () => {
  const point = await bind('k8', '/home/student/app')
  await rm(join(home, 'app'), { recursive: true })
  await stage.host.rebind(tenant, 'k8')
  expect(statSync(point).ino).toBe(statSync(join(home, 'app')).ino)
  await rename(join(home, 'app'), join(home, 'old'))
  await symlink('/etc', join(home, 'app'))
  await expect(stage.host.rebind(tenant, 'k8')).rejects.toThrow(BindRefused)
  await rm(join(home, 'app'))
  await mkdir(join(home, 'app'))
  await writeFile(join(home, 'app', 'new'), '')
  await stage.host.rebind(tenant, 'k8')
  expect(existsSync(join(point, 'new'))).toBe(true)
  await stage.host.unbind(tenant, 'k8')
})

test('mounts come back after all were taken away', async () => {
  await mkdir(join(home, 'app'))
  const point = await bind('k9', '/home/student/app')
  await stage.host.stop({ unmount: true })
  expect(isMounted(point)).toBe(false)
  expect(existsSync(join(home, 'app'))).toBe(true)
  await stage.host.rebind(tenant, 'k9')
  expect(isMounted(point)).toBe(true)
  await stage.host.unbind(tenant, 'k9')
})

test('a swap of directory and link while paths are walked never leads out', async () => {
  await mkdir(join(home, 'a', 'b', 'c'), { recursive: true })
  await mkdir(join(home, 'spare'), { recursive: true })
  const { spawn } = await import('node:child_process')
  // Swaps the middle component as fast as the machine can.
  const attacker = spawn(
    process.execPath,
    [
      '-e',
      `const fs=require('fs');process.chdir(${JSON.stringify(home)});fs.symlinkSync('/etc','evil');
       for(;;){fs.renameSync('a/b','spare/b');fs.renameSync('evil','a/b');fs.renameSync('a/b','evil');fs.renameSync('spare/b','a/b')}`,
    ],
    { stdio: 'ignore' },
  )
  const root = statSync(home).dev
  const etc = statSync('/etc').ino
  const seen = { found: 0, refused: 0, missing: 0 }
  const until = Date.now() + 3_000
  try {
    while (Date.now() < until) {
      try {
        const { fd } = walk('/home/student/a/b/c', { home, create: { uid: stage.base + 1000, gid: stage.base + 1000 } })
        const stat = fstatSync(fd)
        closeSync(fd)
        expect(stat.dev).toBe(root)
        expect(stat.ino).not.toBe(etc)
        seen.found++
      } catch (error) {
        if (error instanceof BindRefused) seen.refused++
        else if (error instanceof BindMissing || (error as { code?: string }).code) seen.missing++
        else throw error
      }
      if (seen.found % 50 === 0) await new Promise(setImmediate)
    }
  } finally {
    attacker.kill('SIGKILL')
  }
  expect(seen.found).toBeGreaterThan(0)
  expect(existsSync('/etc/c')).toBe(false)
})

test('a swap between check and mount never mounts what the link points to', async () => {
  await mkdir(join(home, 'app'))
  await writeFile(join(home, 'app', 'mine'), '')
  const { spawn } = await import('node:child_process')
  const attacker = spawn(
    process.execPath,
    [
      '-e',
      `const fs=require('fs');process.chdir(${JSON.stringify(home)});fs.symlinkSync('/etc','evil');
       for(;;){fs.renameSync('app','keep');fs.renameSync('evil','app');fs.renameSync('app','evil');fs.renameSync('keep','app')}`,
    ],
    { stdio: 'ignore' },
  )
  let mounted = 0
  try {
    for (let n = 0; n < 60; n++) {
      const point = await bind('k10', '/home/student/app', false).catch((error) => {
        if (error instanceof BindRefused || error instanceof BindMissing) return undefined
        throw error
      })
      if (!point) continue
      mounted++
      expect(existsSync(join(point, 'mine'))).toBe(true)
      expect(existsSync(join(point, 'passwd'))).toBe(false)
    }
  } finally {
    attacker.kill('SIGKILL')
  }
  expect(mounted).toBeGreaterThan(0)
  await stage.host.unbind(tenant, 'k10')
})
