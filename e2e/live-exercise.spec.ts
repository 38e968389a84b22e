// Exercises of a class: explain your output to a partner, find what the instructor broke; and a recording of a terminal, played by its
// owner and, as they let them, by the instructor.
import { expect, test } from 'playwright/test'
import { connectLive, newLearner } from './bots/connection.ts'
import { joinClass, openLab, run, say, startClass } from './support/page.ts'

const link = () => new URL(process.env.DRYDOCK_TEST_INSTRUCTOR!)

test('pairs show what they choose; a fault is told, found and taken back; a recording is played by those who may', async ({
  browser,
}) => {
  test.setTimeout(240_000)
  const [one, two] = await Promise.all([1, 2].map(() => browser.newContext({ viewport: { width: 1440, height: 900 } })))
  const teacher = await one!.newPage()
  const code = await startClass(teacher)
  const lee = await connectLive(link().origin, await newLearner(link().origin))
  await lee.call('class:join', { code, name: 'Lee' })
  const kim = await two!.newPage()
  await joinClass(kim, 'ko', code, '김하나')
  await openLab(kim, 'ko', 'first-containers')
  await run(kim, 'docker run -d --name web nginx')

  // Two who explain their output to each other.
  await teacher.getByRole('tab', { name: say('en', 'live.board.tab.exercise') }).click()
  const pairs = teacher.getByTestId('pairs')
  await pairs.getByRole('button', { name: 'Pair up (2 here)' }).click()
  const dialog = kim.getByRole('dialog')
  await dialog.getByRole('button', { name: say('ko', 'live.pair.take') }).click()
  await expect(dialog.getByLabel(say('ko', 'live.pair.mine'))).toHaveValue(/docker run -d --name web nginx/)
  await dialog.getByRole('button', { name: say('ko', 'live.pair.show'), exact: true }).click()
  await expect(dialog.getByText(say('ko', 'live.pair.isShown'))).toBeVisible()
  await dialog.getByRole('button', { name: say('ko', 'live.pair.done') }).click()
  const seen = await lee.call('class:hello', {})
  expect(JSON.stringify(seen)).toContain('docker run -d --name web nginx')
  expect(JSON.stringify(seen)).not.toContain('김하나')
  await lee.call('pair:done', { done: true })
  await expect(pairs).toContainText(say('en', 'live.pairs.doneOf', { done: 1, all: 1 }))
  await pairs.getByRole('button', { name: say('en', 'live.pairs.end') }).click()

  // Something is broken, for one of them.
  const faults = teacher.getByTestId('faults')
  await faults.getByRole('checkbox').first().uncheck()
  await faults.getByRole('checkbox', { name: '김하나' }).check()
  await faults.getByRole('button', { name: 'Break it on 1 host' }).click()
  const broken = kim.getByRole('dialog', { name: say('ko', 'live.broken.title') })
  await broken.getByLabel(say('ko', 'live.broken.field')).fill('web이 꺼져 있어요')
  await broken.getByRole('button', { name: say('ko', 'live.broken.go') }).click()
  await expect(faults.getByTestId('fault')).toContainText('web이 꺼져 있어요')
  await faults.getByRole('button', { name: say('en', 'live.fault.show') }).click()
  await kim.getByRole('button', { name: say('ko', 'live.broken.causeIs') }).click()
  await expect(broken).toContainText('docker ps -a')
  await kim.keyboard.press('Escape')
  await faults.getByRole('button', { name: say('en', 'live.fault.undoAll') }).click()
  await expect(faults.getByTestId('fault')).toHaveCount(0, { timeout: 20_000 })
  await expect(kim.getByRole('button', { name: say('ko', 'live.broken.causeIs') })).toHaveCount(0)
  await run(kim, 'test "$(docker inspect -f \'{{.State.Running}}\' web)" = true && echo run-$((40+2))')
  await expect
    .poll(() => kim.evaluate(() => Object.values(window.__drydock?.terminals ?? {})[0]?.text()))
    .toContain('run-42')

  // A recording, with the command that failed.
  const record = kim.getByRole('dialog', { name: say('ko', 'live.record.title') })
  await kim.getByRole('button', { name: say('ko', 'live.record.open') }).click()
  await record.getByLabel(say('ko', 'live.record.share')).check()
  await record.getByRole('button', { name: say('ko', 'live.record.start') }).click()
  await expect(record.getByText(say('ko', 'live.record.ended.on'))).toBeVisible()
  await kim.keyboard.press('Escape')
  await run(kim, 'docker start no-such-one')
  await kim.getByRole('button', { name: say('ko', 'live.record.label') }).click()
  await record.getByRole('button', { name: say('ko', 'live.record.stop') }).click()
  await record.getByRole('button', { name: say('ko', 'live.record.play') }).click()
  const player = kim.getByRole('dialog', { name: say('ko', 'live.record.recording'), exact: true })
  await player.getByRole('button', { name: 'exit 1: docker start no-such-one' }).click()
  await expect(player.locator('.xterm-rows')).toContainText('no-such-one')
  await teacher.getByTestId('student').filter({ hasText: '김하나' }).click()
  const panel = teacher.getByRole('region', { name: '김하나' })
  await panel
    .getByRole('region', { name: say('en', 'live.person.recordings') })
    .getByRole('button')
    .click()
  await expect(teacher.getByRole('dialog').locator('.xterm-rows')).toContainText('run-42')
  const who = say('ko', 'live.record.instructor')
  await expect(kim.getByText(say('ko', 'live.record.playedNow', { who }))).toBeVisible()

  lee.close()
  await one!.close()
  await two!.close()
})
