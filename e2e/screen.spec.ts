// Every screen in both languages: no serious accessibility fault, no error in the console, nothing asked of another origin,
// nothing wider than a phone.
import { expect, test } from 'playwright/test'
import { locales } from '#server/protocol/content.ts'
import { openLab, say } from './support/page.ts'
import { accessible, fits } from './support/screen.ts'

const paths = [
  '',
  '/lesson/why-containers',
  '/lesson/first-containers',
  '/lesson/first-containers/quiz',
  '/progress',
  '/review',
  '/registry',
  '/health',
  '/live',
  '/nothing-here',
]

// What fades in has another contrast meanwhile.
test.use({ contextOptions: { reducedMotion: 'reduce' } })

// Words don't depend on the theme, nor contrast on the language: each language and each theme once.
for (const [locale, colorScheme] of [
  ['ko', 'light'],
  ['en', 'dark'],
] as const)
  test(`screens are clean (${locale}, ${colorScheme})`, async ({ browser }) => {
    test.setTimeout(180_000)
    const context = await browser.newContext({ colorScheme, viewport: { width: 1440, height: 900 } })
    const page = await context.newPage()
    const faults: string[] = []
    page.on('console', (message) => {
      // Networks of the machine come and go while Docker works on it; chromium tells, the page is not at fault.
      const noise = /404|ERR_NETWORK_CHANGED/
      if (message.type() === 'error' && !noise.test(message.text())) faults.push(message.text())
    })
    page.on('pageerror', (error) => faults.push(String(error)))
    page.on('request', (request) => {
      const { hostname, protocol } = new URL(request.url())
      if (protocol.startsWith('http') && hostname !== 'localhost') faults.push(`asked ${request.url()}`)
    })
    for (const path of paths) {
      await page.goto(`/${locale}${path}`)
      await expect(page.locator('html')).toHaveAttribute('lang', locale)
      await accessible(page)
      for (const width of [390, 1920, 1440]) {
        await page.setViewportSize({ width, height: 900 })
        await fits(page)
      }
    }
    expect(faults).toEqual([])
    await context.close()
  })

for (const locale of locales)
  test(`the lab screen is clean (${locale})`, async ({ page }) => {
    await openLab(page, locale, 'first-containers')
    await accessible(page)
    await page.setViewportSize({ width: 390, height: 844 })
    await fits(page)
    await accessible(page)
  })

for (const locale of locales)
  test(`a lesson comes whole, and a link says so when its page is late (${locale})`, async ({ page, request }) => {
    const text = await (await request.get(`/${locale}/lesson/why-containers`)).text()
    const body = text.slice(text.indexOf('<main'), text.indexOf('</main>'))
    expect(body).toContain('<h1')
    expect(body).not.toContain(`>${say(locale, 'ui.loading')}<`)
    let go = () => {}
    const late = new Promise<void>((resolve) => {
      go = resolve
    })
    await page.route(/\/lesson\/.*_rsc/, async (route) => {
      await late
      await route.continue()
    })
    await page.goto(`/${locale}`)
    await page.locator('main a[href*="/lesson/"]').first().click()
    await expect(page.locator('.pending')).toHaveCount(1)
    go()
    await page.waitForURL(/\/lesson\//)
    await expect(page.locator('.pending')).toHaveCount(0)
  })
