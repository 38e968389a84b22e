import { cpSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type Content, loadContent } from './load.ts'
import { makeLesson } from './scaffold.ts'
import { type ContentWatch, type Written, watchContent } from './watch.ts'

let dir: string
let content: Content
let watch: ContentWatch
let told: Written[]
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'drydock-watch-'))
  writeFileSync(join(dir, 'course.yaml'), 'title: { ko: 가, en: a }\nlessons:\n  - zero\n')
  mkdirSync(join(dir, 'images/busybox'), { recursive: true })
  cpSync(join(import.meta.dirname, 'glossary.yaml'), join(dir, 'glossary.yaml'))
  makeLesson(dir, 'first')
  // The course of this test has no lesson before it.
  writeFileSync(join(dir, 'course.yaml'), readFileSync(join(dir, 'course.yaml'), 'utf8').replace('  - zero\n', ''))
  content = loadContent({ dir })
  told = []
  watch = watchContent({ dir, content, lookMs: 10, onRead: (written) => told.push(written) })
})
afterEach(() => {
  watch.stop()
  rmSync(dir, { recursive: true, force: true })
})

const file = (name: string) => join(dir, 'lesson/first', name)
/** As an editor does it: another file in its place. */
function edit(name: string, change: (text: string) => string) {
  writeFileSync(`${file(name)}.new`, change(readFileSync(file(name), 'utf8')))
  renameSync(`${file(name)}.new`, file(name))
}
async function until(so: () => boolean) {
  for (let tries = 0; !so(); tries++) {
    if (tries > 500) throw new Error(`not read: ${JSON.stringify(told)}`)
    await wait(10)
  }
}

it('nothing is read while nothing is written', async () => {
  await wait(100)
  expect(watch.now()).toEqual({ revision: 0, mistakes: [] })
})

it('what is written is there for whoever holds the content, also a new lesson', async () => {
  const { lessons } = content
  edit('en.mdx', (text) => `${text}\nA new word.\n`)
  await until(() => lessons.get('first')?.mdx.en.includes('A new word.') === true)
  makeLesson(dir, 'second')
  const meta = join(dir, 'lesson/second/lesson.yaml')
  writeFileSync(meta, readFileSync(meta, 'utf8').replace(/^id: L\d+/m, 'id: L7'))
  await until(() => lessons.has('second'))
  expect(content.course.lessons).toEqual(['first', 'second'])
})

it('a mistake is told with file and line, and what was good stays', async () => {
  edit('lab.yaml', (text) => text.replace('steps:', 'stages:'))
  await until(() => watch.now().mistakes.length > 0)
  expect(watch.now().mistakes.join('\n')).toMatch(/first\/lab\.yaml:\d+: /)
  expect(content.lessons.get('first')?.lab?.steps.length).toBe(1)
  edit('lab.yaml', (text) => text.replace('stages:', 'steps:'))
  await until(() => watch.now().mistakes.length === 0)
  edit('ko.mdx', (text) => `${text}\n<Nothing/>\n`)
  await until(() => watch.now().mistakes.length > 0)
  expect(watch.now().mistakes.join('\n')).toMatch(/first\/ko\.mdx:\d+: .*Nothing/)
  expect(content.lessons.get('first')?.mdx.ko).not.toContain('<Nothing/>')
})
