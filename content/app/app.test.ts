// The sample apps' own tests, as their authors run them; their one dependency comes along and is linked in its place.
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

it('harbor-notes passes its own tests', () => {
  const dir = mkdtempSync(join(tmpdir(), 'drydock-app-'))
  try {
    cpSync(fileURLToPath(new URL('harbor-notes', import.meta.url)), dir, { recursive: true })
    mkdirSync(join(dir, 'node_modules'), { recursive: true })
    symlinkSync('../vendor/tide-time', join(dir, 'node_modules/tide-time'))
    const { NODE_OPTIONS: _, ...env } = process.env
    const ran = spawnSync(process.execPath, ['--test', 'test/'], { cwd: dir, env, encoding: 'utf8' })
    expect(ran.status, ran.stdout + ran.stderr).toBe(0)
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
})
