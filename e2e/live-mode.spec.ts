// Lead, Free and Gate as a student meets them: taken along and called back, left alone, held at a step until the gate opens.
import { expect, test } from 'playwright/test'
import { joinClass, openLab, say, solve, startClass, step } from './support/page.ts'
import { accessible } from './support/screen.ts'

// What fades in has another contrast meanwhile.
test.use({ contextOptions: { reducedMotion: 'reduce' } })

test('a student is taken along and called back, then held at a step until the gate opens', async ({ browser }) => {
  test.setTimeout(180_000)
  const [one, two] = [await browser.newContext(), await browser.newContext()]
  const [board, student] = [await one.newPage(), await two.newPage()]
  const code = await startClass(board)
  await joinClass(student, 'ko', code, '김하나')
  const bar = student.getByRole('region', { name: say('ko', 'live.bar.label') })
  const place = bar.locator('a[data-mode]')
  await expect(place).toHaveAttribute('data-mode', 'free')

  await board.getByText(say('en', 'live.steer.lead'), { exact: true }).click()
  await board.getByRole('combobox', { name: say('en', 'live.steer.lesson') }).selectOption('first-containers')
  await expect(student).toHaveURL(/\/lesson\/first-containers$/)
  await student.goto('/ko/progress')
  // A reload takes them back; who goes elsewhere by a link is called.
  await expect(student).toHaveURL(/\/lesson\/first-containers$/)
  await student
    .getByRole('link', { name: say('ko', 'ui.progress') })
    .first()
    .click()
  await expect(student).toHaveURL(/\/progress$/)
  await expect(place).toContainText(say('ko', 'live.bar.back', { what: '' }))
  await board.getByRole('button', { name: say('en', 'live.steer.call') }).click()
  await expect(student).toHaveURL(/\/lesson\/first-containers$/)

  await board.getByText(say('en', 'live.steer.gate'), { exact: true }).click()
  await expect(place).toHaveAttribute('data-mode', 'gate')
  // One of one would open it.
  const gate = board.getByRole('region', { name: say('en', 'live.gate.label'), exact: true })
  await gate.getByRole('button', { name: /Opens at/ }).click()
  await board.getByRole('menuitem', { name: say('en', 'live.gate.byHand') }).click()
  await openLab(student, 'ko', 'first-containers')
  const ids = await student
    .locator('[data-step]')
    .evaluateAll((all) => all.map((card) => card.getAttribute('data-step')!))
  await solve(student, 'ko', 'first-containers', ids[0]!)
  await expect(student.getByText(say('ko', 'lab.held.title'))).toBeVisible()
  await expect(step(student, ids[1]!)).toHaveAttribute('data-status', 'locked')
  await student.reload()
  await expect(student.getByText(say('ko', 'lab.held.title'))).toBeVisible()
  await expect(gate.getByText(say('en', 'live.gate.passed', { passed: 1, of: 1 }))).toBeVisible()
  for (const page of [student, board]) await accessible(page)
  await gate.getByRole('button', { name: say('en', 'live.gate.open') }).click()
  await expect(step(student, ids[1]!)).toHaveAttribute('data-status', 'current')
  await expect(student.getByText(say('ko', 'lab.held.title'))).toBeHidden()
  await one.close()
  await two.close()
})
