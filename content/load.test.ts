import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ContentError, loadContent } from './load.ts'
import { formatMistake } from './source.ts'
import { checkStatic } from './static.ts'

const text = '{ ko: 가, en: a }'
const good: Record<string, string> = {
  'course.yaml': `title: ${text}\nlessons: [first]\n`,
  'images/busybox/Dockerfile': 'FROM scratch\n',
  'lesson/first/ko.mdx': '# 제목\n\n<Quiz item="one" />\n',
  'lesson/first/en.mdx': '# Title\n\n<Quiz item="one" />\n',
  'lesson/first/lesson.yaml': `id: L1\ntitle: ${text}\nsummary: ${text}\nminutes: 10\nobjectives: [${text}]\n`,
  'lesson/first/quiz.yaml': `items:
  - id: one
    type: single
    prompt: ${text}
    why: ${text}
    options:
      - { id: a, text: ${text}, why: ${text}, correct: true }
      - { id: b, text: ${text}, why: ${text} }
`,
  'lesson/first/lab.yaml': `title: ${text}
minutes: 10
images: [busybox]
steps:
  - id: run
    title: ${text}
    body: ${text}
    check:
      - id: there
        check: { type: container, name: web, where: { State.ExitCode: 0 } }
    hints: [${text}]
    why: ${text}
    fails:
      - { id: stopped, when: { type: container, name: web, state: exited }, say: ${text} }
    solve: [[docker run --name web busybox true]]
    wrong:
      - { name: stops, run: [docker run busybox false], fail: stopped, coach: name-in-use }
`,
}

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'drydock-content-'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

function write(files: Record<string, string | undefined>) {
  for (const [name, body] of Object.entries({ ...good, ...files })) {
    if (body === undefined) continue
    mkdirSync(dirname(join(dir, name)), { recursive: true })
    writeFileSync(join(dir, name), body)
  }
}
async function mistakes(files: Record<string, string | undefined>) {
  write(files)
  const found = await checkStatic({ dir, signatures: new Set(['name-in-use']) })
  return found.mistakes.map(formatMistake).map((line) => line.replace(`${dir}/`, ''))
}
const edit = (file: string, from: string, to: string) => {
  expect(good[file]).toContain(from)
  return { [file]: good[file]!.replace(from, to) }
}
const lab = 'lesson/first/lab.yaml'
const quiz = 'lesson/first/quiz.yaml'

