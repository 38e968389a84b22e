// A lesson's page without its lab, as a visitor's slow laptop shows it: processor four times slower, nothing in the cache.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Browser, chromium } from 'playwright/test'
import playwrightConfig from '../../playwright.config.ts'
import type { App } from '../support/app.ts'
import { type Line, quantile } from './measure.ts'

const PATH = '/ko/lesson/images-and-containers'
const RUNS = 5
const WARM_UP = 1
const SLOWER = 4
/** After the load: what comes late is in it, too. */
const LATER_MS = 3_000
/** A task that is longer keeps a visitor waiting; what is beyond it counts. */
const LONG_MS = 50

/** Lessons of the course, in Korean and English by turns, over a link on which fonts come after the text: bytes a second, ms. */
const LESSONS = readdirSync(join(import.meta.dirname, '../../content/lesson')).sort()
const SLOW_LINK = { offline: false, latency: 40, downloadThroughput: 1_500_000, uploadThroughput: 1_000_000 }

/** Text, because it is the page that runs it. */
const OBSERVE = `
  const seen = (window.seen = { lcp: 0, cls: 0, long: [] })
  const watch = (type, take) =>
    new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ type, buffered: true })
  watch('largest-contentful-paint', ({ startTime }) => { seen.lcp = startTime })
  watch('layout-shift', ({ value }) => { seen.cls += value })
  watch('longtask', ({ startTime, duration }) => { seen.long.push([startTime, duration]) })
`

interface Seen {
  lcp: number
  tbt: number
  cls: number
  scripts: number
}

export async function page(app: App, report: (line: Line) => void): Promise<void> {
  const browser = await chromium.launch(playwrightConfig.use?.launchOptions)
  try {
    const seen: Seen[] = []
    for (let run = -WARM_UP; run < RUNS; run++) {
      const one = await visit(browser, app.url + PATH)
      if (run >= 0) seen.push(one)
    }
    const middle = (what: keyof Seen) =>
      quantile(
        seen.map((one) => one[what]),
        0.5,
      )
    report({ what: 'lesson page, scripts as sent', figure: middle('scripts') / 1000, unit: 'kB', target: 130 })
    report({ what: `lesson page, LCP, processor ${SLOWER}x slower`, figure: middle('lcp'), unit: 'ms', target: 1200 })
    report({ what: `lesson page, TBT, processor ${SLOWER}x slower`, figure: middle('tbt'), unit: 'ms', target: 150 })
    report({ what: 'lesson page, layout shift', figure: middle('cls'), unit: 'CLS', target: 0.01 })
    const shifts: number[] = []
    for (const [at, lesson] of LESSONS.entries())
      shifts.push((await visit(browser, `${app.url}/${at % 2 ? 'en' : 'ko'}/lesson/${lesson}`, SLOW_LINK)).cls)
    report({
      what: 'all lessons, slow link, layout shift p50',
      figure: quantile(shifts, 0.5),
      unit: 'CLS',
      target: 0.01,
    })
    // What Google's Core Web Vitals call good: https://web.dev/articles/cls
    report({ what: 'all lessons, slow link, the largest', figure: Math.max(...shifts), unit: 'CLS', target: 0.1 })
  } finally {
    await browser.close()
  }
}

/** ms, ms, CLS, and bytes of scripts as they were sent. */
async function visit(browser: Browser, url: string, link?: typeof SLOW_LINK): Promise<Seen> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  try {
    const tab = await context.newPage()
    const cdp = await context.newCDPSession(tab)
    const scripts = new Set<string>()
    let bytes = 0
    cdp.on('Network.responseReceived', ({ requestId, type }) => void (type === 'Script' && scripts.add(requestId)))
    cdp.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
      if (scripts.has(requestId)) bytes += encodedDataLength
    })
    await cdp.send('Network.enable')
    if (link) await cdp.send('Network.emulateNetworkConditions', link)
    await cdp.send('Emulation.setCPUThrottlingRate', { rate: SLOWER })
    await tab.addInitScript({ content: OBSERVE })
    const answer = await tab.goto(url, { waitUntil: 'load' })
    if (!answer?.ok()) throw new Error(`the page answers with ${answer?.status()}`)
    await tab.waitForTimeout(LATER_MS)
    const { lcp, cls, long, painted } = await tab.evaluate(() => ({
      ...(window as unknown as { seen: { lcp: number; cls: number; long: [number, number][] } }).seen,
      painted: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0,
    }))
    if (!lcp || !painted) throw new Error('the page painted nothing')
    // Total blocking time: from the first paint on, also of a task that it came in the middle of.
    const tbt = long.reduce((sum, [at, duration]) => {
      const after = at + duration - Math.max(at, painted)
      return sum + Math.max(0, after - LONG_MS)
    }, 0)
    return { lcp, tbt, cls, scripts: bytes }
  } finally {
    await context.close()
  }
}
