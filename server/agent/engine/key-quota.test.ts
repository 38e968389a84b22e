import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { raiseKeyQuota } from './key-quota.ts'

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'drydock-keys-'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))
const numberIn = (name: string) => Number(readFileSync(join(dir, name), 'utf8'))

test('Linux’s default is raised, a higher limit stays', () => {
  writeFileSync(join(dir, 'maxkeys'), '200\n')
  writeFileSync(join(dir, 'maxbytes'), '25000000\n')
  raiseKeyQuota(dir)
  expect(numberIn('maxkeys')).toBe(20_000)
  expect(numberIn('maxbytes')).toBe(25_000_000)
})

test('a kernel without keyrings is none the worse', () => {
  expect(() => raiseKeyQuota(dir)).not.toThrow()
})