describe('loadContent', () => {
  it('reads good content in teaching order', async () => {
    write({ 'lesson/first/files/hello.txt': 'hi' })
    const content = loadContent({ dir })
    expect([...content.lessons.keys()]).toEqual(['first'])
    const lesson = content.lessons.get('first')!
    expect(lesson.lab?.steps[0]?.kind).toBe('do')
    expect(lesson.filesDir).toBe(join(dir, 'lesson/first/files'))
    expect(lesson.mdx.ko).toContain('제목')
    expect(await mistakes({})).toEqual([])
  })

  it('throws one error with every mistake', () => {
    write({ ...edit(lab, 'fail: stopped', 'fail: gone'), [quiz]: 'items: []\n', 'lesson/first/en.mdx': undefined })
    let error: unknown
    try {
      loadContent({ dir })
    } catch (e) {
      error = e
    }
    expect(error).toBeInstanceOf(ContentError)
    expect((error as ContentError).message.split('\n')).toHaveLength(3)
  })

  const cases: [string, Record<string, string | undefined>, RegExp][] = [
    [
      'an unknown key',
      edit(lab, 'minutes: 10', 'minutes: 10\ncolour: red'),
      /^lesson\/first\/lab\.yaml:3: colour: unknown key$/,
    ],
    [
      'an unknown key in a check',
      edit(lab, 'name: web, where', 'nam: web, where'),
      /lab\.yaml:10: steps\.0\.check\.0\.check\.nam: unknown key/,
    ],
    [
      'an unknown check type',
      edit(lab, 'type: container, name: web, where', 'type: box, where'),
      /lab\.yaml:10: .*type: unknown or missing type/,
    ],
    ['a missing language in a text', edit(lab, `title: ${text}`, 'title: { ko: 가 }'), /lab\.yaml:1: title\.en: /],
    ['bad yaml', edit(lab, 'steps:', 'steps: ['), /lab\.yaml:\d+: /],
    ['a missing translation', { 'lesson/first/en.mdx': undefined }, /en\.mdx:1: missing/],
    ['a missing lesson.yaml', { 'lesson/first/lesson.yaml': undefined }, /lesson\.yaml:1: missing/],
    [
      'a missing folder',
      { 'course.yaml': `title: ${text}\nlessons:\n  - first\n  - second\n` },
      /course\.yaml:4: lessons\.1: no folder/,
    ],
    [
      'a folder that is not listed',
      { 'lesson/other/ko.mdx': 'x' },
      /course\.yaml:2: lessons: folder lesson\/other is not listed/,
    ],
    ['duplicate ids', edit(quiz, 'id: b', 'id: a'), /quiz\.yaml:8: items\.0\.options\.1\.id: duplicate id a/],
    [
      'two right options in a single',
      edit(quiz, `why: ${text} }\n`, `why: ${text}, correct: true }\n`),
      /quiz\.yaml:6: .*exactly one option must be correct, not 2/,
    ],
    ['no right option in a single', edit(quiz, ', correct: true', ''), /exactly one option must be correct, not 0/],
    [
      'an objective that is not there',
      edit(quiz, 'type: single', 'type: single\n    objective: 1'),
      /objective: the lesson has 1 objectives/,
    ],
    [
      'a dangling fail id',
      edit(lab, 'fail: stopped', 'fail: gone'),
      /lab\.yaml:17: steps\.0\.wrong\.0\.fail: no fail with the id gone/,
    ],
    ['an unknown coach signature', edit(lab, 'coach: name-in-use', 'coach: nonsense'), /no coach signature nonsense/],
    [
      'an unknown image',
      edit(lab, '[busybox]', '[busybox, nonsense]'),
      /lab\.yaml:3: images\.1: nonsense is not in the catalog \(busybox\)/,
    ],
    [
      'files from a folder that is not there',
      edit(lab, 'images: [busybox]', 'images: [busybox]\nfiles: [{ from: app/none, to: none }]'),
      /lab\.yaml:4: files\.0\.from: no folder content\/app\/none/,
    ],
    [
      'files that leave the home',
      edit(lab, 'images: [busybox]', 'images: [busybox]\nfiles: [{ from: images/busybox, to: a/../../b }]'),
      /lab\.yaml:4: files\.0\.to: /,
    ],
    [
      'a regex that does not compile',
      edit(lab, 'State.ExitCode: 0', "State.Error: { match: '(' }"),
      /where\.State\.Error\.match: Invalid regular expression/,
    ],
    [
      'an answer to no question',
      edit(lab, '[docker run --name web busybox true]', '[answer why a]'),
      /no question with the check id why/,
    ],
    [
      'a wrong path that nothing explains',
      edit(lab, ', fail: stopped, coach: name-in-use', ''),
      /nothing explains this wrong path/,
    ],
    [
      'mdx that does not compile',
      { 'lesson/first/en.mdx': '# Title\n\n<Quiz item="one">\n' },
      /en\.mdx:\d+: .*closing tag/,
    ],
    [
      'an unknown component',
      { 'lesson/first/en.mdx': '<Nonsense />\n\n<Quiz item="one" />\n' },
      /en\.mdx:1: unknown component <Nonsense>/,
    ],
    ['an unknown quiz item', { 'lesson/first/ko.mdx': '<Quiz item="two" />\n' }, /ko\.mdx:1: no quiz item two/],
    [
      'bold that never closes',
      { 'lesson/first/ko.mdx': '**말(word)**은\n\n<Quiz item="one" />\n' },
      /ko\.mdx:1: \*\* that is not read as bold/,
    ],
    [
      'languages that differ',
      { 'lesson/first/en.mdx': '# Title\n' },
      /en\.mdx:1: differs from ko\.mdx: there <Quiz one>, here nothing/,
    ],
    [
      'code in lesson text',
      { 'lesson/first/en.mdx': 'export const a = 1\n\n<Quiz item="one" />\n' },
      /en\.mdx:1: import and export/,
    ],
  ]
  it.each(cases)('names file, line and path: %s', async (_, files, expected) => {
    const found = await mistakes(files)
    expect(found.find((line) => expected.test(line)) ?? found).toMatch(expected)
    for (const line of found) expect(line).toMatch(/^[\w/.-]+:\d+: /)
  })
})
