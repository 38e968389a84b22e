import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { HomeInUse, holderOf, takeHome } from './lock.ts'

let home: string
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'lock-'))
})
afterEach(() => rmSync(home, { recursive: true }))

test('a home is taken and given back', () => {
  const runDir = join(home, 'run')
  const release = takeHome(home, runDir)
  expect(holderOf(join(runDir, 'drydock.pid'))).toBe(process.pid)
  release()
  expect(existsSync(runDir)).toBe(false)
})

test('a home that another process holds is refused', () => {
  const runDir = join(home, 'run')
  takeHome(home, runDir)
  const parent = process.ppid
  const stat = `${parent} ${startOf(parent)}\n`
  writeFileSync(join(runDir, 'drydock.pid'), stat)
  expect(() => takeHome(home, runDir)).toThrow(HomeInUse)
})

test('a pid that now belongs to another process holds nothing', () => {
  const runDir = join(home, 'run')
  takeHome(home, runDir)
  writeFileSync(join(runDir, 'drydock.pid'), `${process.ppid} 1\n`)
  expect(holderOf(join(runDir, 'drydock.pid'))).toBeUndefined()
  expect(() => takeHome(home, runDir)).not.toThrow()
})

function startOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19])
}
