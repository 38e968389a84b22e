// `npm run faults [-- --only agent,engine] [--desks 3] [--rounds 10] [--seed 1]`: people at work while things fail, one after the other, and what is
// left on their screens; then kill -9 of web and agent at random moments while learners' progress is written. On an app and an engine of
// its own, in DRYDOCK_TEST_HOME. Prints a line for each; ends with 1 when something that must be kept was not.
import { parseArgs } from 'node:util'
import { whole } from './count.ts'
import { takeDesk } from './desk.ts'
import { type Fault, faults } from './kinds.ts'
import { startMachine } from './machine.ts'
import { killWhileWriting } from './writes.ts'

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    desks: { type: 'string', default: '3' },
    // A web that ends again and again is started later each time: more rounds take most of a minute each.
    rounds: { type: 'string', default: '10' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
})
const wanted = values.only?.split(',') ?? [...Object.keys(faults), 'writes']
const unknown = wanted.filter((name) => name !== 'writes' && !faults[name])
if (unknown.length > 0) throw new Error(`--only takes ${[...Object.keys(faults), 'writes'].join(', ')}`)

/** Before a fault comes, the shells have been busy for so long. */
const WARM_MS = 3_000

const failures: string[] = []
const fail = (fault: string, what: string) => {
  failures.push(`${fault}: ${what}`)
  console.log(`  FAILED  ${what}`)
}

const machine = await startMachine({
  home: process.env.DRYDOCK_TEST_HOME ?? '.drydock-test',
  port: Number(process.env.DRYDOCK_TEST_PORT ?? 3100),
})
try {
  const kinds = wanted.flatMap((name) => faults[name] ?? [])
  if (kinds.length > 0) await people(kinds)
  if (wanted.includes('writes'))
    for (const what of await killWhileWriting(machine, { rounds: Number(values.rounds), seed: Number(values.seed) }))
      fail('writes', what)
} finally {
  await machine.stop()
}
console.log(failures.length > 0 ? `${failures.length} failed` : 'all kept')
process.exit(failures.length > 0 ? 1 : 0)

async function people(kinds: Fault[]): Promise<void> {
  console.log(`${values.desks} learners sit down`)
  const desks = await Promise.all(Array.from({ length: Number(values.desks) }, () => takeDesk(machine.url)))
  for (const fault of kinds) {
    const { name } = fault
    await Promise.all(desks.map((desk) => desk.begin()))
    await new Promise((done) => setTimeout(done, WARM_MS))
    const pids = await Promise.all(desks.map((desk) => desk.pid()))
    const began = performance.now()
    console.log(`- ${name}`)
    await fault.happen(
      machine,
      desks.map(({ sitter }) => sitter),
    )
    const gone = (error: Error) => fail(name, error.message)
    if (fault.keeps === 'the-lab') await Promise.all(desks.map((desk) => desk.again().catch(gone)))
    else await Promise.all(desks.map((desk) => desk.goneOn().catch(gone)))
    const seconds = ((performance.now() - began) / 1000).toFixed(1)
    await Promise.all(desks.map((desk, at) => examine(fault, desk, pids[at]!)))
    console.log(`  over after ${seconds} s`)
  }
  for (const desk of desks) desk.leave()
}

async function examine(fault: Fault, desk: Awaited<ReturnType<typeof takeDesk>>, pid: string): Promise<void> {
  const { name, keeps } = fault
  const misplaced = desk.misplaced()
  if (misplaced) fail(name, misplaced)
  if (keeps === 'the-lab') return
  if ((await desk.pid()) !== pid) fail(name, 'the shell is another one')
  const screens = { counted: await desk.counted(), typed: await desk.typed() }
  const tokens = await desk.finish()
  const missing = tokens.findIndex((token, at) => at > 0 && Number(token) > Number(tokens[at - 1]) + 1)
  const twice = tokens.length - new Set(tokens).size
  for (const [which, verdict] of Object.entries(screens)) {
    const { lost, doubled, torn, last } = verdict
    const said = `${which}: ${last} lines, ${lost} lost, ${doubled} doubled, ${torn} torn`
    // What was typed again stands there again.
    const again = which === 'typed' && keeps === 'the-screens' ? twice : 0
    if (whole({ ...verdict, doubled: doubled - again })) console.log(`  ok      ${said}`)
    else fail(name, said)
  }
  const said = `what the shell was typed: ${tokens.length} lines, ${twice} twice`
  if (missing >= 0) fail(name, `${said}, after ${tokens[missing - 1]} comes ${tokens[missing]}`)
  else if (twice > 0 && keeps === 'all') fail(name, said)
  else console.log(`  ok      ${said}`)
}
