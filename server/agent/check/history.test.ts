import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { addCommand, addEvent, createRecordStore } from './history.ts'

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'drydock-history-'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))
const log = { info() {}, warn() {}, error() {} }
const event = (n: number) => ({ time: n, kind: 'container' as const, action: 'start', id: `${n}`, attributes: {} })

it('survives a new start, and forgets a removed tenant', () => {
  const first = createRecordStore({ dir, log })
  const record = first.make('t1')
  addEvent(record, event(1))
  first.changed('t1')
  first.flush()

  const second = createRecordStore({ dir, log })
  expect(second.find('t1')?.events).toEqual([{ ...event(1), seq: 1 }])
  expect(second.find('t2')).toBeUndefined()
  second.remove('t1')
  expect(readdirSync(dir)).toEqual([])
})

it('tells what happened on the server from what happened here', () => {
  const record = createRecordStore({ dir, log }).make('t1')
  addEvent(record, { ...event(1), attributes: { name: 'web' } })
  addEvent(record, { ...event(2), attributes: { name: 'web' } }, { server: true })
  expect(record.events.map(({ attributes }) => attributes.name)).toEqual(['web', 'prod:web'])
})

it('is bounded, and its sequence goes on', () => {
  const record = createRecordStore({ dir, log }).make('t1')
  for (let n = 1; n <= 600; n++) addEvent(record, event(n))
  expect(record.events).toHaveLength(500)
  expect(record.events.at(-1)?.seq).toBe(600)
})

it('takes the beginning and the end of a command as one', () => {
  const record = createRecordStore({ dir, log }).make('t1')
  const command = { terminal: 'a', n: 1, time: 0, line: 'docker ps', output: '' }
  addCommand(record, command)
  addEvent(record, event(1))
  addCommand(record, { ...command, exit: 0 })
  expect(record.commands).toEqual([{ seq: 1, terminal: 'a', n: 1, line: 'docker ps', exit: 0 }])
})
