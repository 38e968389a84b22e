import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { readHome, restoreHome } from './home.ts'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'drydock-home-'))
  mkdirSync(join(root, 'app/src'), { recursive: true })
  writeFileSync(join(root, 'app/src/main.js'), 'one')
  symlinkSync('app', join(root, 'link'))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

it('says that nothing was touched', () => {
  expect(restoreHome(root, readHome(root))).toBe(false)
})

it('brings back what was changed, added, removed or swapped for something else', () => {
  const home = readHome(root)
  const { ino } = statSync(join(root, 'app/src'))
  appendFileSync(join(root, 'app/src/main.js'), ' more')
  mkdirSync(join(root, 'app/new'))
  writeFileSync(join(root, 'app/new/file'), '')
  rmSync(join(root, 'link'))
  mkdirSync(join(root, 'link'))
  expect(restoreHome(root, home)).toBe(true)
  expect(readHome(root)).toEqual(home)
  expect(readFileSync(join(root, 'link/src/main.js'), 'utf8')).toBe('one')
  // The directory itself stayed: what has it mounted sees the files come back.
  expect(statSync(join(root, 'app/src')).ino).toBe(ino)
  rmSync(join(root, 'app'), { recursive: true })
  expect(restoreHome(root, home)).toBe(true)
  expect(readHome(root)).toEqual(home)
})
