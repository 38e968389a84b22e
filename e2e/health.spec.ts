// What an operator and an instructor see.
import { expect, test } from 'playwright/test'
import type { Health } from '#server/protocol/lab.ts'
import { openLab, say } from './support/page.ts'

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
