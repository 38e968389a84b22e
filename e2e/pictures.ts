// `npm run pictures`: takes the README's pictures from the running product. Real commands, real engine, real browser.
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright/test'
import type { Locale } from '#server/protocol/content.ts'
import playwrightConfig from '../playwright.config.ts'
import { root, startApp } from './support/app.ts'
import { openLab, run, say, solve } from './support/page.ts'

const SLUG = 'first-containers'
const directory = join(root, 'e2e/pictures')
const port = Number(process.env.DRYDOCK_TEST_PORT ?? 3100)

interface Picture {
  name: string
  locale: Locale
  colorScheme: 'light' | 'dark'
  width: number
  take(page: Page): Promise<void>
}

const pictures: Picture[] = [
  {
    name: 'lab-ko',
    locale: 'ko',
    colorScheme: 'light',
    width: 1440,
    async take(page) {
      await openLab(page, 'ko', SLUG)
      await solve(page, 'ko', SLUG, 'hello')
      await run(page, 'docker run -d --name web -p 8080:80 nginx')
      await run(page, 'docker run -d --name web nginx')
      await page.locator('[data-coach="name-in-use"]').waitFor()
    },
  },
  {
    name: 'browser-en',
    locale: 'en',
    colorScheme: 'dark',
    width: 1440,
    async take(page) {
      await openLab(page, 'en', SLUG)
      await run(page, 'docker run -d --name web -p 8080:80 nginx')
      await run(page, 'curl -sI localhost:8080 | head -3')
      await page.getByRole('tab', { name: say('en', 'lab.tab.browser') }).click()
      await page.frameLocator('iframe').getByRole('heading').first().waitFor()
    },
  },
  {
    name: 'xray-en',
    locale: 'en',
    colorScheme: 'light',
    width: 1440,
    async take(page) {
      await openLab(page, 'en', SLUG)
      await run(page, 'docker run --rm busybox true')
      await page.getByRole('tab', { name: say('en', 'lab.tab.xray') }).click()
    },
  },
  {
    name: 'lesson-ko',
    locale: 'ko',
    colorScheme: 'light',
    width: 1440,
    async take(page) {
      await page.goto('/ko/lesson/why-containers')
      await page.locator('figure').first().scrollIntoViewIfNeeded()
    },
  },
  {
    name: 'phone-ko',
    locale: 'ko',
    colorScheme: 'dark',
    width: 390,
    async take(page) {
      await page.goto(`/ko/lab/${SLUG}`)
      await page.locator('[data-step="hello"][data-status="current"]').waitFor()
    },
  },
]

async function take(browser: Browser, baseURL: string, picture: Picture): Promise<void> {
  const viewport = { width: picture.width, height: picture.width > 900 ? 900 : 844 }
  const context = await browser.newContext({
    baseURL,
    viewport,
    colorScheme: picture.colorScheme,
    reducedMotion: 'reduce',
  })
  const page = await context.newPage()
  await picture.take(page)
  await page.waitForLoadState('networkidle')
  await page.evaluate(() => document.fonts.ready)
  await page.screenshot({ path: join(directory, `${picture.name}.png`) })
  await context.close()
  console.log(`e2e/pictures/${picture.name}.png`)
}

if (!existsSync(directory)) mkdirSync(directory)
const url = process.env.DRYDOCK_TEST_REUSE ? `http://localhost:${port}` : undefined
const app = url ? undefined : await startApp({ home: process.env.DRYDOCK_TEST_HOME ?? '.drydock-test', port })
const browser = await chromium.launch(playwrightConfig.use?.launchOptions)
try {
  for (const picture of pictures) await take(browser, app?.url ?? url ?? '', picture)
} finally {
  await browser.close()
  await app?.stop()
}
