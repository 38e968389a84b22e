import { expect, it } from 'vitest'
import { judge, whole } from './count.ts'

const form = /^n (\d+) \.$/
const of = (...lines: string[]) => judge(lines, form)

it('a whole sequence is whole, whatever is around it and however the last line stands', () => {
  const verdict = of('$ go', 'n 1 .', 'n 2 .', 'n 3 .', 'n 4')
  expect(verdict).toEqual({ lost: 0, doubled: 0, torn: 0, first: 1, last: 3 })
  expect(whole(verdict)).toBe(true)
})

it('tells what is missing, what stands there twice, and what is torn', () => {
  expect(of('n 1 .', 'n 4 .')).toMatchObject({ lost: 2, last: 4 })
  expect(of('n 1 .', 'n 2 .', 'n 2 .', 'n 1 .', 'n 3 .')).toMatchObject({ doubled: 2, lost: 0 })
  expect(of('n 1 .', 'n 2n 9 .', 'n 10 .')).toMatchObject({ torn: 1, lost: 8 })
  for (const bad of [of('n 1 .', 'n 3 .'), of('n 1 .', 'n 1 .'), of('n 1 .', '', 'n 2 .'), of('n 2 .'), of()])
    expect(whole(bad)).toBe(false)
})
