// Every fault of content/fault.yaml on a real engine: the learner's server no longer answers, and undo brings it back.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { loadContent } from './load.ts'
import { type Learner, openStage, type Stage } from './stage.ts'

const dockerSocket = process.env.DRYDOCK_TEST_DOCKER
if (!dockerSocket) throw new Error('DRYDOCK_TEST_DOCKER must name the socket of a Docker Engine')
const { faults } = loadContent({ dir: import.meta.dirname })

let stage: Stage
let learner: Learner
beforeAll(async () => {
  stage = await openStage({ dockerSocket })
  learner = await stage.learner()
  await learner.begin('why-containers')
  await learner.type('docker run -d --name shop -p 8081:80 nginx')
}, 900_000)
afterAll(() => stage?.close())

const answers = async () =>
  (await learner.type('curl -s -m 1 -o /dev/null -w "%{http_code}" localhost:8081')).output.trim()

it.each([...faults.keys()])(
  '%s: breaks the server, and undo repairs it, also when it was repaired already',
  async (id) => {
    const target = await stage.inject(learner, id)
    expect(target).toMatch(/^shop/)
    expect(await answers()).not.toBe('200')
    await stage.undo(learner, id, target)
    await stage.undo(learner, id, target)
    await expect.poll(answers).toBe('200')
  },
)

it('what the instructor stopped ticks nothing and is not explained; what the learner stops does', async () => {
  await learner.type('docker rm -f shop')
  await learner.type(`docker run -d --name quick busybox sh -c 'trap "exit 0" TERM; sleep 600 & wait'`)
  const ran = () => learner.state().steps[0]?.checks.find(({ id }) => id === 'ran')?.ok
  await stage.undo(learner, 'stopped', await stage.inject(learner, 'stopped'))
  await learner.settle()
  expect(ran()).toBe(false)
  expect(learner.cards).toEqual([])
  await learner.type('docker stop quick')
  await learner.settle()
  expect(ran()).toBe(true)
})

it('a host without anything to break says so', async () => {
  await expect(stage.inject(learner, 'port-taken')).rejects.toMatchObject({ id: 'fault-unfit' })
  await expect(stage.inject(learner, 'no-such')).rejects.toMatchObject({ id: 'fault-unknown' })
})
