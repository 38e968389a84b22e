// What a builder's lines say of its steps.
import { expect, it } from 'vitest'
import { createBuilds } from './build-note.ts'

function stage() {
  let now = 1_000
  const builds = createBuilds(() => now)
  /** Each line after so many ms. */
  const build = (lines: readonly (readonly [ms: number, text: string])[], error?: string) => {
    const note = builds.begin(['app:latest'])
    for (const [ms, stream] of lines) {
      now += ms
      note.line({ stream })
    }
    now += 5
    note.end(error)
    return builds.list().at(-1)!
  }
  return { builds, build }
}
const from = [
  [0, 'Step 1/3 : FROM busybox'],
  [0, '\n'],
  [0, ' ---> 000000000000\n'],
] as const
const ran = (step: string, layer: string, ms: number) =>
  [
    [0, step],
    [0, '\n'],
    [1, ' ---> Running in cccccccccccc\n'],
    [ms, ` ---> ${layer}\n`],
  ] as const

it('a step takes from its line to the next one’s, and a hit saves what its very layer took', () => {
  const { build } = stage()
  const first = build([
    ...from,
    ...ran('Step 2/3 : RUN make', 'aaaaaaaaaaaa', 2_000),
    ...ran('Step 3/3 : CMD ["a"]', 'bbbbbbbbbbbb', 10),
  ])
  expect(first).toMatchObject({ state: 'done', names: ['app:latest'], count: 3, ms: 2_017 })
  expect(first.steps).toEqual([
    { text: 'FROM busybox', state: 'base' },
    { text: 'RUN make', state: 'run', ms: 2_001 },
    { text: 'CMD ["a"]', state: 'run', ms: 16 },
  ])
  const hit = (layer: string) =>
    [
      [0, 'Step 2/3 : RUN make'],
      [0, '\n'],
      [0, ' ---> Using cache\n'],
      [0, ` ---> ${layer}\n`],
    ] as const
  expect(build([...from, ...hit('aaaaaaaaaaaa')]).steps[1]).toEqual({ text: 'RUN make', state: 'hit', saved: 2_001 })
  // A layer from before this agent began: nobody knows.
  expect(build([...from, ...hit('dddddddddddd')]).steps[1]).toEqual({ text: 'RUN make', state: 'hit' })
})

it('what a step prints is not taken for the builder’s word', () => {
  const { build } = stage()
  const { steps } = build([
    ...from,
    [0, 'Step 2/3 : RUN echo " ---> Using cache"'],
    [0, '\n'],
    [0, ' ---> Running in cccccccccccc\n'],
    [0, ' ---> Using cache\n'],
    [0, ' ---> aaaaaaaaaaaa\n'],
  ])
  expect(steps[1]).toMatchObject({ state: 'run' })
})

it('a build that failed has its step marked; one that began no step leaves no trace', () => {
  const { build, builds } = stage()
  const failed = build([...from, [0, 'Step 2/3 : RUN false'], [7, ' ---> Running in cccccccccccc\n']], 'returned 1')
  expect(failed).toMatchObject({ state: 'failed', error: 'returned 1' })
  expect(failed.steps[1]).toEqual({ text: 'RUN false', state: 'failed', ms: 12 })
  builds.begin([]).end('no Dockerfile')
  expect(builds.list()).toHaveLength(1)
})

it('the last eight are kept, and those who listen hear the end at once', () => {
  const { build, builds } = stage()
  const told: string[] = []
  builds.listen(({ state }) => told.push(state))
  for (let i = 0; i < 9; i++) build(from)
  expect(builds.list()).toHaveLength(8)
  expect(told).toEqual(Array(9).fill('done'))
})
