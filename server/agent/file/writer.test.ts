import { expect, test } from 'vitest'
import { createWriters } from './writer.ts'

test('one writes at a time; the others wait, or take over', () => {
  const told: [string, string | null][] = []
  const writers = createWriters((tenant, writer) => told.push([tenant, writer]))
  expect(() => writers.must('t1', 'a')).toThrow('file-writer')
  expect(writers.claim('t1', 'a', false)).toBe('a')
  expect(writers.claim('t1', 'b', false)).toBe('a')
  expect(writers.claim('t2', 'b', false)).toBe('b')
  expect(() => writers.must('t1', 'b')).toThrow('file-writer')
  expect(writers.claim('t1', 'b', true)).toBe('b')
  expect(() => writers.must('t1', 'a')).toThrow('file-writer')
  writers.must('t1', 'b')
  // Who has lost it has nothing to give back.
  writers.release('t1', 'a')
  writers.must('t1', 'b')
  writers.release('t1', 'b')
  expect(() => writers.must('t1', 'b')).toThrow('file-writer')
  expect(told).toEqual([
    ['t1', 'a'],
    ['t2', 'b'],
    ['t1', 'b'],
    ['t1', null],
  ])
})
