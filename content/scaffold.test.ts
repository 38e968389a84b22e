import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { makeLesson } from './scaffold.ts'
import { formatMistake } from './source.ts'
import { checkStatic } from './static.ts'

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'drydock-new-'))
  writeFileSync(join(dir, 'course.yaml'), 'title: { ko: 가, en: a }\nlessons:\n')
  mkdirSync(join(dir, 'images/busybox'), { recursive: true })
  cpSync(join(import.meta.dirname, 'glossary.yaml'), join(dir, 'glossary.yaml'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))
const begin = () => writeFileSync(join(dir, 'course.yaml'), 'title: { ko: 가, en: a }\nlessons:\n  - first\n')

it('a new lesson passes every check of its form, and has the next number', async () => {
  begin()
  makeLesson(dir, 'second')
  // The course of this test has no first one.
  writeFileSync(join(dir, 'course.yaml'), readFileSync(join(dir, 'course.yaml'), 'utf8').replace('  - first\n', ''))
  const { content, mistakes } = await checkStatic({ dir })
  expect(mistakes.map(formatMistake)).toEqual([])
  expect(content!.lessons.get('second')).toMatchObject({ meta: { id: 'L1' }, lab: { steps: [{ id: 'running' }] } })
})

it('nothing is written over, and nothing is made that could not be listed', () => {
  begin()
  makeLesson(dir, 'second')
  expect(() => makeLesson(dir, 'second')).toThrow('lesson/second is there already')
  expect(() => makeLesson(dir, '../third')).toThrow('small letters')
  writeFileSync(join(dir, 'course.yaml'), 'title: { ko: 가, en: a }\nlessons: [first]\n')
  expect(() => makeLesson(dir, 'third')).toThrow('by hand')
})
