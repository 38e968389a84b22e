import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { EnvError, passableByOthers, readEnv, runDirOf } from './env.ts'

const made: string[] = []
afterEach(() => {
  for (const path of made.splice(0)) rmSync(path, { recursive: true })
})
function directory(mode: number): string {
  const path = mkdtempSync(join(tmpdir(), 'env-'))
  made.push(path)
  chmodSync(path, mode)
  return path
}

test('defaults', () => {
  const env = readEnv({})
  expect(env).toMatchObject({ port: 3000, role: 'all', upstream: 'docker.io', warmPool: 2, dockerHost: undefined })
  expect(env.home).toBe(join(env.root, '.drydock'))
})

test('idle labs rest after an hour, and 0 means never; a token for the figures is no short word', () => {
  expect(readEnv({}).idleMs).toBe(3_600_000)
  expect(readEnv({ DRYDOCK_IDLE_MINUTES: '0' }).idleMs).toBe(0)
  expect(() => readEnv({ DRYDOCK_METRICS_TOKEN: 'short' })).toThrow('DRYDOCK_METRICS_TOKEN')
})

test('an empty variable is an unset one', () => {
  expect(readEnv({ PORT: '', DOCKER_HOST: '' })).toMatchObject({ port: 3000, dockerHost: undefined })
})

test('everything that is wrong is named at once', () => {
  let error: unknown
  try {
    readEnv({ PORT: 'http', DRYDOCK_ROLE: 'both' })
  } catch (thrown) {
    error = thrown
  }
  expect(error).toBeInstanceOf(EnvError)
  expect((error as EnvError).problems.map((line) => line.split(':')[0])).toEqual(['PORT', 'DRYDOCK_ROLE'])
})

test('off turns the upstream registry off', () => {
  expect(readEnv({ DRYDOCK_UPSTREAM: 'off' }).upstream).toBeUndefined()
})

test('sockets stay in a home that is short and passable', () => {
  const home = directory(0o755)
  expect(runDirOf(home)).toBe(join(home, 'run'))
})

test('sockets leave a home whose path is too long for a socket', () => {
  const home = join(directory(0o755), 'x'.repeat(80))
  expect(runDirOf(home)).toMatch(/drydock-[0-9a-f-]+$/)
  expect(runDirOf(home)).toBe(runDirOf(home))
  expect(runDirOf(home)).not.toBe(runDirOf(`${home}y`))
})

test('sockets leave a home that other users may not pass', () => {
  const home = join(directory(0o700), 'home')
  expect(passableByOthers(home)).toBe(false)
  expect(runDirOf(home)).toMatch(/drydock-[0-9a-f-]+$/)
})
