// The quiz from the keyboard of a student who reads the questions: every item is answered, missed ones are tried again.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'playwright/test'
import { parse } from 'yaml'
import { locales, Quiz, type QuizItem } from '#server/protocol/content.ts'
import { root } from './support/app.ts'
import { say } from './support/page.ts'
import { answerItem, choose, plain } from './support/quiz.ts'

const SLUG = 'first-containers'
const quiz = Quiz.parse(parse(readFileSync(join(root, 'content/lesson', SLUG, 'quiz.yaml'), 'utf8')))

for (const locale of locales)
  test(`all items of the quiz can be answered and are counted (${locale})`, async ({ page }) => {
    await page.goto(`/${locale}/lesson/${SLUG}/quiz`)
    for (const [index, item] of quiz.items.entries()) {
      await expect(
        page.getByText(say(locale, 'quiz.count', { n: index + 1, total: quiz.items.length })).first(),
      ).toBeVisible()
      await answerItem(page, item, locale)
      await expect(page.getByText(plain(item.why[locale]).slice(0, 20)).first()).toBeVisible()
      const last = index === quiz.items.length - 1
      await page.getByRole('button', { name: say(locale, last ? 'quiz.finish' : 'quiz.next') }).click()
    }
    await expect(page.getByText(say(locale, 'quiz.summary.all'))).toBeVisible()
    // Another device: the code brings the marks along.
    await page.goto(`/${locale}/progress`)
    await expect(page.getByText(`${quiz.items.length}/${quiz.items.length}`).first()).toBeVisible()
  })

test('a wrong choice is explained and asked again at the end', async ({ page }) => {
  const item = quiz.items.find((one) => one.type === 'single')!
  const index = quiz.items.indexOf(item)
  await page.goto(`/en/lesson/${SLUG}/quiz`)
  for (let at = 0; at < index; at++) {
    await answerItem(page, quiz.items[at]!, 'en')
    await page.getByRole('button', { name: say('en', 'quiz.next') }).click()
  }
  const wrong = (item as Extract<QuizItem, { type: 'single' }>).options.find((option) => !option.correct)!
  await choose(page, wrong.text.en)
  await page.getByRole('button', { name: say('en', 'quiz.check') }).click()
  await expect(page.getByText(plain(wrong.why.en).slice(0, 20)).first()).toBeVisible()
  await expect(page.getByText(say('en', 'quiz.wrong')).first()).toBeVisible()
})
