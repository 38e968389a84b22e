import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ensureKeys, keysWanting, remapLine } from './provision.ts'

test('an empty table gets the usual first range', () => {
  expect(remapLine('')).toBe('dockremap:100000:65536')
})

test('a range is put behind those of other users', () => {
  expect(remapLine('ann:100000:65536\nbob:165536:65536\n')).toBe('dockremap:231072:65536')
})

test('a range that is there stays', () => {
  expect(remapLine('dockremap:100000:65536\n')).toBeUndefined()
})

test('a range that is too small is not enough', () => {
  expect(remapLine('dockremap:100000:1000\n')).toBe('dockremap:101000:65536')
})

test('the kernel’s keys are raised, never lowered, and a kernel without them is left alone', () => {
  const directory = mkdtempSync(join(tmpdir(), 'keys-'))
  writeFileSync(join(directory, 'maxkeys'), '200\n')
  writeFileSync(join(directory, 'maxbytes'), '90000000\n')
  expect(keysWanting(directory)).toEqual([[`${directory}/maxkeys`, 20_000]])
  ensureKeys(directory)
  expect(readFileSync(join(directory, 'maxkeys'), 'utf8')).toBe('20000\n')
  expect(readFileSync(join(directory, 'maxbytes'), 'utf8')).toBe('90000000\n')
  expect(keysWanting(directory)).toEqual([])
  rmSync(directory, { recursive: true })
  expect(keysWanting(directory)).toEqual([])
})
