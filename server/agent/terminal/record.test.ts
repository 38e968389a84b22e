import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createRecords, isDue } from './record.ts'

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'drydock-record-'))
})
afterEach(() => rmSync(dir, { recursive: true }))

const head = (id: string) => ({ id, title: 't', created: 1, cols: 80, rows: 24, spare: false, offset: 0, commands: 0 })

it('writes told at once all succeed, and the last one stays', async () => {
  const records = createRecords(dir)
  const all = Array.from({ length: 20 }, (_, at) => records.write('t1', head('a'), Buffer.from(String(at))))
  await Promise.all([...all, records.write('t1', head('b'), Buffer.from('b'))])
  const read = await records.read('t1')
  expect(read.map((one) => `${one.head.id} ${one.replay}`).sort()).toEqual(['a 19', 'b b'])
  expect(readdirSync(join(dir, 't1')).sort()).toEqual(['a', 'b'])
})

it('what is removed while it is written is gone, and can be written anew', async () => {
  const records = createRecords(dir)
  await Promise.all([records.write('t1', head('a'), Buffer.from('x')), records.remove('t1')])
  expect(await records.read('t1')).toEqual([])
  await records.write('t1', head('a'), Buffer.from('y'))
  expect(await records.read('t1')).toHaveLength(1)
})

it('a write that fails does not keep the next from being done', async () => {
  const records = createRecords(dir)
  await expect(records.write('t1', head('no/such'), Buffer.from('x'))).rejects.toThrow('ENOENT')
  await records.write('t1', head('a'), Buffer.from('y'))
  expect(await records.read('t1')).toHaveLength(1)
})

it('is due after five seconds, or when a quarter of what a keeper gives again has come', () => {
  expect(isDue({ bytes: 10, ms: 4_999 })).toBe(false)
  expect(isDue({ bytes: 0, ms: 5_000 })).toBe(true)
  expect(isDue({ bytes: 64 * 1024 - 1, ms: 0 })).toBe(false)
  expect(isDue({ bytes: 64 * 1024, ms: 0 })).toBe(true)
  expect(isDue({ bytes: 0, ms: Number.POSITIVE_INFINITY })).toBe(true)
})
