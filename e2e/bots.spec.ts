// The class of bots is a measure only if it can fail: three bots measure what three can show, and say what they could not.
import { expect, test } from 'playwright/test'
import { runClass } from './bots/class.ts'

const instructorLink = () => process.env.DRYDOCK_TEST_INSTRUCTOR!

test('three bots: steps tick, a repeated error is flagged, a lost line comes back, terminals are looked at', async () => {
  test.setTimeout(240_000)
  const { lines, missing, faults, passed, commands, rejoined } = await runClass({
    instructorLink: instructorLink(),
    students: 3,
    minutes: 3,
    enough: ({ passed, repeated, rejoined, views, lag }) =>
      passed >= 3 && repeated.length > 0 && rejoined > 0 && views.length > 0 && lag.length > 3,
  })
  expect(faults).toEqual([])
  // Nobody is silent for long enough in so short a class.
  expect(missing).toEqual(['a silent student is flagged, slowest'])
  expect(passed).toBeGreaterThanOrEqual(3)
  expect(commands).toBeGreaterThanOrEqual(6)
  expect(rejoined).toBe(1)
  for (const { what, figure } of lines) expect(figure, what).toBeGreaterThanOrEqual(0)
  expect(lines.map(({ what }) => what).join('\n')).toMatch(
    /board lag.*repeated error.*live view.*traffic.*web: processor.*agent: resident/s,
  )
})

test('a class that is too short to measure anything says so; without the right to teach there is none', async () => {
  const { missing } = await runClass({ instructorLink: instructorLink(), students: 1, minutes: 0.01 })
  expect(missing).toContain('a repeated error is flagged, p95')
  const wrong = new URL(instructorLink())
  wrong.searchParams.set('instructor', 'wrong')
  await expect(runClass({ instructorLink: wrong.href, students: 1, minutes: 0.01 })).rejects.toThrow('not-allowed')
})
