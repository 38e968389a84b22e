// The run-sheet: said what must be and what may go, the clock begun, too little time: what may go goes, the wrap-up stays.
import { expect, type Page, test } from 'playwright/test'
import { say, startClass } from './support/page.ts'

const sheet = (key: string, values: Record<string, string | number> = {}) => say('en', `live.sheet.${key}`, values)

/** A class without students shows its code first. */
async function closeCode(page: Page): Promise<void> {
  await expect(page.getByTestId('join-code')).toBeVisible()
  await page.keyboard.press('Escape')
}

test('a class that does not fit leaves out what may go first, and keeps its wrap-up', async ({ page }) => {
  test.setTimeout(180_000)
  await startClass(page)
  const strip = page.getByRole('region', { name: sheet('label') })
  const dialog = page.getByRole('dialog', { name: sheet('title') })
  await strip.getByRole('button', { name: sheet('open') }).click()
  // The first lesson is a must with its text, its lab's steps go first; they take ten minutes more than there are.
  const lab = dialog
    .locator('details')
    .filter({ has: page.locator('summary select') })
    .first()
  const level = lab.locator('summary select')
  await level.selectOption('cut')
  await expect(level).toHaveValue('cut')
  const [, work] = /^(\d+) min of work/.exec((await dialog.getByText(/min of work/).textContent()) ?? '') ?? []
  const minutes = async (label: string, value: number) => {
    const field = dialog.getByRole('spinbutton', { name: label, exact: true })
    await field.fill(String(value))
    await field.press('Enter')
    await expect(field).toHaveValue(String(value))
  }
  await minutes(sheet('wrap'), 12)
  await minutes(sheet('budget'), Number(work) + 2)
  await dialog.getByRole('button', { name: sheet('begin') }).click()
  await page.keyboard.press('Escape')

  await expect(strip.getByText(sheet('onTime'))).toBeVisible()
  const over = strip.getByText(/do not fit/)
  await expect(over).toBeVisible()
  await expect(strip.getByText(sheet('wrapIn', { minutes: Number(work) - 10 }))).toBeVisible()
  await strip.getByRole('button', { name: /^Leave out/ }).click()
  await expect(over).toBeHidden()

  // Further on than planned: ahead. All of it is there after a reload.
  await page.getByRole('combobox', { name: say('en', 'live.steer.lesson') }).selectOption({ index: 2 })
  await expect(strip.getByText(/min ahead$/)).toBeVisible()
  await page.reload()
  await closeCode(page)
  await expect(strip.getByText(/min ahead$/)).toBeVisible()
  await strip.getByRole('button', { name: sheet('open') }).click()
  await expect(dialog.getByRole('spinbutton', { name: sheet('wrap'), exact: true })).toHaveValue('12')
  await lab.locator('summary').click()
  await expect(lab.getByRole('button', { name: /^Bring back/ })).not.toHaveCount(0)
})
