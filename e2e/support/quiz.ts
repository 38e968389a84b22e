// Answers a question of the quiz as who knows it: with its options, fields and buttons, by role and name.
import type { Page } from 'playwright/test'
import type { Locale, QuizItem } from '#server/protocol/content.ts'
import { say } from './page.ts'

/** As it is read on the screen: without the marks of code and bold. */
export const plain = (text: string) => text.replace(/[`*]/g, '').replace(/\s+/g, ' ').trim()

export const choose = (page: Page, text: string) =>
  page
    .getByRole('radio', { name: plain(text), exact: true })
    .or(page.getByRole('checkbox', { name: plain(text), exact: true }))
    .check()

export async function answerItem(page: Page, item: QuizItem, locale: Locale): Promise<void> {
  const t = (key: string, values?: Record<string, string | number>) => say(locale, `quiz.${key}`, values)
  switch (item.type) {
    case 'single':
    case 'multiple':
    case 'predict':
      for (const option of item.options.filter((one) => one.correct)) await choose(page, option.text[locale])
      break
    case 'order': {
      // Each to its place with its own button.
      const rows = page.locator('li:has([data-move="up"])')
      for (let place = 0; place < item.items.length; place++) {
        const text = plain(item.items[place]!.text[locale])
        for (let moves = 0; moves < item.items.length; moves++) {
          const texts = (await rows.allInnerTexts()).map(plain)
          const at = texts.findIndex((one) => one.includes(text))
          if (at <= place) break
          await rows.nth(at).locator('[data-move="up"]').click()
        }
      }
      break
    }
    case 'match':
      for (const pair of item.pairs)
        await page
          .getByRole('combobox', { name: plain(pair.left[locale]), exact: true })
          .selectOption({ label: plain(pair.right[locale]) })
      break
    case 'fill':
      await page.getByRole('textbox').fill(item.answer)
      break
    case 'open':
      await page.getByRole('textbox').fill('My own words.')
      await page.getByRole('button', { name: t('open.compare') }).click()
      // `all` takes what is there at the moment.
      await page.getByRole('checkbox').first().waitFor()
      for (const box of await page.getByRole('checkbox').all()) await box.check()
      await page.getByRole('button', { name: t('open.save') }).click()
      return
  }
  await page.getByRole('button', { name: t('check') }).click()
}
