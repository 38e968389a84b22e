import { defineConfig } from 'vitest/config'

// unit: no Docker, no browser, beside the source. integration: *.it.test.ts, against a real engine that
// server/test.mjs makes sure of (DRYDOCK_TEST_HOME) before it starts vitest.
export default defineConfig({
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['{server,components,content,app}/**/*.test.{ts,tsx}'],
          exclude: ['**/*.it.test.ts', '**/node_modules/**'],
        },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          include: ['{server,content}/**/*.it.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
  },
})
