// The instructor shows a terminal of their own lab; a student reads it, copies from it, closes it, and sees it again after a reload.
import { expect, test } from 'playwright/test'
import { joinClass, openLab, run, say, startClass } from './support/page.ts'
import { accessible, fits } from './support/screen.ts'

// What fades in has another contrast meanwhile.
test.use({ contextOptions: { reducedMotion: 'reduce' } })

test('a broadcast: chosen, read large, copied from, closed and opened, kept through a reload, stopped', async ({
  browser,
}) => {
  test.setTimeout(180_000)
  const [one, two] = [
    await browser.newContext(),
    await browser.newContext({ permissions: ['clipboard-read', 'clipboard-write'], colorScheme: 'light' }),
  ]
  const [board, lab, student] = [await one.newPage(), await one.newPage(), await two.newPage()]
  const code = await startClass(board)
  await joinClass(student, 'ko', code, '김하나')

  // Without a lab of one's own there is nothing to show.
  await board.getByRole('button', { name: say('en', 'live.broadcast.go') }).click()
  const dialog = board.getByRole('dialog', { name: say('en', 'live.broadcast.title') })
  await expect(dialog.getByText(say('en', 'live.broadcast.none'))).toBeVisible()
  await board.keyboard.press('Escape')
  await openLab(lab, 'en', 'first-containers')
  await run(lab, 'echo before-$((40+1))')
  await board.getByRole('button', { name: say('en', 'live.broadcast.go') }).click()
  await dialog.getByRole('button', { name: say('en', 'live.broadcast.terminal', { number: 1 }) }).click()

  const title = say('ko', 'live.stage.title', { who: say('ko', 'live.stage.instructor') })
  const panel = student.getByRole('region', { name: title, exact: true })
  const screen = panel.locator('.xterm-rows')
  await expect(screen).toContainText('before-41')
  await run(lab, 'echo seen-$((40+2))')
  await expect(screen).toContainText('seen-42')
  // That lab is not open here.
  await panel.getByRole('button', { name: say('ko', 'live.stage.same.go') }).click()
  await expect(student.getByText(say('ko', 'live.stage.same.notOpen'))).toBeVisible()
  const commands = panel.getByRole('region', { name: say('ko', 'live.stage.commands') })
  await expect(commands.getByRole('listitem')).toHaveText(['echo seen-$((40+2))'])
  await commands.getByRole('button', { name: say('ko', 'live.stage.copy') }).click()
  expect(await student.evaluate(() => navigator.clipboard.readText())).toBe('echo seen-$((40+2))')

  const button = student.getByRole('button', { name: title, exact: true })
  await panel.getByRole('button', { name: say('ko', 'live.stage.close') }).click()
  await expect(panel).toBeHidden()
  await student.reload()
  await expect(button).toHaveAttribute('aria-expanded', 'false')
  await button.click()
  await expect(screen).toContainText('seen-42')
  for (const page of [student, board]) await accessible(page)
  await student.emulateMedia({ colorScheme: 'dark' })
  await student.setViewportSize({ width: 390, height: 844 })
  await fits(student)
  await board.getByRole('button', { name: say('en', 'live.broadcast.stop') }).click()
  await expect(panel).toBeHidden()
  await expect(button).toBeHidden()
  await one.close()
  await two.close()
})
