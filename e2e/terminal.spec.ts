// The terminal as a person uses it: several at once, floods, paste, Hangul, and a shell that outlives its servers.
import { randomBytes } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'playwright/test'
import { root } from './support/app.ts'
import { openLab, run, say, screen } from './support/page.ts'
import { pidOf } from './support/process.ts'

const SLUG = 'first-containers'

const appPid = (role: 'agent' | 'web') => pidOf(role, process.env.DRYDOCK_TEST_PORT ?? '3100')

/** True when a terminal's record on disk holds the text. */
function kept(text: string): boolean {
  const directory = resolve(root, process.env.DRYDOCK_TEST_HOME ?? '.drydock-test', 'terminal')
  return readdirSync(directory, { recursive: true, withFileTypes: true }).some(
    // Not one that is still being written: it takes its place only when it is whole.
    (entry) =>
      entry.isFile() && !entry.name.endsWith('.new') && readFileSync(join(entry.parentPath, entry.name)).includes(text),
  )
}

for (const role of ['agent', 'web'] as const)
  test(`a shell and its screen survive kill -9 of the ${role}`, async ({ page }) => {
    // A new agent takes over every tenant before it serves one; on a busy machine that takes its time.
    test.setTimeout(240_000)
    await openLab(page, 'en', SLUG)
    // A word of this try's own: an earlier one has left its records.
    const word = randomBytes(4).toString('hex')
    await run(page, `keep=alive${word}; echo before-$keep`)
    // The agent writes screens down once a second; what is on disk must come back.
    await expect.poll(() => kept(`before-alive${word}`), { intervals: [100] }).toBe(true)
    const old = appPid(role)!
    process.kill(old, 'SIGKILL')
    const another = () => ![old, undefined].includes(appPid(role))
    await expect.poll(another, { timeout: 60_000, intervals: [200] }).toBe(true)
    await expect
      .poll(
        async () => {
          await page.locator('[data-testid="terminal"] textarea').first().focus()
          await page.keyboard.type('echo after-$keep\n')
          return screen(page)
        },
        { timeout: 150_000, intervals: [1000] },
      )
      .toContain(`after-alive${word}`)
    expect(await screen(page)).toContain(`before-alive${word}`)
  })

test('a flood in one terminal does not stop typing in another', async ({ page }) => {
  await openLab(page, 'en', SLUG)
  await page.locator('[data-testid="terminal"] textarea').first().focus()
  await page.keyboard.type('yes drydock\n')
  await page.getByRole('button', { name: say('en', 'lab.terminals.new') }).click()
  await expect(page.getByRole('tab', { name: say('en', 'lab.terminals.name', { number: 2 }) })).toBeVisible()
  const second = page.locator('[data-testid="terminal"]:visible textarea').last()
  await expect(second).toBeAttached()
  await second.focus()
  await expect
    .poll(async () => {
      await page.keyboard.type('echo typed-$((40+2))\n')
      return screen(page)
    })
    .toContain('typed-42')
})

test('Hangul arrives once and keeps its width', async ({ page }) => {
  await openLab(page, 'ko', SLUG)
  await page.locator('[data-testid="terminal"] textarea').first().focus()
  await page.keyboard.type("printf '%s|\\n' ")
  await page.keyboard.insertText('안녕하세요')
  await page.keyboard.press('Enter')
  await expect.poll(() => screen(page)).toContain('안녕하세요|')
})

test('the terminal fills its pane and follows the window', async ({ page }) => {
  await openLab(page, 'en', SLUG)
  const size = () => page.evaluate(() => Object.values(window.__drydock?.terminals ?? {})[0]?.cols ?? 0)
  const wide = await size()
  await page.setViewportSize({ width: 1100, height: 800 })
  await expect.poll(size).toBeLessThan(wide)
  // The shell learns of it a moment after the screen.
  await expect
    .poll(async () => {
      await run(page, 'echo cols=$(tput cols)')
      return (await screen(page)).includes(`cols=${await size()}`)
    })
    .toBe(true)
})
