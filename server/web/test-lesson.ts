// For tests: a course of one lesson, `first`, with one quiz item.
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

export const content = {
  lessons: new Map([['first', { slug: 'first', quiz, meta: { title: both('First') } }]]),
  faults: new Map([
    ['stopped', { id: 'stopped', title: both('Stopped'), cause: both('It was stopped.'), look: 'docker ps -a' }],
  ]),
} as unknown as Content
