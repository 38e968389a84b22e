import { existsSync } from 'node:fs'
import { defineConfig } from 'playwright/test'

// The app under test is started by e2e/support/app.ts (one `npm start` for all specs, on the test home's engine).
// Debian's chromium where it is installed, else Playwright's own.
const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find((path) => existsSync(path))

const ALONE = ['**/bots.spec.ts', '**/health.spec.ts', '**/terminal.spec.ts']

export default defineConfig({
  testDir: 'e2e',
  testMatch: '**/*.spec.ts',
  timeout: 60_000,
  expect: { timeout: 15_000 },
  // Two files at a time: a spec waits more than it works. What ends a part of the app comes after them, alone.
  workers: 2,
  fullyParallel: false,
  projects: [
    { name: 'together', testIgnore: ALONE },
    { name: 'alone', testMatch: ALONE, dependencies: ['together'], workers: 1 },
  ],
  forbidOnly: Boolean(process.env.CI),
  // Once more on CI, where two cores carry engine, app and browser; the report calls such a test flaky.
  retries: process.env.CI ? 1 : 0,
  reporter: [['list']],
  globalSetup: './e2e/support/setup.ts',
  use: {
    baseURL: `http://localhost:${process.env.DRYDOCK_TEST_PORT ?? '3100'}`,
    trace: 'retain-on-failure',
    viewport: { width: 1440, height: 900 },
    launchOptions: {
      executablePath,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
})
