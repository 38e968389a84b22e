import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

/**
 * What takes minutes each: whole clients from packages, every build beside the raw engine's, each attack shown on the raw engine.
 * `npm run integration:long` runs these, `npm test` the others.
 */
const LONG = [
  'server/agent/gateway/build.it.test.ts',
  'server/agent/gateway/attack/attack.it.test.ts',
  'server/agent/gateway/attack/race.it.test.ts',
  'server/agent/gateway/attack/storm.it.test.ts',
  'server/agent/gateway/client/*.it.test.ts',
]

/** As in playwright.config.ts: once more on CI, where two cores carry engine and tests. The report names such a test. */
const RETRIES = process.env.CI ? 1 : 0

/** Files at a time, which wait more than they work: for timers, for processes, for the one engine. Of two cores vitest would use one. */
const FILES_AT_ONCE = 2

// unit: no Docker, no browser, beside the source. integration: *.it.test.ts, against a real engine that
// server/test.mjs makes sure of (DRYDOCK_TEST_HOME) before it starts vitest.
export default defineConfig({
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          // As vitest does by itself, but for two cores.
          maxWorkers: Math.max(FILES_AT_ONCE, availableParallelism() - 1),
          include: ['{server,components,content,app,e2e}/**/*.test.{ts,tsx}'],
          exclude: ['**/*.it.test.ts', '**/node_modules/**'],
        },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          maxWorkers: FILES_AT_ONCE,
          include: ['{server,content}/**/*.it.test.ts'],
          exclude: ['**/node_modules/**', ...LONG],
          testTimeout: 60_000,
          hookTimeout: 120_000,
          retry: RETRIES,
        },
      },
      {
        extends: true,
        test: {
          name: 'integration-long',
          include: LONG,
          testTimeout: 60_000,
          hookTimeout: 300_000,
          fileParallelism: false,
        },
      },
    ],
  },
})
