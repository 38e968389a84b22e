// Every attack twice: on a tenant's socket, where the oracle must find nothing; and on the raw engine, where it must find what the
// attack says, so that an oracle that sees nothing is no proof.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Attack, Request } from './attack.ts'
import { createDoor, type Recorded } from './door.ts'
import { createField, type Field } from './ground.ts'
import { answerProblems, ownErrors } from './leak.ts'
import { groups } from './list.ts'
import { changes, findings, sweep } from './oracle.ts'

let field: Field
beforeAll(async () => {
  field = await createField()
})
// A thousand attacks leave a few hundred objects behind.
afterAll(() => field?.end(), 900_000)

async function run(attack: Attack, door: Recorded, ground = field.ground) {
  const steps = attack.send(ground, door)
  if (steps instanceof Promise) return steps
  for (const one of steps) await door.send(one)
}

/** At once; a dozen sockets are what a busy learner has. */
const AT_ONCE = 8

describe.each(groups)('on a tenant’s socket: $title', ({ attacks }) => {
  const doors = new Map<Attack, Recorded>()
  let found: string[] = []
  beforeAll(async () => {
    const before = await field.look()
    const waiting = [...attacks]
    await Promise.all(
      Array.from({ length: AT_ONCE }, async () => {
        for (let attack = waiting.shift(); attack; attack = waiting.shift()) {
          const door = createDoor(field.attacker.socketPath)
          doors.set(attack, door)
          await run(attack, door)
        }
      }),
    )
    found = changes(before, await field.look())
  }, 300_000)

  it.each(attacks.map((attack) => [`${attack.rules.join(' ')} ${attack.name}`, attack] as const))(
    '%s',
    async (_name, attack) => {
      const door = doors.get(attack) as Recorded
      expect((await findings(field, door, 'gateway')).join('\n')).toBe('')
      expect(
        door.replies.flatMap((reply, i) => answerProblems(field, attack, door.sent[i] as string, reply)).join('\n'),
      ).toBe('')
      await sweep(field, door.replies)
    },
  )
  it('the victim has what it had', () => {
    expect(found.join('\n')).toBe('')
  })
  it('the gateway has met no error of its own, and answers', async () => {
    expect(ownErrors(field).join('\n')).toBe('')
    const reply = await createDoor(field.attacker.socketPath).send({
      method: 'GET',
      target: `/containers/${field.ground.mine}/json`,
    })
    expect(reply.text).toContain(`"Id":"${field.ground.mine}"`)
  })
})

/** Userns-remap refuses these without it: the engine's own fence, which is not what is looked at here. */
function withHostUsers(request: Request): Request {
  const body = request.body as { HostConfig?: Record<string, unknown> } | undefined
  const { Privileged, NetworkMode, PidMode, IpcMode } = body?.HostConfig ?? {}
  if (!Privileged && ![NetworkMode, PidMode, IpcMode].includes('host')) return request
  return { ...request, body: { ...body, HostConfig: { ...body?.HostConfig, UsernsMode: 'host' } } }
}

describe('on the raw engine the oracle sees', () => {
  let whole: string[] = []
  beforeAll(async () => {
    whole = await field.look({ deep: false })
  })
  const shown = groups.flatMap(({ title, attacks }) =>
    attacks.filter(({ notRaw }) => !notRaw).map((attack) => [`${title}: ${attack.name}`, attack] as const),
  )
  it.each(shown)('%s', async (_name, attack) => {
    const door = createDoor(String(process.env.DRYDOCK_TEST_DOCKER), withHostUsers)
    await run(attack, door, { ...field.ground, image: 'catalog.drydock.local/busybox' })
    // Looked at only where it is the victim's things that change: that costs most.
    const changed = attack.oracle === 'victim' ? changes(whole, await field.look({ deep: false })) : []
    const found = [...changed, ...(await findings(field, door, 'engine'))]
    await sweep(field, door.replies)
    if (changed.length > 0) {
      await field.repair()
      whole = await field.look({ deep: false })
    }
    expect(
      found.filter((one) => one.startsWith(attack.oracle)),
      `${JSON.stringify(found).slice(0, 1500)} ${door.replies.map(({ text }) => text.slice(0, 300)).join('\n')}`,
    ).not.toEqual([])
  })
})
