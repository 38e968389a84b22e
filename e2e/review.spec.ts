// Questions come back: due on the review page, and three of older lessons before a new one. Days are made to pass in the store.
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, type Page, test } from 'playwright/test'
import { parse } from 'yaml'
import { Quiz, type QuizItem } from '#server/protocol/content.ts'
import { SESSION_COOKIE } from '#server/web/services.ts'
import { openStore } from '#server/web/store/store.ts'
import { createUsers } from '#server/web/user/user.ts'
import { root } from './support/app.ts'
import { say } from './support/page.ts'
import { answerItem, plain } from './support/quiz.ts'

const FIRST = 'workspace-preflight'
const SECOND = 'why-containers'
const DAY_MS = 86_400_000

const quiz = Quiz.parse(parse(readFileSync(join(root, 'content/lesson', FIRST, 'quiz.yaml'), 'utf8')))
type Choice = Extract<QuizItem, { type: 'single' }>
const choices = quiz.items.filter((item): item is Choice => item.type === 'single').slice(0, 2)

/** Answers by the API, so that the test is about what comes after. */
async function answered(page: Page, item: Choice, right: boolean): Promise<void> {
  const option = item.options.find((one) => one.correct === right)!.id
  const response = await page.request.post('/api/quiz', {
    data: { slug: FIRST, item: item.id, answer: { type: 'single', option }, locale: 'en' },
  })
  expect((await response.json()).correct).toBe(right)
}

/** All that this browser's learner has answered was `days` ago. */
async function pass(page: Page, days: number): Promise<void> {
  const token = (await page.context().cookies()).find(({ name }) => name.endsWith(SESSION_COOKIE))?.value
  const store = await openStore(resolve(root, process.env.DRYDOCK_TEST_HOME ?? '.drydock-test', 'drydock.db'))
  const user = (await createUsers(store).bySession(token))!
  await store
    .updateTable('card')
    .set((eb) => ({ due: eb('due', '-', days * DAY_MS), seen: eb('seen', '-', days * DAY_MS) }))
    .where('user_id', '=', user.id)
    .execute()
  await store.destroy()
}

test('what was answered comes back days later, and the next day is told', async ({ page }) => {
  const locale = 'ko'
  const t = (key: string, values?: Record<string, string | number>) => say(locale, `review.${key}`, values)
  await page.goto(`/${locale}/review`)
  await expect(page.getByText(t('empty.title'))).toBeVisible()

  await answered(page, choices[0]!, false)
  await answered(page, choices[1]!, true)
  await page.reload()
  await expect(page.getByText(t('none.title'))).toBeVisible()
  await expect(page.getByRole('time')).toContainText('내일')

  await pass(page, 30)
  await page.goto(`/${locale}`)
  await expect(page.getByRole('region', { name: t('title') })).toContainText('2')
  await page.getByRole('link', { name: t('card.go') }).click()
  for (const [index, item] of choices.entries()) {
    await expect(page.getByText(t('count', { total: 2, n: index + 1 }))).toBeVisible()
    // The answer is not on the page before it is given.
    expect(await page.content()).not.toContain(plain(item.why[locale]).slice(0, 20))
    await answerItem(page, item, locale)
    await expect(page.getByText(plain(item.why[locale]).slice(0, 20))).toBeVisible()
    await page.getByRole('button', { name: t(index === 0 ? 'on' : 'finish') }).click()
  }
  await expect(page.getByRole('heading', { name: t('done.title') })).toBeFocused()
  await expect(page.getByText(t('done.text', { total: 2, right: 2 }))).toBeVisible()
  await expect(page.getByRole('time')).toBeVisible()
  await page.goto(`/${locale}`)
  await expect(page.getByRole('link', { name: t('card.see') })).toBeVisible()
})

test('a lesson begins with questions of older ones, for who has met them, until they are skipped', async ({ page }) => {
  const warmUp = page.getByRole('button', { name: /^Warm-up/ })
  const skip = page.getByRole('button', { name: say('en', 'review.warmUp.skip') })
  const read = async (slug: string) => {
    await page.goto(`/en/lesson/${slug}`)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  }
  await read(SECOND)
  await expect(warmUp).toHaveCount(0)

  await answered(page, choices[0]!, false)
  await read(FIRST)
  await expect(warmUp).toHaveCount(0)
  await read(SECOND)
  await expect(page.getByText(say('en', 'review.count', { total: 3, n: 1 }))).toBeVisible()
  await warmUp.click()
  await expect(skip).toBeHidden()
  await warmUp.click()
  await skip.click()
  await expect(warmUp).toHaveCount(0)
  await page.reload()
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await expect(warmUp).toHaveCount(0)
})
