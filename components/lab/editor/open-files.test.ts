import { expect, test } from 'vitest'
import { changeFiles, type FileChange, noFiles } from './open-files.ts'

const after = (...changes: FileChange[]) => changes.reduce(changeFiles, noFiles)
const open = (path: string): FileChange => ({ type: 'open', path })
const kept = { text: 'FROM a', version: 'v1' }

test('a file is opened once, and shown', () => {
  const { files, shown } = after(open('a'), open('b'), open('a'))
  expect([files.map(({ path }) => path), shown]).toEqual([['a', 'b'], 'a'])
})

test('what was saved is kept, and what was typed meanwhile stays typed', () => {
  const { files } = after(
    open('a'),
    { type: 'read', path: 'a', kept },
    { type: 'set', path: 'a', set: { dirty: true, outside: 'changed' } },
    { type: 'saved', path: 'a', kept: { text: 'FROM b', version: 'v2' } },
  )
  expect(files).toMatchObject([{ content: { state: 'ready', kept: { version: 'v2' } }, dirty: true, outside: 'same' }])
})

test('closing shows the one beside', () => {
  const three = [open('a'), open('b'), open('c')]
  expect(after(...three, { type: 'show', path: 'b' }, { type: 'close', path: 'b' }).shown).toBe('c')
  expect(after(...three, { type: 'close', path: 'c' }).shown).toBe('b')
  expect(after(...three, { type: 'close', path: 'a' }).shown).toBe('c')
  expect(after(open('a'), { type: 'close', path: 'a' })).toEqual(noFiles)
})

test('a folder takes its files along when it is renamed, and away when it is removed', () => {
  const two = [open('app/src/a'), open('apple')]
  const renamed = after(...two, { type: 'show', path: 'app/src/a' }, { type: 'renamed', from: 'app', to: 'shop' })
  expect([renamed.files.map(({ path }) => path), renamed.shown]).toEqual([['shop/src/a', 'apple'], 'shop/src/a'])
  expect(after(...two, { type: 'removed', path: 'app' }).files.map(({ path }) => path)).toEqual(['apple'])
})
