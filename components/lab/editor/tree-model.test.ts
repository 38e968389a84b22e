import { expect, test } from 'vitest'
import type { FileEntry } from '#server/protocol/file.ts'
import { emptyTree, hiddenCount, rowByKey, rowsOf, type Tree } from './tree-model.ts'

const entry = (name: string, kind: FileEntry['kind'] = 'file'): FileEntry => ({ name, kind, link: false })
const tree: Tree = {
  folders: {
    '': {
      state: 'listed',
      more: false,
      entries: [entry('.ssh', 'folder'), entry('app', 'folder'), entry('.env'), entry('a')],
    },
    app: { state: 'listed', more: true, entries: [entry('sub', 'folder'), entry('Dockerfile')] },
    'app/sub': { state: 'failed', error: 'file-refused' },
  },
  unfolded: ['app', 'app/sub'],
  hidden: false,
}
const lines = (of: Tree) =>
  rowsOf(of).map((row) => `${'  '.repeat(row.level - 1)}${row.kind === 'entry' ? row.name : `(${row.note})`}`)

test('unfolded folders are listed, names with a dot are not, and what is missing is said', () => {
  expect(lines(tree)).toEqual(['app', '  sub', '    (file-refused)', '  Dockerfile', '  (more)', 'a'])
  expect(hiddenCount(tree)).toBe(2)
  expect(lines({ ...tree, hidden: true, unfolded: [] })).toEqual(['.ssh', 'app', '.env', 'a'])
  expect(lines(emptyTree)).toEqual(['(loading)'])
  expect(lines({ ...emptyTree, folders: { '': { state: 'listed', more: false, entries: [] } } })).toEqual(['(empty)'])
})

test('keys go from row to row, into folders and out', () => {
  const rows = rowsOf(tree)
  const go = (at: string | undefined, key: string) => rowByKey(rows, at, key)
  expect([go(undefined, 'ArrowDown'), go('app', 'ArrowDown'), go('a', 'ArrowDown')]).toEqual([
    'app',
    'app/sub',
    undefined,
  ])
  expect([go('a', 'ArrowUp'), go('app', 'ArrowUp'), go('a', 'Home'), go('app', 'End')]).toEqual([
    'app/Dockerfile',
    undefined,
    'app',
    'a',
  ])
  expect([
    go('app/Dockerfile', 'ArrowLeft'),
    go('app', 'ArrowLeft'),
    go('app', 'ArrowRight'),
    go('a', 'ArrowRight'),
  ]).toEqual(['app', undefined, 'app/sub', undefined])
})
