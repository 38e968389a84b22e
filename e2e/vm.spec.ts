// A virtual machine and a container, started for real, typed into and compared.
import { expect, type Page, test } from 'playwright/test'
import { locales } from '#server/protocol/content.ts'
import { openLab, run, say, screen } from './support/page.ts'

const textOf = (page: Page, terminal: string) =>
  page.evaluate((id) => window.__drydock?.terminals[id]?.text() ?? '', terminal)

test('a learner races a virtual machine against a container and looks into both', async ({ page }) => {
  test.setTimeout(300_000)
  const locale = locales[1]
  await openLab(page, locale, 'why-containers')
  await page.getByRole('tab', { name: say(locale, 'lab.tab.vm') }).click()
  const panel = page.getByRole('tabpanel', { name: say(locale, 'lab.tab.vm') })
  const side = (name: 'machine' | 'container') =>
    panel.getByRole('region', { name: say(locale, `lab.vm.side.${name}`) })
  for (const name of ['machine', 'container'] as const) {
    await side(name)
      .getByRole('button', { name: say(locale, 'lab.vm.start') })
      .click()
    await expect(side(name).getByRole('status').first()).toHaveText(say(locale, 'lab.vm.state.running'), {
      timeout: 60_000,
    })
  }
  await expect.poll(() => textOf(page, 'vm-machine')).toContain('Linux version')

  const kernel: Record<string, string> = {}
  for (const name of ['machine', 'container'] as const) {
    await side(name).locator('textarea').focus()
    await page.keyboard.type('uname -r; echo end-$((40 + 2))')
    await page.keyboard.press('Enter')
    await expect.poll(() => textOf(page, `vm-${name}`)).toMatch(/^end-42/m)
    kernel[name] = /^(\S+)\s*\nend-42/m.exec(await textOf(page, `vm-${name}`))?.[1] ?? ''
  }
  expect(kernel.machine).not.toBe(kernel.container)
  const table = panel.getByRole('table', { name: say(locale, 'lab.vm.table') })
  const row = table.getByRole('row', { name: new RegExp(say(locale, 'lab.vm.row.kernel')) })
  await expect(row.getByRole('cell')).toHaveText([kernel.machine!, kernel.container!, ''])

  // The container is the learner's own.
  await run(page, "docker ps --format '{{.Image}} {{.Command}}'")
  expect(await screen(page)).toMatch(/busybox "sh"/)
  for (const name of ['machine', 'container'] as const) {
    await side(name)
      .getByRole('button', { name: say(locale, 'lab.vm.stop') })
      .click()
    await expect(side(name).getByRole('status').first()).toHaveText(say(locale, 'lab.vm.ended.stop'))
  }
  // What was measured is still there after the page is opened anew.
  await page.reload()
  await page.getByRole('tab', { name: say(locale, 'lab.tab.vm') }).click()
  await expect(row.getByRole('cell')).toHaveText([kernel.machine!, kernel.container!, ''])
})
