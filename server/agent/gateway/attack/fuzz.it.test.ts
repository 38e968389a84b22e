// Seeded and bounded: DRYDOCK_FUZZ_SECONDS (3), DRYDOCK_FUZZ_SEED (today's), DRYDOCK_FUZZ_CASE (one case only, to see a finding again).
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { rules } from '../table.ts'
import { createDoor } from './door.ts'
import { createChance, fuzzRequest, type Route } from './fuzz.ts'
import { createField, type Field } from './ground.ts'
import { answerProblems, ownErrors } from './leak.ts'
import { changes, findings, sweep } from './oracle.ts'

const SECONDS = Number(process.env.DRYDOCK_FUZZ_SECONDS ?? 3)
const SEED = Number(process.env.DRYDOCK_FUZZ_SEED ?? 20_261_122)
const ONLY = process.env.DRYDOCK_FUZZ_CASE
/** Between two looks at the whole engine. */
const CASES_PER_LOOK = 60
const AT_ONCE = 6

/** Streams that say nothing of themselves end when the fuzzer hangs up; these would only cost time. */
const SLOW = new Set(['container.wait', 'system.events', 'container.stats', 'container.stop', 'container.restart'])

let field: Field
beforeAll(async () => {
  field = await createField()
})
afterAll(() => field?.end())

const routes: Route[] = rules
  .filter(({ id }) => !SLOW.has(id))
  .map(({ method, path, query, body }) => ({ method, path, query: Object.keys(query), body }))

it(
  `G-101..G-109 G-203 whatever is sent, nothing of another is touched or told (seed ${SEED})`,
  async () => {
    const end = Date.now() + SECONDS * 1000
    const from = ONLY === undefined ? 0 : Number(ONLY)
    let cases = 0
    for (let first = from; ONLY === undefined ? Date.now() < end : cases === 0; first += CASES_PER_LOOK) {
      const before = await field.look()
      const numbers = Array.from({ length: ONLY === undefined ? CASES_PER_LOOK : 1 }, (_, i) => first + i)
      const found: string[] = []
      const door = createDoor(field.attacker.socketPath)
      await Promise.all(
        Array.from({ length: AT_ONCE }, async () => {
          for (let number = numbers.shift(); number !== undefined; number = numbers.shift()) {
            cases++
            const sent = fuzzRequest(createChance(SEED * 1_000_003 + number), routes, field.ground)
            const reply = await door.send(sent)
            if (reply.status === 429) await sleep(200)
            const attack = { name: '', rules: [], send: () => [sent], oracle: '', served: true, silent: true }
            for (const problem of answerProblems(field, attack, sent.wire, reply))
              found.push(`case ${number}: ${problem}\n${JSON.stringify(sent.wire.slice(0, 1500))}`)
          }
        }),
      )
      const harm = [...changes(before, await field.look()), ...(await findings(field, door, 'gateway'))]
      if (harm.length > 0) found.push(`cases ${first} to ${first + CASES_PER_LOOK - 1}: ${harm.join('\n')}`)
      for (const error of ownErrors(field)) found.push(`cases ${first}…: error of the gateway's own ${error}`)
      await sweep(field, door.replies)
      await wake()
      expect(found, `DRYDOCK_FUZZ_SEED=${SEED} DRYDOCK_FUZZ_CASE=<number> shows one case again`).toEqual([])
    }
    console.info(`fuzz: seed ${SEED}, ${cases} cases`)
    const reply = await createDoor(field.attacker.socketPath).send({ method: 'GET', target: '/_ping' })
    expect(reply.status).toBe(200)
  },
  SECONDS * 1000 + 120_000,
)

/** What the fuzzer did to its own. */
async function wake() {
  const path = `/containers/${field.ground.mine}`
  for (const action of ['unpause', 'start'])
    await field.stage.raw.json('POST', { path: `${path}/${action}` }).catch(() => {})
}
