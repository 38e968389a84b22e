// The class registry as a learner meets it: account on the page, login and push in the lab, repository on the page, pull by a classmate.
import { type Browser, expect, type Page, test } from 'playwright/test'
import { openLab, run, say, screen } from './support/page.ts'

const SLUG = 'first-containers'

async function newLearner(browser: Browser): Promise<Page> {
  const page = await (await browser.newContext()).newPage()
  await openLab(page, 'en', SLUG)
  return page
}

/** Beside the lab, in the same browser. */
async function openRepositories(lab: Page): Promise<Page> {
  const page = await lab.context().newPage()
  await page.goto('/en')
  await page.getByRole('link', { name: say('en', 'ui.repositories') }).click()
  await expect(page.getByRole('heading', { name: say('en', 'registry.title'), level: 1 })).toBeVisible()
  return page
}

test('without a lab there is no account yet, and the page says how to get one', async ({ page }) => {
  await page.goto('/ko/registry')
  await expect(page.getByText(say('ko', 'registry.none.title'))).toBeVisible()
})

test('a learner logs in, pushes, shares and deletes; a classmate pulls', async ({ browser }) => {
  test.setTimeout(180_000)
  const lab = await newLearner(browser)
  const page = await openRepositories(lab)
  await expect(page.getByText(say('en', 'registry.own.empty'))).toBeVisible()

  // The page's own words, typed into the lab's shell.
  const commands = await page.getByRole('listitem').filter({ hasText: 'docker ' }).locator('pre').allTextContents()
  const login = commands[0]?.replace(/^\$ /, '').trim() ?? ''
  const account = login.replace('docker login -u ', '')
  expect(account).toMatch(/^[a-z0-9-]{3,}$/)
  await page.getByRole('button', { name: say('en', 'registry.account.reveal') }).click()
  const password = (await page.getByText(/^dd_[a-z0-9]{24}$/).textContent()) ?? ''
  await run(lab, 'docker pull -q busybox && docker tag busybox app')
  await run(lab, `echo ${password} | ${login} --password-stdin`)
  await expect.poll(() => screen(lab)).toContain('Login Succeeded')
  for (const command of commands.slice(1)) await run(lab, command.replace(/^\$ /, '').trim())
  await expect.poll(() => screen(lab)).toMatch(/1: digest: sha256:[0-9a-f]+/)

  // Layer by layer, as the engine told it.
  await lab
    .locator('[data-region="panel"] label')
    .filter({ hasText: say('en', 'lab.docker.transfer') })
    .click()
  const carried = lab.locator(`[data-transfer="${account}/app:1"]`)
  await expect(carried).toHaveAttribute('data-state', 'done')
  await expect(carried.locator('[data-blob="moved"]').first()).toContainText(/went over · \d.* [kM]B/)
  await expect(carried).toContainText(/sha256:[0-9a-f]{64}/)

  // It appears by itself.
  const name = `${account}/app`
  await expect(page.getByRole('heading', { name, exact: true })).toBeVisible()
  await expect(page.getByRole('row').filter({ hasText: 'sha256:' })).toContainText(/\d+(\.\d+)? [kM]B/)

  const classmate = await newLearner(browser)
  const theirs = await openRepositories(classmate)
  await expect(theirs.getByText(`docker pull ${name}:1`)).toBeVisible()
  await run(classmate, `docker pull ${name}:1`)
  await expect.poll(() => screen(classmate)).toContain(`Downloaded newer image for ${name}:1`)

  // Private: gone from the class, and refused with Docker Hub's words, which the coach explains.
  await page.getByRole('group', { name }).getByText(say('en', 'registry.own.private'), { exact: true }).click()
  await expect(page.getByText(say('en', 'registry.own.privateHint'))).toBeVisible()
  await expect(theirs.getByText(`docker pull ${name}:1`)).toHaveCount(0)
  await run(classmate, `docker rmi ${name}:1; docker pull ${name}:1`)
  await expect.poll(() => screen(classmate)).toContain(`pull access denied for ${name}`)

  await page.getByRole('button', { name: say('en', 'registry.own.delete') }).click()
  await page
    .getByRole('dialog')
    .getByRole('button', { name: say('en', 'registry.remove.yes') })
    .click()
  await expect(page.getByText(say('en', 'registry.own.empty'))).toBeVisible()

  // Another password, after a question.
  await page.getByRole('button', { name: say('en', 'registry.account.renew') }).click()
  await page
    .getByRole('dialog')
    .getByRole('button', { name: say('en', 'registry.account.renewYes') })
    .click()
  await expect(page.getByText(/^dd_[a-z0-9]{24}$/)).not.toHaveText(password)
  await lab.context().close()
  await classmate.context().close()
})
