// What a browser makes of the app's policy; the headers themselves are tested in server/web/safety.test.ts.
import { expect, test } from 'playwright/test'

test('only scripts that the page was sent with run', async ({ page }) => {
  const response = await page.goto('/en')
  const policy = response!.headers()['content-security-policy']!
  const nonce = /'nonce-([^']+)'/.exec(policy)![1]!
  const scripts = await page.locator('script').evaluateAll((all) => all.map((one) => (one as HTMLScriptElement).nonce))
  expect(scripts.length).toBeGreaterThan(0)
  expect(new Set(scripts)).toEqual(new Set([nonce]))
  // The page is alive: React has taken over.
  const button = page.getByRole('banner').getByRole('button').first()
  await expect
    .poll(() => button.evaluate((one) => Object.keys(one).some((key) => key.startsWith('__react'))))
    .toBe(true)

  const blocked = await page.evaluate(async () => {
    const seen: string[] = []
    document.addEventListener('securitypolicyviolation', (event) => seen.push(event.effectiveDirective))
    const script = document.createElement('script')
    script.textContent = 'window.injected = true'
    document.body.append(script)
    const image = document.createElement('div')
    image.innerHTML = '<img src="data:," onerror="window.injected = true">'
    document.body.append(image)
    const frame = document.createElement('iframe')
    frame.src = 'http://evil.example/'
    document.body.append(frame)
    while (!seen.includes('frame-src') || !seen.includes('script-src-attr'))
      await new Promise((go) => setTimeout(go, 20))
    return { seen, injected: 'injected' in window }
  })
  expect(blocked.injected).toBe(false)
  expect(blocked.seen).toEqual(expect.arrayContaining(['script-src-elem', 'script-src-attr', 'frame-src']))
})

test('a page takes questions only, and an address that is nobody’s is guarded, too', async ({ request }) => {
  expect((await request.post('/en', { data: 'x' })).status()).toBe(405)
  for (const path of ['/en/nothing-here', '/nothing.txt', '/_next/nothing', '/api/nothing']) {
    const headers = (await request.get(path)).headers()
    expect(headers['content-security-policy'], path).toContain("frame-ancestors 'none'")
    expect(headers['x-content-type-options'], path).toBe('nosniff')
  }
})

test('scripts of a page come as the build compressed them, and are taken for nothing else', async ({ page }) => {
  const scripts: Promise<Record<string, string>>[] = []
  page.on('response', (response) => {
    if (response.request().resourceType() === 'script') scripts.push(response.allHeaders())
  })
  await page.goto('/ko')
  await expect(page.getByRole('main')).toBeVisible()
  const sent = await Promise.all(scripts)
  expect(sent.length).toBeGreaterThan(3)
  const plain = sent.filter((headers) => headers['content-encoding'] !== 'br')
  // Below a kilobyte nothing is gained.
  expect(plain.filter((headers) => Number(headers['content-length'] ?? 1024) >= 1024)).toEqual([])
  for (const headers of sent) expect(headers['x-content-type-options']).toBe('nosniff')
})
