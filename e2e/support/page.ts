// What a person does on the lab screen, by role and name where there is one. Nothing here sleeps: it polls what is on the screen.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, type Locator, type Page } from 'playwright/test'
import type { Locale } from '#server/protocol/content.ts'
import { root } from './app.ts'
import { labOf } from './lab.ts'

const messages: Record<Locale, unknown> = {
  ko: JSON.parse(readFileSync(join(root, 'content/message/ko.json'), 'utf8')),
  en: JSON.parse(readFileSync(join(root, 'content/message/en.json'), 'utf8')),
}

/** The UI's own words: say('ko', 'lab.hint.open', { level: 1 }). */
export function say(locale: Locale, key: string, values: Record<string, string | number> = {}): string {
  const text = key.split('.').reduce<unknown>((at, part) => (at as Record<string, unknown>)?.[part], messages[locale])
  if (typeof text !== 'string') throw new Error(`no message ${key} in ${locale}`)
  return text.replace(/\{(\w+)\}/g, (_all, name) => String(values[name]))
}

export const step = (page: Page, id: string): Locator => page.locator(`[data-step="${id}"]`)

/** The text of the terminal that is in front. */
export async function screen(page: Page): Promise<string> {
  return page.evaluate(() =>
    Object.values(window.__drydock?.terminals ?? {})
      .map((one) => one.text())
      .join('\n'),
  )
}

export async function openLab(page: Page, locale: Locale, slug: string): Promise<void> {
  await page.goto(`/${locale}/lab/${slug}`)
  await expect.poll(() => screen(page), { timeout: 30_000 }).toMatch(/\$/)
}

/** Types a line as a person does; resolves when the shell is back at its prompt. */
export async function run(page: Page, line: string): Promise<void> {
  await page.locator('[data-testid="terminal"] textarea').first().focus()
  const before = prompts(await screen(page))
  await page.keyboard.type(line)
  await page.keyboard.press('Enter')
  await expect.poll(async () => prompts(await screen(page)), { timeout: 60_000 }).toBeGreaterThan(before)
}

/** Prompts on the screen: lines that a `$ ` ends or begins a command on. */
const prompts = (text: string) => text.split('\n').filter((line) => /\$( |$)/.test(line)).length

/** Answers a question of a step by the option's own text. */
export async function answer(page: Page, locale: Locale, slug: string, stepId: string, checkId: string, value: string) {
  const check = labOf(slug)
    .steps.find((one) => one.id === stepId)
    ?.check.find((one) => one.id === checkId)?.check
  if (check?.type !== 'answer') throw new Error(`${stepId}/${checkId} is no question`)
  const form = step(page, stepId).getByRole('form', { name: check.question[locale] })
  if (check.options) await form.locator(`input[type="radio"][value="${value}"]`).check()
  else await form.getByRole('textbox').fill(value)
  await form.getByRole('button', { name: say(locale, 'lab.question.answer') }).click()
}

/** A class of all lessons, started with one click; the page is on its board then. Returns the code. */
export async function startClass(teacher: Page, locale: Locale = 'en'): Promise<string> {
  await teacher.goto(process.env.DRYDOCK_TEST_INSTRUCTOR!.replace('/ko/', `/${locale}/`))
  await teacher
    .getByRole('button', { name: say(locale, 'live.start.go') })
    .first()
    .click()
  const code = (await teacher.getByTestId('join-code').textContent()) ?? ''
  await teacher.keyboard.press('Escape')
  return code
}

/** Into a class, as a student without an account. */
export async function joinClass(student: Page, locale: Locale, code: string, name: string): Promise<void> {
  await student.goto(`/${locale}/join?code=${code}`)
  await student.getByLabel(say(locale, 'live.join.name')).fill(name)
  await student.getByRole('button', { name: say(locale, 'live.join.go') }).click()
  await expect(student.getByRole('region', { name: say(locale, 'live.bar.label') })).toBeVisible({ timeout: 30_000 })
}

/** One right route of a step, typed and clicked. */
export async function solve(page: Page, locale: Locale, slug: string, stepId: string, route = 0): Promise<void> {
  const found = labOf(slug).steps.find((one) => one.id === stepId)
  for (const line of found?.solve[route] ?? []) {
    const asked = /^answer (\S+) (.+)$/.exec(line)
    if (asked) await answer(page, locale, slug, stepId, asked[1]!, asked[2]!)
    else await run(page, line)
  }
  await expect(step(page, stepId)).toHaveAttribute('data-status', 'passed', { timeout: 20_000 })
}
