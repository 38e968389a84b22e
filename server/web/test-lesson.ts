// For tests: a course of one lesson, `first`, with one quiz item and a lab of two steps.
import type { Content } from '#content/load.ts'
import { Quiz } from '#server/protocol/content.ts'

export const both = (text: string) => ({ ko: text, en: text })

const quiz = Quiz.parse({
  items: [
    {
      id: 'one',
      type: 'single',
      prompt: both('?'),
      why: both('because'),
      options: [
        { id: 'a', text: both('A'), why: both('no') },
        { id: 'b', text: both('B'), why: both('yes'), correct: true },
      ],
    },
  ],
})

const lab = {
  minutes: 10,
  steps: [
    { id: 's0', title: both('Begin') },
    { id: 's1', title: both('End') },
  ],
}

export const content = {
  faults: new Map([
    ['stopped', { id: 'stopped', title: both('Stopped'), cause: both('It was stopped.'), look: 'docker ps -a' }],
  ]),
  lessons: new Map([
    ['first', { slug: 'first', quiz, lab, mdx: both('<CheatSheet>'), meta: { id: '1', title: both('First') } }],
  ]),
} as unknown as Content
