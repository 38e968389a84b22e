import { expect, test } from 'vitest'
import { QuizItem } from '#server/protocol/content.ts'
import { latinKeys, normalCommand } from './command-line.ts'
import { grade } from './grade.ts'
import { publicItem } from './public.ts'

const both = (text: string) => ({ ko: `${text} (ko)`, en: text })
const base = { id: 'q', prompt: both('Why?'), why: both('Because.') }
const options = [
  { id: 'a', text: both('A'), why: both('A is wrong'), correct: false },
  { id: 'b', text: both('B'), why: both('B is right'), correct: true },
  { id: 'c', text: both('C'), why: both('C is right, too'), correct: true },
]

test('a wrong single choice says why it is wrong and which is right', () => {
  const item = QuizItem.parse({ ...base, type: 'single', options: options.slice(0, 2) })
  const result = grade(item, { type: 'single', option: 'a' }, 'en')
  expect(result).toMatchObject({ correct: false, points: 0, key: { ids: ['b'] } })
  expect(result.notes.map((note) => note.text)).toEqual(['A is wrong', 'B is right'])
  expect(grade(item, { type: 'single', option: 'b' }, 'ko')).toMatchObject({ correct: true, why: 'Because. (ko)' })
})

test('multiple choice wants all and only the right ones', () => {
  const item = QuizItem.parse({ ...base, type: 'multiple', options })
  expect(grade(item, { type: 'multiple', options: ['c', 'b'] }, 'en').correct).toBe(true)
  expect(grade(item, { type: 'multiple', options: ['b'] }, 'en').correct).toBe(false)
  expect(grade(item, { type: 'multiple', options: ['a', 'b', 'c'] }, 'en').correct).toBe(false)
  expect(() => grade(item, { type: 'multiple', options: ['b', 'b'] }, 'en')).toThrow('bad-input')
  expect(() => grade(item, { type: 'single', option: 'b' }, 'en')).toThrow('bad-input')
})

test('an order item never arrives in its right order, and its ids say nothing', () => {
  const items = ['step-1', 'step-2', 'step-3', 'step-4'].map((id) => ({ id, text: both(id) }))
  const item = QuizItem.parse({ ...base, type: 'order', items })
  const shown = publicItem(item, 'en') as { items: { id: string; text: string }[] }
  expect(shown.items.map((entry) => entry.text)).not.toEqual(items.map((entry) => entry.id))
  expect(JSON.stringify(shown.items.map((entry) => entry.id))).not.toContain('step')
  const right = items.map((entry) => shown.items.find((one) => one.text === entry.id)!.id)
  expect(grade(item, { type: 'order', ids: right }, 'en').correct).toBe(true)
  expect(grade(item, { type: 'order', ids: [...right].reverse() }, 'en').correct).toBe(false)
})

test('match pairs are graded by what stands beside what', () => {
  const pairs = ['x', 'y', 'z'].map((id) => ({ id, left: both(`left ${id}`), right: both(`right ${id}`) }))
  const item = QuizItem.parse({ ...base, type: 'match', pairs })
  const shown = publicItem(item, 'en') as {
    lefts: { id: string; text: string }[]
    rights: { id: string; text: string }[]
  }
  const answer = Object.fromEntries(
    shown.lefts.map((left) => [left.id, shown.rights.find((right) => right.text.endsWith(left.text.at(-1)!))!.id]),
  )
  expect(grade(item, { type: 'match', pairs: answer }, 'en').correct).toBe(true)
  expect(grade(item, { type: 'match', pairs: { ...answer, x: answer.y! } }, 'en').correct).toBe(false)
})

test('a command may be spaced, prompted, written with = or typed in Hangul layout', () => {
  const item = QuizItem.parse({
    ...base,
    type: 'fill',
    accept: ['docker (container )?run (-d --name web|--name web -d) nginx'],
    answer: 'docker run -d --name web nginx',
    wrong: [{ match: 'nginx -d', say: both('Options stand before the image.') }],
  })
  const typed = (text: string) => grade(item, { type: 'fill', text }, 'en')
  expect(typed('$ docker  run -d --name=web nginx ').correct).toBe(true)
  expect(typed('docker run nginx -d').notes[0]?.text).toBe('Options stand before the image.')
  expect(typed('애찯ㄱ 겨ㅜ -ㅇ --ㅜ믇 ㅈ듀 ㅜ햐ㅜㅌ')).toMatchObject({ correct: true, note: 'hangul-layout' })
})

test('the two-set keyboard is undone letter by letter', () => {
  expect(latinKeys('애찯ㄱ')).toBe('docker')
  expect(latinKeys('애찯ㄱ 겨ㅜ -ㅇ')).toBe('docker run -d')
  expect(normalCommand('docker run –rm x')).toBe('docker run --rm x')
})

test('open answers are graded by the ticked rubric', () => {
  const rubric = [
    { id: 'kernel', text: both('kernel'), points: 2 },
    { id: 'size', text: both('size'), points: 1 },
  ]
  const item = QuizItem.parse({ ...base, type: 'open', rubric, model: both('model') })
  expect(grade(item, { type: 'open', text: 'x' }, 'en')).toMatchObject({ correct: false, points: 0, max: 3 })
  expect(grade(item, { type: 'open', text: 'x', rubric: ['kernel'] }, 'en')).toMatchObject({ correct: true, points: 2 })
})

test('what the browser gets holds no key', () => {
  const item = QuizItem.parse({ ...base, type: 'single', options: options.slice(0, 2) })
  const text = JSON.stringify(publicItem(item, 'en'))
  expect(text).not.toContain('right')
  expect(text).not.toContain('correct')
  expect(text).not.toContain('Because')
})
