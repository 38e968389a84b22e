// A live class as its people use it: an instructor with the board, a Korean and an English student with real labs.
import { type BrowserContext, expect, type Page, test } from 'playwright/test'
import { joinClass, openLab, run, say, screen, startClass } from './support/page.ts'
import { accessible, fits } from './support/screen.ts'

const SLUG = 'first-containers'

async function join(context: BrowserContext, locale: 'ko' | 'en', code: string, name: string): Promise<Page> {
  const page = await context.newPage()
  await joinClass(page, locale, code, name)
  return page
}

test('a class: join, be stuck, be seen, be helped, be asked, and the report', async ({ browser }) => {
  test.setTimeout(360_000)
  const contexts = await Promise.all(
    [1, 2, 3].map(() => browser.newContext({ viewport: { width: 1440, height: 900 } })),
  )
  const teacher = await contexts[0]!.newPage()
  const code = await startClass(teacher)
  const kim = await join(contexts[1]!, 'ko', code, '김하나')
  const lee = await join(contexts[2]!, 'en', code, 'Lee')
  const tile = (name: string) => teacher.getByTestId('student').filter({ hasText: name })
  await expect(tile('김하나')).toBeVisible()
  await expect(tile('Lee')).toBeVisible()
  // Three are expected, two are here, no lab is open yet.
  await teacher.getByRole('button', { name: say('en', 'live.expected.here', { here: 2, all: 2 }) }).click()
  await teacher.getByLabel(say('en', 'live.expected.field')).fill('3')
  await teacher.getByRole('button', { name: say('en', 'live.expected.set') }).click()
  await expect(
    teacher.getByRole('button', { name: say('en', 'live.expected.of', { here: 2, expected: 3 }) }),
  ).toBeVisible()
  const lobby = teacher.getByTestId('lobby')
  await expect(lobby.locator('[data-check="here"]')).toContainText(say('en', 'live.lobby.of', { ready: 2, all: 3 }))
  await expect(lobby.locator('[data-check="lab"]')).toContainText(say('en', 'live.lobby.of', { ready: 0, all: 3 }))

  // Kim works; the board follows.
  await openLab(kim, 'ko', SLUG)
  await run(kim, 'docker run hello-world')
  await expect(tile('김하나')).toHaveAttribute('data-dots', /^\*o/, { timeout: 20_000 })
  await expect(lobby.locator('[data-check="keys"]')).toContainText(say('en', 'live.lobby.of', { ready: 1, all: 3 }))

  // Lee makes the same mistake three times and says nothing.
  await openLab(lee, 'en', SLUG)
  for (let at = 0; at < 3; at++) {
    if (at > 0) await lee.waitForTimeout(5_500) // the coach is silent about the same cause for a while
    await run(lee, 'docker run helloworld')
  }
  const need = teacher.getByTestId('need').filter({ hasText: 'Lee' })
  await expect(need).toContainText(say('en', 'live.need.why.repeated'))
  await expect(tile('Lee')).toHaveAttribute('data-need', 'red')

  // The instructor asks to look, Lee says yes, and sees that they look.
  await need.getByRole('button', { name: say('en', 'live.need.look') }).click()
  const panel = teacher.getByRole('region', { name: 'Lee' })
  await expect(panel).toContainText('docker run helloworld')
  await panel.getByRole('button', { name: say('en', 'live.person.watch.ask', { number: 1 }) }).click()
  const size = await lee.evaluate(() => Object.values(window.__drydock?.terminals ?? {})[0]?.cols)
  await lee.getByRole('button', { name: say('en', 'live.bar.watch.yes') }).click()
  await expect(panel.getByRole('img', { name: say('en', 'live.person.watch.screen', { name: 'Lee' }) })).toBeVisible()
  await expect(panel.locator('.xterm-rows')).toContainText('helloworld')
  await run(lee, 'echo seen-$((40+2))')
  await expect(panel.locator('.xterm-rows')).toContainText('seen-42')
  expect(await lee.evaluate(() => Object.values(window.__drydock?.terminals ?? {})[0]?.cols)).toBe(size)

  // To type is a second question. While both may, both see it; Lee's own key takes it back at once.
  await panel.getByRole('button', { name: say('en', 'live.person.type.ask') }).click()
  const request = lee.getByRole('region', { name: say('en', 'live.bar.type.region') })
  await lee.keyboard.press('F6')
  await expect(request).toBeVisible()
  await request.getByRole('button', { name: say('en', 'live.bar.type.yes') }).press('Enter')
  await expect(panel.getByRole('button', { name: say('en', 'live.person.type.stop') })).toBeVisible()
  await expect(lee.getByText(say('en', 'live.bar.type.back'))).toBeVisible()
  await expect(lee.getByTestId('terminal')).toHaveAttribute('data-guest', 'true')
  await accessible(lee)
  await teacher.keyboard.type('echo both-$((40+2))\n')
  await expect.poll(() => screen(lee)).toContain('both-42')
  await lee.getByTestId('terminal').click()
  await lee.keyboard.press('x')
  await expect(panel).toContainText(say('en', 'live.person.type.ended.taken'))
  await expect(lee.getByText(say('en', 'live.bar.type.back'))).toHaveCount(0)
  await lee.keyboard.press('Backspace')
  expect(await lee.evaluate(() => Object.values(window.__drydock?.terminals ?? {})[0]?.cols)).toBe(size)
  await lee.getByRole('button', { name: say('en', 'live.bar.watch.stop') }).click()
  await expect(panel).toContainText(say('en', 'live.person.watch.ask', { number: 1 }))

  // A note, then a checkpoint: the steps before are done for Lee.
  await panel.getByLabel(say('en', 'live.person.message')).fill('Mind the hyphen')
  await panel.getByRole('button', { name: say('en', 'live.person.send') }).click()
  await expect(lee.getByText('Mind the hyphen')).toBeVisible()
  await panel.getByLabel(say('en', 'live.person.bring')).selectOption({ index: 3 })
  await expect(tile('Lee')).toHaveAttribute('data-dots', /^\*\*o/, { timeout: 60_000 })
  await run(lee, 'docker ps -a')
  expect(await screen(lee)).toContain('lister')
  // Or the step is put back to its beginning, when it has come to grief.
  await run(lee, 'docker volume create mess')
  await panel.getByRole('button', { name: say('en', 'live.person.reset.open') }).click()
  await teacher.getByRole('button', { name: say('en', 'live.person.reset.go') }).click()
  await expect(lee.getByText(/your lab is at the beginning/)).toBeVisible({ timeout: 60_000 })
  await expect(tile('Lee')).toHaveAttribute('data-dots', /^\*\*o/)
  await run(lee, 'echo volumes=$(docker volume ls -q | wc -l)')
  expect(await screen(lee)).toContain('volumes=0')
  await panel.getByRole('button', { name: say('en', 'live.person.close'), exact: true }).click()

  // Kim helps: their own yes, seen on the board.
  await kim.getByRole('button', { name: say('ko', 'live.bar.help.open') }).click()
  await kim.getByRole('button', { name: say('ko', 'live.bar.help.yes') }).click()
  await expect(kim.getByRole('button', { name: say('ko', 'live.bar.help.badge') })).toBeVisible()
  await expect(tile('김하나').getByLabel(say('en', 'live.grid.helps'))).toBeVisible()
  await kim.locator('[data-testid="terminal"] textarea').first().focus()

  // One key says that Kim is stuck.
  await kim.keyboard.press('Alt+Digit3')
  await expect(tile('김하나')).toHaveAttribute('data-need', 'red')

  // A question to all, in each one's language.
  await teacher.getByRole('tab', { name: say('en', 'live.board.tab.ask') }).click()
  await teacher
    .getByRole('button', { name: say('en', 'live.ask.open'), exact: true })
    .first()
    .click()
  for (const [page, locale] of [
    [kim, 'ko'],
    [lee, 'en'],
  ] as const) {
    const dialog = page.getByRole('dialog', { name: say(locale, 'live.poll.title') })
    await dialog.locator('input').first().check()
    await dialog.getByRole('button', { name: say(locale, 'live.poll.send') }).click()
  }
  await expect(teacher.getByTestId('poll')).toContainText(say('en', 'live.ask.answered', { count: 2, all: 2 }))
  await teacher.getByRole('button', { name: say('en', 'live.ask.close') }).click()
  await expect(teacher.getByRole('button', { name: say('en', 'live.ask.show') })).toBeVisible()

  // In lead mode the class goes along.
  await teacher.getByText(say('en', 'live.steer.lead'), { exact: true }).click()
  await teacher.getByLabel(say('en', 'live.steer.lesson')).selectOption('why-containers')
  await expect(kim).toHaveURL(/\/ko\/lesson\/why-containers/)
  await teacher.getByRole('button', { name: say('en', 'live.steer.freeze') }).click()
  await expect(kim.getByText(say('ko', 'live.bar.freeze'))).toBeVisible()

  // The end and what stays.
  await teacher.getByRole('button', { name: say('en', 'live.head.end'), exact: true }).click()
  await teacher
    .getByRole('dialog')
    .getByRole('button', { name: say('en', 'live.head.ending.go') })
    .click()
  await expect(teacher.getByRole('heading', { name: say('en', 'live.report.title') })).toBeVisible()
  await expect(teacher.getByRole('row', { name: /김하나/ })).toBeVisible()
  await expect(teacher.getByRole('row', { name: /image-unknown/ })).toBeVisible()
  await expect(teacher.getByRole('region', { name: say('en', 'live.report.typings') })).toContainText(
    say('en', 'live.report.ends.taken'),
  )
  await accessible(teacher)
  await expect(kim.getByText(say('ko', 'live.bar.over'))).toBeVisible()
  await teacher.goto(teacher.url().replace('/en/', '/ko/'))
  await teacher.emulateMedia({ colorScheme: 'dark' })
  await teacher.setViewportSize({ width: 390, height: 844 })
  await expect(teacher.getByRole('heading', { name: say('ko', 'live.report.next') })).toBeVisible()
  await fits(teacher)
  await accessible(teacher)
  for (const context of contexts) await context.close()
})

test('a student without a class, a wrong code, and no way to the board', async ({ page }) => {
  await page.goto('/ko/join')
  await page.getByLabel(say('ko', 'live.join.code')).fill('ZZZZZZ')
  await page.getByLabel(say('ko', 'live.join.name')).fill('이둘')
  await page.getByRole('button', { name: say('ko', 'live.join.go') }).click()
  await expect(page.getByText(say('ko', 'error.class-code-unknown.title'))).toBeVisible()
  await page.goto('/ko/live')
  await expect(page.getByText(say('ko', 'live.denied.title'))).toBeVisible()
  expect((await page.request.get('/api/class/aaaaaaaaaaaaaaaa.csv')).status()).toBe(403)
})
