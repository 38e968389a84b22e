// The trial itself, with a learner whose host is a list of the lines that were typed: it has to find each kind of mistake.
import { describe, expect, it } from 'vitest'
import { Lab } from '#server/protocol/content.ts'
import type { LabState } from '#server/protocol/lab.ts'
import type { Learner } from './stage.ts'
import { stepTask, tasksOf } from './trial.ts'

const text = { ko: '가', en: 'a' }
const step = (id: string, more: object) => ({
  id,
  title: text,
  body: text,
  check: [{ id: 'done', check: { type: 'command', match: id } }],
  hints: [text],
  why: text,
  solve: [[`solve ${id}`]],
  ...more,
})
const labOf = (...steps: object[]) => Lab.parse({ title: text, minutes: 1, steps })

/** A step ticks when `solve <its id>` or `cheat` was typed; `card <signature>` brings a card, `fail <id>` a fail. */
function createLearner(lab: Lab, options: { canGoBack?: boolean } = {}) {
  const { canGoBack = true } = options
  let typed: string[] = []
  const said: string[] = []
  const learner = {
    tenant: 't',
    cards: [] as { signature: string }[],
    events: [],
    state(): LabState {
      let current = true
      const steps = lab.steps.map(({ id }) => {
        const passed = current && (typed.includes(`solve ${id}`) || typed.includes('cheat'))
        const status = passed ? 'passed' : current ? 'current' : 'locked'
        current = passed
        const fail = typed.find((line) => line.startsWith('fail '))?.slice(5)
        const checks = [{ id: 'done', ok: passed, expected: text, actual: text }]
        return { id, status, checks, ...(fail && { fail: { id: fail, say: text } }) } as LabState['steps'][number]
      })
      return { slug: 'lab', rev: typed.length, steps, done: current }
    },
    async begin() {
      said.push('begin')
      typed = []
    },
    async type(line: string) {
      said.push(line)
      typed.push(line)
      if (line.startsWith('card ')) learner.cards.push({ signature: line.slice(5) })
      return { exit: 0, output: '' }
    },
    async answer() {},
    until: async (holds: () => boolean) => holds(),
    async settle() {},
    async keep() {
      const kept = [...typed]
      return {
        async back() {
          said.push('back')
          if (canGoBack) typed = [...kept]
          return canGoBack
        },
      }
    },
  }
  return { learner: learner as unknown as Learner, said }
}

async function tried(lab: Lab, options?: { canGoBack?: boolean }) {
  const { learner, said } = createLearner(lab, options)
  const at = (path: readonly PropertyKey[], message: string) => ({
    file: 'lab.yaml',
    line: 1,
    path: path.join('.'),
    message,
  })
  const mistakes = []
  for (const task of tasksOf({ slug: 'lab', lab, at })) mistakes.push(...(await task.run(learner)))
  return { found: mistakes.map(({ path, message }) => `${path}: ${message.split('\n')[0]}`), said }
}

const wrong = (run: string[], more: object = { coach: 'known' }) => ({ wrong: [{ name: 'wrong', run, ...more }] })

describe('a lab', () => {
  it('that is right passes; the wrong path is taken back before the solution', async () => {
    const { found, said } = await tried(labOf(step('one', wrong(['card known'])), step('two', {})))
    expect(found).toEqual([])
    expect(said).toEqual(['begin', 'card known', 'back', 'solve one', 'solve two'])
  })

  it('fails by a wrong path that ticks', async () => {
    const { found } = await tried(labOf(step('one', wrong(['card known', 'cheat']))))
    expect(found).toEqual(['steps.0.wrong.0: "wrong": the step ticked'])
  })

  it('fails by a card that does not come, and by another fail than the one that was named', async () => {
    const { found } = await tried(labOf(step('one', wrong(['card other']))))
    expect(found).toEqual(['steps.0.wrong.0: "wrong": coach card known did not appear, but other'])
    const fails = [{ id: 'near', when: { type: 'container' }, say: text }]
    const again = await tried(labOf(step('one', { fails, ...wrong(['fail far'], { fail: 'near' }) })))
    expect(again.found).toEqual(['steps.0.wrong.0: "wrong": fail near did not appear, but far'])
  })

  it('fails by a solution that does not tick, on whichever route, and goes on behind it', async () => {
    const lab = labOf(step('one', { solve: [['solve one'], ['nothing']] }), step('two', { solve: [['nothing']] }))
    const { found } = await tried(lab)
    expect(found).toEqual([
      'steps.1.solve.0: did not tick',
      'steps.0.solve.1: did not tick',
      'steps.1.solve.0: did not tick',
    ])
  })

  it('fails by a step that is green before anything was done', async () => {
    const { found } = await tried(labOf(step('one', { solve: [['cheat']] }), step('two', {})))
    expect(found[0]).toBe('steps.1.check: green before anything was done')
  })

  it('fails by what nobody foresaw, and the other routes go on', async () => {
    const lab = labOf(step('one', { solve: [['solve one'], ['solve one']] }))
    const { learner } = createLearner(lab)
    learner.begin = () => Promise.reject(new Error('the agent is gone'))
    const at = (path: readonly PropertyKey[], message: string) => ({
      file: 'lab.yaml',
      line: 1,
      path: path.join('.'),
      message,
    })
    for (const task of tasksOf({ slug: 'lab', lab, at }))
      expect((await task.run(learner))[0]?.message).toMatch(/^the walk broke off: Error: the agent is gone/)
  })

  it('is begun anew where the host cannot be brought back', async () => {
    const lab = labOf(step('one', {}), step('two', wrong(['card known'])))
    const { found, said } = await tried(lab, { canGoBack: false })
    expect(found).toEqual([])
    expect(said).toEqual(['begin', 'solve one', 'card known', 'back', 'begin', 'solve one', 'solve two'])
  })
})

it('every wrong path is tried once, whichever route it falls to', async () => {
  const many = (id: string) => ({
    wrong: [1, 2, 3].map((n) => ({ name: 'wrong', run: [`card ${id}${n}`], coach: `${id}${n}` })),
    solve: [[`solve ${id}`], [`solve ${id}`]],
  })
  const lab = labOf(step('a', many('a')), step('b', many('b')))
  const { found, said } = await tried(lab)
  expect(found).toEqual([])
  expect(said.filter((line) => line.startsWith('card')).sort()).toEqual(
    ['a1', 'a2', 'a3', 'b1', 'b2', 'b3'].map((name) => `card ${name}`),
  )
})

it('one step alone: all its wrong paths, and nothing behind it', async () => {
  const lab = labOf(step('one', wrong(['card known'])), step('two', wrong(['card none'])), step('three', {}))
  const { learner, said } = createLearner(lab)
  const at = (path: readonly PropertyKey[], message: string) => ({
    file: 'lab.yaml',
    line: 1,
    path: path.join('.'),
    message,
  })
  const found = await stepTask({ slug: 'lab', lab, at }, 1).run(learner)
  expect(found).toHaveLength(1)
  expect(said).toEqual(['begin', 'solve one', 'card none', 'back'])
})
