// The import checker must be able to fail: it is run on a small tree that breaks its rules, one file each.
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'

const root = resolve(import.meta.dirname, '..')
const dir = mkdtempSync(join(tmpdir(), 'drydock-import-rule-'))
afterAll(() => rmSync(dir, { recursive: true }))

const files: Record<string, string> = {
  'tsconfig.json': '{"compilerOptions":{"allowImportingTsExtensions":true,"noEmit":true}}',
  'node_modules/dockerode/package.json': '{"name":"dockerode","version":"1.0.0","main":"index.js"}',
  'node_modules/dockerode/index.js': 'module.exports = {}',
  'server/protocol/b.ts': 'export const b = 1\n',
  'server/agent/b.ts': 'export const b = 1\n',
  'server/web/clean.ts': "import { b } from '../protocol/b.ts'\nexport const a = b\n",
  'server/web/agent.ts': "import { b } from '../agent/b.ts'\nexport const a = b\n",
  'server/web/docker.ts': "import Docker from 'dockerode'\nexport const a = Docker\n",
  'components/lab/b.ts': 'export const b = 1\n',
  'components/quiz/lab.ts': "import { b } from '../lab/b.ts'\nexport const a = b\n",
  'components/ui/lab.ts': "import { b } from '../lab/b.ts'\nexport const a = b\n",
}
let found: { from: string; rule: string }[]

beforeAll(() => {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, name)), { recursive: true })
    writeFileSync(join(dir, name), text)
  }
  const { stdout } = spawnSync(
    join(root, 'node_modules/.bin/depcruise'),
    ['--config', join(root, '.dependency-cruiser.cjs'), '--output-type', 'json', 'server', 'components'],
    { cwd: dir, encoding: 'utf8', maxBuffer: 1e8 },
  )
  const { violations } = JSON.parse(stdout).summary
  found = violations.map((one: { from: string; rule: { name: string } }) => ({ from: one.from, rule: one.rule.name }))
}, 30_000)

test.each([
  ['server/web/agent.ts', 'web-and-agent-are-strangers'],
  ['server/web/docker.ts', 'dockerode-only-in-agent'],
  ['components/quiz/lab.ts', 'features-are-strangers'],
  ['components/ui/lab.ts', 'ui-knows-no-product'],
])('%s breaks %s', (from, rule) => {
  expect(found).toContainEqual({ from, rule })
})

test('a clean file is not accused', () => {
  expect(found.map((one) => one.from)).not.toContain('server/web/clean.ts')
})
