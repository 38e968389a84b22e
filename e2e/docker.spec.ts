// The Docker panel: what is done with buttons is done on the learner's own host, and shown as it happens.
import AxeBuilder from '@axe-core/playwright'
import { expect, type Page, test } from 'playwright/test'
import { openLab, run, say, screen } from './support/page.ts'

const words = (key: string, values?: Record<string, string | number>) => say('en', `lab.docker.${key}`, values)

/** `part`: the rest of the screen has a spec of its own. */
async function accessible(page: Page, part: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    .include(part)
    .withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'])
    .analyze()
  const serious = violations.filter((one) => one.impact === 'serious' || one.impact === 'critical')
  expect(serious.map((one) => `${one.id}: ${one.nodes[0]?.html}`)).toEqual([])
}

test('a container is run, read, measured, entered, stopped and removed with buttons', async ({ page }) => {
  test.setTimeout(180_000)
  await openLab(page, 'en', 'first-containers')
  await page.getByText(words('list'), { exact: true }).click()

  const dialog = page.getByRole('dialog')
  const fill = async (name: string) => {
    await page.getByRole('button', { name: words('run.open'), exact: true }).click()
    await dialog.getByLabel(words('run.image')).fill('nginx')
    await dialog.getByLabel(words('run.name')).first().fill(name)
    await dialog.getByLabel(words('run.portHost')).fill('8080')
    await dialog.getByLabel(words('run.portContainer')).fill('80')
  }
  await fill('web')
  await expect(dialog.locator('[data-run-line]')).toHaveText('docker run -d --name web -p 8080:80 nginx')
  await accessible(page, '[role="dialog"]')
  const go = dialog.getByRole('button', { name: words('run.go'), exact: true })
  await go.click()
  const row = page.locator('[data-container="web"]')
  await expect(row).toHaveAttribute('data-state', 'running')
  await accessible(page, '[data-region="panel"]')

  // What it takes, from the engine's own stats: on the map, and in a lesson beside the lab, which follows the command.
  const view = (name: string) => page.locator('[data-region="panel"] label').filter({ hasText: words(name) })
  await view('map').click()
  const meters = page.locator('[data-gauge="web"]').getByRole('meter')
  await expect(meters.last()).toHaveAttribute('aria-valuetext', /^\d.* [KM]iB \/ this lab’s own 512 MiB$/)
  await accessible(page, '[data-region="panel"]')
  const lesson = await page.context().newPage()
  await lesson.goto('/en/lesson/lifecycle')
  await lesson.getByRole('button', { name: say('en', 'host.mine.look') }).click()
  const seen = lesson.locator('[data-my-host] [data-container="web"]')
  await expect(seen).toHaveAttribute('data-state', 'running')
  await run(page, 'docker pause web')
  await expect(seen).toHaveAttribute('data-state', 'paused')
  await expect(seen).toContainText(/still holds \d.* [KM]iB of memory/)
  await accessible(lesson, '[data-my-host]')
  await lesson.close()
  await run(
    page,
    'docker unpause web && docker network create harbor && docker network connect --alias door harbor web',
  )
  await view('network').click()
  await expect(page.locator('[data-network="harbor"]')).toContainText('door')
  await expect(page.locator('[data-network="bridge"]')).toContainText('my machine 8080 → 80')
  await accessible(page, '[data-region="panel"]')

  // What is inside: a process under both of its numbers, the image's layers and what was written, and the words that were started.
  await view('figure').click()
  await expect(page.locator('[data-processes] [data-inside]').first()).toHaveText('1')
  await accessible(page, '[data-region="panel"]')
  const figure = (name: string) =>
    page.getByRole('radio', { name: say('en', `host.mine.short.${name}`), exact: true }).check({ force: true })
  await figure('layers')
  await run(page, 'docker exec web sh -c "echo mine > /note.txt"')
  await expect(page.locator('[data-writable="web"]')).toContainText('/note.txt')
  await figure('argv')
  await expect(page.locator('[data-argv] > li').first()).toContainText('nginx')
  await accessible(page, '[data-region="panel"]')
  await view('list').click()

  // The same name again: the engine's own sentence, and what it means.
  await fill('web')
  await go.click()
  const alert = dialog.getByRole('alert')
  await expect(alert).toContainText('The container name "/web" is already in use')
  await expect(alert).toContainText('A container named web already exists')
  await dialog
    .getByRole('button', { name: words('run.cancel') })
    .last()
    .click()

  await row.getByRole('button', { name: words('open', { name: 'web' }) }).click()
  const web = page.locator('[data-object="web"]')
  await run(page, 'curl -s localhost:8080/seen-by-the-log > /dev/null')
  await expect(web.locator('[data-logs]')).toContainText('/seen-by-the-log')
  await web.getByRole('searchbox').fill('seen-by')
  await expect(web.locator('mark').first()).toHaveText('seen-by')
  await web.getByRole('tab', { name: words('view_inspect') }).click()
  await web.getByText('NetworkSettings').click()
  await expect(web.locator('[data-inspect]')).toContainText('"/web"')
  await web.getByRole('tab', { name: words('view_stats') }).click()
  await expect(web.getByRole('img')).toHaveCount(2)
  await accessible(page, '[data-region="panel"]')

  await web.getByRole('button', { name: words('shell') }).click()
  await expect.poll(() => screen(page)).toMatch(/docker exec -it web sh\s+# ?$/m)

  await web.getByRole('button', { name: words('act.stop', { name: 'web' }) }).click()
  await expect(web.getByRole('button', { name: words('act.start', { name: 'web' }) })).toBeVisible()
  await web.getByRole('button', { name: words('act.remove', { name: 'web' }) }).click()
  await expect(dialog).toContainText('docker rm web')
  await dialog.getByRole('button', { name: words('removal.go') }).click()
  await expect(row).toHaveCount(0)
})
