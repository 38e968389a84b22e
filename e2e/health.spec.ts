// What an operator and an instructor see.
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'playwright/test'
import type { Health } from '#server/protocol/lab.ts'
import { root } from './support/app.ts'
import { openLab, run, say, screen } from './support/page.ts'

test('health is JSON for machines and words for people', async ({ page, request }) => {
  const response = await request.get('/api/health')
  expect(response.status()).toBe(200)
  const health = (await response.json()) as Health
  expect(health).toMatchObject({ web: 'ok', agent: 'ok', engine: { state: 'ok', storage: 'overlay2' } })
  for (const name of ['workspace', 'hello-world', 'busybox', 'debian', 'nginx', 'registry'])
    expect(health.catalog[name], name).toMatchObject({ state: 'ready' })
  await page.goto('/ko/health')
  await expect(page.getByText('nginx').first()).toBeVisible()
})

test('the instructor link shows who is at which step; without it the list is closed', async ({ browser, page }) => {
  const student = await (await browser.newContext()).newPage()
  await openLab(student, 'ko', 'first-containers')
  await page.goto('/en/live')
  await expect(page.getByText(say('en', 'live.denied.title'))).toBeVisible()
  const link = process.env.DRYDOCK_TEST_INSTRUCTOR ?? ''
  expect(link).toMatch(/instructor=/)
  await page.goto(link.replace('/ko/', '/en/'))
  await expect(page).not.toHaveURL(/instructor=/)
  await expect(page.getByText(say('en', 'live.isOnline')).first()).toBeVisible()
  await student.context().close()
})

test('the operator’s link shows the machine and its labs; one that is ended there is at rest, and goes on', async ({
  browser,
  page,
  request,
}) => {
  const student = await (await browser.newContext()).newPage()
  await openLab(student, 'en', 'first-containers')
  await run(student, 'echo kept > note')
  const figures = await (await request.get('/metrics')).text()
  // A round of checks follows the command.
  await expect
    .poll(async () => (await request.get('/metrics')).text())
    .toMatch(/^drydock_agent_check_seconds_count [1-9]/m)
  expect(figures).toMatch(/^drydock_web_tabs\{kind="lab"\} [1-9]/m)
  expect(figures).toMatch(/^drydock_agent_terminals [1-9]/m)
  for (const name of ['breaker_open', 'disk_low', 'waiting_learners'])
    expect(figures).toMatch(new RegExp(`^drydock_agent_${name} 0$`, 'm'))
  // Classes of the specs before it may still hold some.
  expect(figures).toMatch(/^drydock_agent_held_places \d+$/m)
  expect(figures).toMatch(/^drydock_agent_engine_call_seconds_count\{method="GET"\} [1-9]/m)

  // An instructor runs classes, not the server.
  await page.goto((process.env.DRYDOCK_TEST_INSTRUCTOR ?? '').replace('/ko/', '/en/'))
  await page.goto('/en/admin')
  await expect(page.getByText(say('en', 'admin.denied.title'))).toBeVisible()
  const home = resolve(root, process.env.DRYDOCK_TEST_HOME ?? '.drydock-test')
  await page.goto(`/en/admin?admin=${readFileSync(join(home, 'admin-token'), 'utf8')}`)
  await expect(page).not.toHaveURL(/admin=/)
  // Who is here stands first, and who was active last first of all.
  await page
    .getByRole('button', { name: /^End the lab of/ })
    .first()
    .click()
  await page.getByRole('button', { name: say('en', 'admin.rest.yes') }).click()
  await expect(student.locator('[data-link="resting"]')).toBeVisible()
  await student.getByRole('button', { name: say('en', 'lab.link.goOn') }).click()
  await expect(student.locator('[data-link="live"]')).toBeVisible()
  await run(student, 'cat note')
  await expect.poll(() => screen(student)).toMatch(/^kept$/m)
  await student.context().close()
})
