import { describe, expect, it } from 'vitest'
import { Lab } from '#server/protocol/content.ts'
import { publicLab } from './public-lab.ts'

const both = (text: string) => ({ ko: `${text} (ko)`, en: `${text} (en)` })

const lab = Lab.parse({
  title: both('First containers'),
  minutes: 30,
  images: ['nginx'],
  steps: [
    {
      id: 'ask',
      title: both('Ask'),
      body: both('Look at `docker ps`'),
      commands: ['docker ps'],
      setup: ['docker run --name secret-setup nginx'],
      check: [
        {
          id: 'pick',
          check: {
            type: 'answer',
            question: both('Which one?'),
            options: [
              { id: 'yes', text: both('this'), why: both('secret-why'), correct: true },
              { id: 'no', text: both('that'), why: both('secret-why') },
            ],
          },
        },
        { id: 'typed', check: { type: 'answer', question: both('What id?'), match: { match: 'secret-match' } } },
        { id: 'up', check: { type: 'container', name: 'secret-name', what: both('web is running') } },
      ],
      hints: [both('nudge')],
      why: both('because'),
      fails: [{ id: 'port', when: { type: 'container', name: 'secret-when' }, say: both('secret-say') }],
      solve: [['secret-solve']],
      wrong: [{ name: 'secret-wrong', run: ['secret-run'] }],
    },
  ],
})

describe('public lab', () => {
  const shown = publicLab({ slug: 'first', title: both('L3'), lab, hasQuiz: true }, 'en')

  it('holds nothing that solves it', () => {
    expect(JSON.stringify(shown)).not.toMatch(/secret|correct|\(ko\)/)
  })

  it('lists exactly these fields', () => {
    expect(Object.keys(shown).sort()).toEqual(
      ['hasQuiz', 'images', 'intro', 'lessonTitle', 'minutes', 'slug', 'steps', 'title', 'vm'].sort(),
    )
    expect(shown.steps).toEqual([
      {
        id: 'ask',
        title: 'Ask (en)',
        body: 'Look at `docker ps` (en)',
        kind: 'do',
        commands: ['docker ps'],
        hints: ['nudge (en)'],
        why: 'because (en)',
        checks: [
          { id: 'pick', what: 'Which one? (en)' },
          { id: 'typed', what: 'What id? (en)' },
          { id: 'up', what: 'web is running (en)' },
        ],
      },
    ])
  })
})
