import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createCgroups } from './cgroup.ts'

const bounds = { memoryBytes: 2 ** 30, nanoCpus: 1.5e9, pids: 100, buildPids: 10 }
let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'cgroup-'))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))
const read = (...path: string[]) => readFileSync(join(root, ...path), 'utf8').trim()

test('G-L4 the unified kind: one directory, its controllers handed on', () => {
  writeFileSync(join(root, 'cgroup.controllers'), 'cpu memory pids\n')
  const groups = createCgroups({ name: 'dd', driver: 'cgroupfs', root })
  expect(groups.ensure('t1', bounds)).toEqual({ containers: '/dd/t1', builds: '/dd/t1/build' })
  expect(read('dd', 't1', 'memory.max')).toBe(String(2 ** 30))
  expect(read('dd', 't1', 'memory.swap.max')).toBe('0')
  expect(read('dd', 't1', 'cpu.max')).toBe('150000 100000')
  expect(read('dd', 't1', 'pids.max')).toBe('100')
  expect(read('dd', 't1', 'build', 'pids.max')).toBe('10')
  expect(read('dd', 'cgroup.subtree_control')).toMatch(/^\+/)
})

test('G-L4 the old kind: a directory for each controller', () => {
  for (const controller of ['memory', 'pids', 'cpu']) mkdirSync(join(root, controller))
  const groups = createCgroups({ name: 'dd', driver: 'cgroupfs', root })
  expect(groups.ensure('t1', bounds)).toEqual({ containers: '/dd/t1', builds: '/dd/t1/build' })
  expect(read('memory', 'dd', 't1', 'memory.limit_in_bytes')).toBe(String(2 ** 30))
  expect(read('pids', 'dd', 't1', 'build', 'pids.max')).toBe('10')
})

test('G-L4 where systemd rules the groups, the agent makes none', () => {
  mkdirSync(join(root, 'memory'))
  expect(createCgroups({ name: 'dd', driver: 'systemd', root }).ensure('t1', bounds)).toBeUndefined()
})

test('G-311 a container is frozen and thawed, in its own group only', () => {
  const id = 'a'.repeat(64)
  for (const controller of ['memory', 'pids', 'cpu']) mkdirSync(join(root, controller))
  const place = join(root, 'freezer', 'dd', 't1', id)
  mkdirSync(place, { recursive: true })
  writeFileSync(join(place, 'freezer.state'), 'FROZEN')
  const groups = createCgroups({ name: 'dd', driver: 'cgroupfs', root })
  groups.freeze('t1', `../t1/${id}`, false)
  expect(read('freezer', 'dd', 't1', id, 'freezer.state')).toBe('FROZEN')
  groups.freeze('t1', id, false)
  expect(read('freezer', 'dd', 't1', id, 'freezer.state')).toBe('THAWED')
  groups.freeze('t1', id, true)
  expect(read('freezer', 'dd', 't1', id, 'freezer.state')).toBe('FROZEN')
  // One that is gone is no error.
  groups.freeze('t1', 'b'.repeat(64), true)
})
