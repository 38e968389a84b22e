// A host brought back to what it was, on a real engine: what can be undone is undone, and what can't is said.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Learner, openStage, type Stage } from './stage.ts'

const dockerSocket = process.env.DRYDOCK_TEST_DOCKER
if (!dockerSocket) throw new Error('DRYDOCK_TEST_DOCKER must name the socket of a Docker Engine')

let stage: Stage
let learner: Learner
beforeAll(async () => {
  stage = await openStage({ dockerSocket })
  learner = await stage.learner()
  await learner.begin('first-containers')
  await run(
    'docker pull -q busybox',
    'docker run -d --name web busybox sleep 600',
    'docker create --name idle busybox true',
    'docker volume create data',
    'mkdir app && echo one > app/file',
  )
}, 900_000)
afterAll(() => stage?.close())

async function run(...lines: string[]): Promise<string> {
  let said = ''
  for (const line of lines) said += (await learner.type(line)).output
  return said
}
const look = () =>
  run("docker ps -a --format '{{.Names}} {{.State}}' | sort; docker images -q; docker network ls -q; cat app/file; pwd")

it('takes back what was added, and sets going again what was stopped', async () => {
  const before = await look()
  const host = await learner.keep([])
  const lines = [
    'docker run -d --name other busybox sleep 600',
    'docker network create net',
    'docker tag busybox mine',
    'docker stop -t 0 web',
    'docker rename idle busy',
    'echo two > app/file; touch more; cd app',
  ]
  await run(...lines)
  expect(await look()).not.toBe(before)
  expect(await host.back(lines)).toBe(true)
  expect(await look()).toBe(before)
  // As often as it is wanted.
  await run('docker pause web')
  expect(await host.back([])).toBe(true)
  expect(await look()).toBe(before)
})

it('takes back a build that failed half-way, with the steps it had made', async () => {
  const host = await learner.keep([])
  await run(
    "printf 'FROM busybox\\nWORKDIR /a\\nRUN touch b\\nRUN false\\n' > app/Dockerfile",
    'docker build -t half app',
    "sed -i 's/RUN false/RUN true/' app/Dockerfile",
    'docker build -t half app',
  )
  expect(await host.back([])).toBe(true)
})

it('forgets what happened: the same mistake is explained again', async () => {
  const host = await learner.keep([])
  for (let time = 0; time < 2; time++) {
    await run('docker run --name web busybox true')
    await learner.settle()
    expect(learner.cards.map((card) => card.signature)).toEqual(['name-in-use'])
    expect(await host.back([])).toBe(true)
    expect(learner.cards).toEqual([])
  }
})

it.each([
  ['something was removed', ['docker rm idle']],
  ['files in a container were changed', ['docker exec web touch /new']],
  ['a file in a container became a link', ['docker exec web ln -sf /proc/1/fd/1 /new']],
  ['data in a volume may have been', ['docker run --rm -v data:/data busybox true']],
])('says that it cannot: %s', async (_, lines) => {
  const host = await learner.keep([])
  await run(...lines)
  expect(await host.back(lines)).toBe(false)
})

it('heeds the log of a container where a check reads it', async () => {
  await run("docker run -d --name chatty busybox sh -c 'echo up; sleep 600'")
  const heedless = await learner.keep([])
  const heeding = await learner.keep(['chatty'])
  await run('docker stop -t 0 chatty')
  expect(await heedless.back([])).toBe(true)
  expect(await heeding.back([])).toBe(false)
})
