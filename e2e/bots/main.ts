// `npm run bots -- --students 100 [--minutes 3]`: a live class of bots, its targets met or missed with their figures. Against the app
// whose instructor link DRYDOCK_INSTRUCTOR gives (as `npm start` prints it), else against one that is started for it. Writes
// bots.json. Ends with 1 when a target could not be measured; a missed one is a finding, not a failure.
import { writeFileSync } from 'node:fs'
import { loadavg } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { print, tell } from '../bench/measure.ts'
import { root, startApp } from '../support/app.ts'
import { runClass } from './class.ts'

const { values } = parseArgs({
  options: { students: { type: 'string', default: '30' }, minutes: { type: 'string', default: '3' } },
})
const students = Number(values.students)
const minutes = Number(values.minutes)
if (!Number.isInteger(students) || students < 1 || !(minutes > 0))
  throw new Error('--students takes a whole number above 0, --minutes a number above 0')

const given = process.env.DRYDOCK_INSTRUCTOR
const app = given
  ? undefined
  : await startApp({
      home: process.env.DRYDOCK_TEST_HOME ?? '.drydock-test',
      port: Number(process.env.DRYDOCK_TEST_PORT ?? 3100),
    })
try {
  const load = loadavg()[0]
  console.log(`bots: load average ${load?.toFixed(2)} before the class`)
  const outcome = await runClass({
    instructorLink: given ?? app!.instructorLink,
    students,
    minutes,
    say: console.log,
  })
  const lines = outcome.lines.map(tell)
  for (const line of lines) print(line)
  const { commands, passed, rejoined, missing, faults } = outcome
  console.log(`${commands} commands, ${passed} steps passed, ${rejoined} came back after a lost line`)
  for (const what of missing) console.error(`failed  ${what}: nothing to measure`)
  for (const fault of faults) console.error(`fault   ${fault}`)
  writeFileSync(
    join(root, 'bots.json'),
    `${JSON.stringify({ students, minutes, load, lines, missing, faults, commands, passed, rejoined }, null, 2)}\n`,
  )
  process.exitCode = missing.length > 0 ? 1 : 0
} finally {
  await app?.stop()
}
process.exit()
