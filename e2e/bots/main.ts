// `npm run bots -- --students 100 [--minutes 3]`: a live class of bots, its targets met or missed with their figures. Against the app
// whose instructor link DRYDOCK_INSTRUCTOR gives (as `npm start` prints it), else against one that is started for it. Writes
// bots.json. Ends with 1 when a target could not be measured; a missed one is a finding, not a failure. `--faults`: instead of measuring,
// web, agent and engine of an app of its own are killed in the middle of the class, and all that was there before must be there after.
import { writeFileSync } from 'node:fs'
import { loadavg } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { print, tell } from '../bench/measure.ts'
import { root, startApp } from '../support/app.ts'
import { runClass } from './class.ts'
import { LEAST_STUDENTS, runFaults } from './fault.ts'

const { values } = parseArgs({
  options: {
    students: { type: 'string', default: '30' },
    minutes: { type: 'string', default: '3' },
    faults: { type: 'boolean', default: false },
  },
})
const students = Number(values.students)
const minutes = Number(values.minutes)
const least = values.faults ? LEAST_STUDENTS : 1
if (!Number.isInteger(students) || students < least || !(minutes > 0))
  throw new Error(`--students takes a whole number from ${least}, --minutes a number above 0`)

const given = process.env.DRYDOCK_INSTRUCTOR
if (given && values.faults) throw new Error('--faults kills an app of its own: without DRYDOCK_INSTRUCTOR, please')
const app = given
  ? undefined
  : await startApp({
      home: process.env.DRYDOCK_TEST_HOME ?? '.drydock-test',
      port: Number(process.env.DRYDOCK_TEST_PORT ?? 3100),
    })
const load = loadavg()[0]
console.log(`bots: load average ${load?.toFixed(2)} before the class`)
try {
  process.exitCode = (await (values.faults ? faults() : targets())) ? 0 : 1
} finally {
  await app?.stop()
}
process.exit()

async function targets(): Promise<boolean> {
  const instructorLink = given ?? app!.instructorLink
  const outcome = await runClass({ instructorLink, students, minutes, say: console.log })
  const lines = outcome.lines.map(tell)
  for (const line of lines) print(line)
  const { commands, passed, rejoined, missing, faults: failed } = outcome
  console.log(`${commands} commands, ${passed} steps passed, ${rejoined} came back after a lost line`)
  for (const what of missing) console.error(`failed  ${what}: nothing to measure`)
  for (const fault of failed) console.error(`fault   ${fault}`)
  const told = { students, minutes, load, lines, missing, faults: failed, commands, passed, rejoined }
  writeFileSync(join(root, 'bots.json'), `${JSON.stringify(told, null, 2)}\n`)
  return missing.length === 0
}

async function faults(): Promise<boolean> {
  const { lines, lost, passed } = await runFaults({ app: app!, students, say: console.log })
  for (const line of lines) print(tell(line))
  console.log(`${passed} steps passed`)
  for (const what of lost) console.error(`lost    ${what}`)
  console.log(lost.length === 0 ? 'nothing was lost' : `${lost.length} things were lost`)
  return lost.length === 0
}
