// A student alone, from the home page to a finished lab, in both languages.
import { expect, test } from 'playwright/test'
import { type Locale, locales } from '#server/protocol/content.ts'
import { labOf } from './support/lab.ts'
import { answer, openLab, run, say, screen, solve, step } from './support/page.ts'

const SLUG = 'first-containers'
const lab = labOf(SLUG)
const ids = lab.steps.map((one) => one.id)

// All of it in Korean; in English as far as there are words that differ.
for (const locale of locales)
  test(`a student does ${locale === 'ko' ? 'the whole lab, with a published page' : 'the first steps'}, with a mistake and a reload (${locale})`, async ({
    page,
  }) => {
    test.setTimeout(400_000)
    await page.goto(`/${locale}`)
    await page
      .getByRole('link', { name: lessonTitle(locale) })
      .first()
      .click()
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    await openLab(page, locale, SLUG)
    await expect(step(page, ids[0]!)).toHaveAttribute('data-status', 'current')

    // A mistake first: the CLI's own words stay as they are, the card explains them.
    await run(page, 'docker run helloworld')
    expect(await screen(page)).toContain('Unable to find image')
    const card = page.locator('[data-coach="image-unknown"]')
    await expect(card).toBeVisible()
    expect(/[\uac00-\ud7a3]/.test((await card.textContent()) ?? '')).toBe(locale === 'ko')
    await expect(step(page, ids[0]!)).toHaveAttribute('data-status', 'current')
    await card.getByRole('button', { name: say(locale, 'lab.coach.dismiss') }).click()

    await solve(page, locale, SLUG, ids[0]!)
    await expect(step(page, ids[1]!)).toHaveAttribute('data-status', 'current')

    // A reload in the middle: the shell, what it said and the progress are still there.
    await run(page, 'marker=kept; echo reload-$marker')
    await page.reload()
    await expect.poll(() => screen(page), { timeout: 20_000 }).toContain('reload-kept')
    await expect(step(page, ids[0]!)).toHaveAttribute('data-status', 'passed')
    await run(page, 'echo still-$marker')
    expect(await screen(page)).toContain('still-kept')

    for (const id of locale === 'ko' ? ids.slice(1) : ids.slice(1, 2)) {
      await solve(page, locale, SLUG, id)
      if (id !== 'publish') continue
      // What was published is a page in the lab's browser tab, from an origin apart from the app's.
      await page.getByRole('tab', { name: say(locale, 'lab.tab.browser') }).click()
      const frame = page.frameLocator('iframe')
      await expect(frame.getByRole('heading').first()).toBeVisible({ timeout: 20_000 })
      const source = await page.locator('iframe').getAttribute('src')
      expect(new URL(source!).host).toMatch(/^8080-[a-z2-7]+\.localhost/)
      expect(new URL(source!).origin).not.toBe(new URL(page.url()).origin)
    }
    if (locale === 'ko') {
      await expect(page.getByText(say(locale, 'lab.done.title'))).toBeVisible()
      const quiz = page.getByRole('link', { name: say(locale, 'lab.toQuiz') })
      expect((await page.request.get((await quiz.getAttribute('href'))!)).status()).toBe(200)
    } else await expect(step(page, ids[2]!)).toHaveAttribute('data-status', 'current')
  })

test('a wrong answer explains itself and does not tick', async ({ page }) => {
  await openLab(page, 'en', SLUG)
  await solve(page, 'en', SLUG, ids[0]!)
  await solve(page, 'en', SLUG, ids[1]!)
  const asking = lab.steps[2]!
  const question = asking.check.find((one) => one.check.type === 'answer' && one.check.options)!
  const check = question.check as { options: { id: string; correct: boolean; why: { en: string } }[] }
  const wrong = check.options.find((option) => !option.correct)!
  await answer(page, 'en', SLUG, asking.id, question.id, wrong.id)
  await expect(step(page, asking.id).getByText(say('en', 'lab.question.wrong')).first()).toBeVisible()
  await expect(step(page, asking.id)).toHaveAttribute('data-status', 'current')
})

test('hints open one by one and are remembered', async ({ page }) => {
  await openLab(page, 'ko', SLUG)
  const first = step(page, ids[0]!)
  await first.getByRole('button', { name: say('ko', 'lab.hint.open', { level: 1 }) }).click()
  await expect(first.getByText(say('ko', 'lab.hint.opened', { level: 1 }))).toBeVisible()
  await page.reload()
  await expect(first.getByText(say('ko', 'lab.hint.opened', { level: 1 }))).toBeVisible()
  await expect(first.getByRole('button', { name: say('ko', 'lab.hint.open', { level: 2 }) })).toBeVisible()
})

test('reset: to the beginning of the step, then removes all that was made and starts at the first step', async ({
  page,
}) => {
  test.setTimeout(120_000)
  await openLab(page, 'en', SLUG)
  await solve(page, 'en', SLUG, ids[0]!)
  await run(page, 'docker volume create mess')
  const reset = page.getByRole('button', { name: say('en', 'lab.reset.open') })
  const go = page.getByRole('button', { name: say('en', 'lab.reset.go') })
  await reset.click()
  await page.getByRole('dialog').getByRole('radio').nth(1).check()
  await go.click()
  // What was done at the step goes, the steps before stay done.
  await expect(page.getByText(say('en', 'lab.reset.stepDone'))).toBeVisible({ timeout: 30_000 })
  await expect(step(page, ids[0]!)).toHaveAttribute('data-status', 'passed')
  await expect(step(page, ids[1]!)).toHaveAttribute('data-status', 'current')
  await run(page, 'echo volumes=$(docker volume ls -q | wc -l) left=$(docker ps -aq | wc -l)')
  expect(await screen(page)).toContain('volumes=0 left=1')

  await reset.click()
  await go.click()
  await expect(step(page, ids[0]!)).toHaveAttribute('data-status', 'current', { timeout: 30_000 })
  await run(page, 'echo left=$(docker ps -aq | wc -l)')
  expect(await screen(page)).toContain('\nleft=0')
})

test('two students use the same names and ports side by side and see nothing of each other', async ({ browser }) => {
  const pages = await Promise.all([0, 1].map(async () => (await browser.newContext()).newPage()))
  for (const page of pages) await openLab(page, 'en', SLUG)
  for (const [index, page] of pages.entries()) {
    await run(page, 'docker run -d --name web -p 8080:80 nginx')
    await run(
      page,
      `docker exec web sh -c 'echo student-${index} > /usr/share/nginx/html/index.html || echo student-${index} > /var/www/html/index.html'`,
    )
  }
  for (const [index, page] of pages.entries()) {
    await run(page, 'curl -s localhost:8080')
    expect(await screen(page)).toContain(`student-${index}`)
    expect(await screen(page)).not.toContain(`student-${1 - index}`)
    await run(page, 'echo mine=$(docker ps -aq | wc -l)')
    expect(await screen(page)).toContain('mine=1')
  }
  for (const page of pages) await page.context().close()
})

function lessonTitle(locale: Locale): RegExp {
  return locale === 'ko' ? /첫 컨테이너/ : /First containers/
}
