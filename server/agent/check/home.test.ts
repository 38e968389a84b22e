import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { copyToHome, readHomeFile, removeFromHome } from './home.ts'

let root: string
let home: string
let files: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'drydock-home-'))
  home = join(root, 'home')
  files = join(root, 'files')
  mkdirSync(join(home, 'app'), { recursive: true })
  mkdirSync(join(files, 'app/src'), { recursive: true })
  writeFileSync(join(root, 'secret'), 'secret')
  writeFileSync(join(files, 'app/src/main.txt'), 'new')
  writeFileSync(join(files, 'top.txt'), 'new')
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

it('reads files below the home', async () => {
  writeFileSync(join(home, 'app/a.txt'), 'hello')
  expect(await readHomeFile(home, 'app/a.txt')).toEqual({ kind: 'file', text: 'hello' })
  expect(await readHomeFile(home, './app')).toEqual({ kind: 'directory' })
  expect(await readHomeFile(home, 'app/none')).toEqual({ kind: 'missing' })
})

it('follows no link, neither at the end nor on the way', async () => {
  symlinkSync(join(root, 'secret'), join(home, 'link'))
  symlinkSync(root, join(home, 'dir'))
  expect(await readHomeFile(home, 'link')).toEqual({ kind: 'missing' })
  expect(await readHomeFile(home, 'dir/secret')).toEqual({ kind: 'missing' })
  await expect(readHomeFile(home, '../secret')).rejects.toThrow(/below the home/)
})

it("copies a lab's files, and leaves the learner's alone", async () => {
  writeFileSync(join(home, 'top.txt'), 'mine')
  await copyToHome({ from: files }, home, { replace: false })
  expect(readFileSync(join(home, 'app/src/main.txt'), 'utf8')).toBe('new')
  expect(readFileSync(join(home, 'top.txt'), 'utf8')).toBe('mine')
  await copyToHome({ from: files }, home, { replace: true })
  expect(readFileSync(join(home, 'top.txt'), 'utf8')).toBe('new')
})

it('writes through no link', async () => {
  rmSync(join(home, 'app'), { recursive: true })
  mkdirSync(join(root, 'outside/src'), { recursive: true })
  symlinkSync(join(root, 'outside'), join(home, 'app'))
  symlinkSync(join(root, 'secret'), join(home, 'top.txt'))
  await copyToHome({ from: files }, home, { replace: true })
  expect(readFileSync(join(root, 'secret'), 'utf8')).toBe('secret')
  expect(await readHomeFile(root, 'outside/src/main.txt')).toEqual({ kind: 'missing' })
  expect(readFileSync(join(home, 'top.txt'), 'utf8')).toBe('new')
})

it('copies to another place, leaves out what is not wanted, and takes it away again', async () => {
  const copy = { from: files, to: 'work/shop', without: ['top.txt'] }
  await copyToHome(copy, home, { replace: false })
  expect(readFileSync(join(home, 'work/shop/app/src/main.txt'), 'utf8')).toBe('new')
  expect(await readHomeFile(home, 'work/shop/top.txt')).toEqual({ kind: 'missing' })
  writeFileSync(join(home, 'work/shop/app/src/mine.txt'), 'mine')
  await removeFromHome(copy, home)
  expect(await readHomeFile(home, 'work/shop/app/src/main.txt')).toEqual({ kind: 'missing' })
  expect(readFileSync(join(home, 'work/shop/app/src/mine.txt'), 'utf8')).toBe('mine')
})

it('takes nothing away behind a link', async () => {
  rmSync(join(home, 'app'), { recursive: true })
  mkdirSync(join(root, 'outside/src'), { recursive: true })
  writeFileSync(join(root, 'outside/src/main.txt'), 'theirs')
  symlinkSync(join(root, 'outside'), join(home, 'app'))
  await removeFromHome({ from: files }, home)
  expect(readFileSync(join(root, 'outside/src/main.txt'), 'utf8')).toBe('theirs')
})
