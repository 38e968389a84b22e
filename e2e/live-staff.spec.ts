// Teaching together: the instructor gives a link away, a helper takes a student, everybody sees who holds whom, the link is taken back.
import { expect, type Page, test } from 'playwright/test'
import { connectLive, newLearner } from './bots/connection.ts'
import { say, startClass } from './support/page.ts'

const link = () => new URL(process.env.DRYDOCK_TEST_INSTRUCTOR!)

test('a helper link: one student at a time, held for all to see, a word at the end, and taken back', async ({
  browser,
}) => {
  test.setTimeout(120_000)
  const [one, two] = [await browser.newContext(), await browser.newContext({ locale: 'ko-KR' })]
  const teacher = await one.newPage()
  const code = await startClass(teacher)
  const { origin } = link()
  const students = []
  for (const name of ['Kim', 'Lee']) {
    const student = await connectLive(origin, await newLearner(origin))
    await student.call('class:join', { code, name })
    await student.call('class:sticky', { kind: 'stuck' })
    students.push(student)
  }

  await teacher.getByRole('button', { name: say('en', 'live.head.staff') }).click()
  const dialog = teacher.getByRole('dialog', { name: say('en', 'live.staff.title') })
  await dialog.getByLabel(say('en', 'live.staff.name')).fill('Han')
  await dialog.getByRole('button', { name: say('en', 'live.staff.make') }).click()
  const url = (await dialog.getByTestId('staff-link').textContent()) ?? ''
  await teacher.keyboard.press('Escape')

  const helper = await two.newPage()
  await helper.goto(url.replace('/en/', '/ko/'))
  expect(helper.url()).not.toContain('staff=')
  const need = (page: Page, name: string) => page.getByTestId('need').filter({ hasText: name })
  await expect(need(helper, 'Kim')).toBeVisible()
  await expect(helper.getByRole('button', { name: say('ko', 'live.head.end') })).toHaveCount(0)
  await need(helper, 'Kim')
    .getByRole('button', { name: say('ko', 'live.need.claim') })
    .click()
  await expect(need(teacher, 'Kim')).toContainText(say('en', 'live.need.by', { name: 'Han' }))
  await need(helper, 'Lee')
    .getByRole('button', { name: say('ko', 'live.need.claim') })
    .click()
  await expect(helper.getByText(say('ko', 'error.claim-one.title'))).toBeVisible()

  await need(helper, 'Kim')
    .getByRole('button', { name: say('ko', 'live.need.settle') })
    .click()
  const settle = helper.getByRole('dialog')
  await expect(settle.getByRole('button', { name: say('ko', 'live.need.next.go') })).toBeDisabled()
  await settle.getByLabel(say('ko', 'live.need.next.field')).fill('포트 순서 다시 보기')
  await settle.getByRole('button', { name: say('ko', 'live.need.next.go') }).click()
  await expect(need(helper, 'Kim')).toHaveCount(0)
  await teacher.getByTestId('student').filter({ hasText: 'Kim' }).click()
  await expect(teacher.getByRole('region', { name: 'Kim' })).toContainText('포트 순서 다시 보기')

  await teacher.keyboard.press('Escape')
  await teacher.getByRole('button', { name: say('en', 'live.head.staff') }).click()
  await dialog.getByRole('button', { name: say('en', 'live.staff.revokeOf', { name: 'Han' }) }).click()
  await expect(helper.getByText(say('ko', 'error.not-allowed.title'))).toBeVisible()
  for (const student of students) student.close()
  await one.close()
  await two.close()
})
