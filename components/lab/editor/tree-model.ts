// The learner's home as rows, top down: what is unfolded is listed, names that begin with a dot are folded away. Pure.
import type { ErrorId } from '#server/protocol/error.ts'
import type { FileEntry, FileList } from '#server/protocol/file.ts'

export type Folder = { state: 'loading' } | { state: 'failed'; error: ErrorId } | ({ state: 'listed' } & FileList)

export type Tree = {
  /** By path; the home is ''. */
  folders: Readonly<Record<string, Folder>>
  unfolded: readonly string[]
  hidden: boolean
}

export type TreeRow =
  | { kind: 'entry'; path: string; name: string; level: number; entry: FileEntry; unfolded: boolean }
  | { kind: 'note'; path: string; level: number; note: 'loading' | 'empty' | 'more' | ErrorId }

export const emptyTree: Tree = { folders: {}, unfolded: [], hidden: false }

export const inside = (folder: string, name: string) => (folder === '' ? name : `${folder}/${name}`)
export const parentOf = (path: string) => path.split('/').slice(0, -1).join('/')
export const nameOf = (path: string) => path.split('/').at(-1)!

/** As Linux takes it. */
export const isName = (name: string) =>
  name !== '' &&
  name !== '.' &&
  name !== '..' &&
  !/[/\0]/.test(name) &&
  new TextEncoder().encode(name).length <= NAME_BYTES
const NAME_BYTES = 255

export function rowsOf(tree: Tree, folder = '', level = 1): TreeRow[] {
  const known = tree.folders[folder]
  const note = (text: Extract<TreeRow, { kind: 'note' }>['note']): TreeRow => ({
    kind: 'note',
    path: `${folder}/`,
    level,
    note: text,
  })
  if (!known || known.state === 'loading') return [note('loading')]
  if (known.state === 'failed') return [note(known.error)]
  const shown = known.entries.filter(({ name }) => tree.hidden || !name.startsWith('.'))
  const rows = shown.flatMap((entry): TreeRow[] => {
    const path = inside(folder, entry.name)
    const unfolded = entry.kind === 'folder' && tree.unfolded.includes(path)
    const row: TreeRow = { kind: 'entry', path, name: entry.name, level, entry, unfolded }
    return unfolded ? [row, ...rowsOf(tree, path, level + 1)] : [row]
  })
  if (known.more) rows.push(note('more'))
  return rows.length > 0 ? rows : [note('empty')]
}

/** How many names are folded away in what is shown. */
export function hiddenCount({ folders, unfolded }: Tree): number {
  return ['', ...unfolded]
    .map((path) => folders[path])
    .filter((folder) => folder?.state === 'listed')
    .reduce((sum, { entries }) => sum + entries.filter(({ name }) => name.startsWith('.')).length, 0)
}

/** Where the keys of a tree lead (WAI-ARIA authoring practices). Undefined: nowhere. */
export function rowByKey(rows: readonly TreeRow[], at: string | undefined, key: string): string | undefined {
  const entries = rows.filter((row) => row.kind === 'entry')
  const index = entries.findIndex(({ path }) => path === at)
  const row = entries[index]
  switch (key) {
    case 'ArrowDown':
      return entries[index + 1]?.path
    case 'ArrowUp':
      return index < 0 ? entries.at(-1)?.path : entries[index - 1]?.path
    case 'Home':
      return entries[0]?.path
    case 'End':
      return entries.at(-1)?.path
    case 'ArrowLeft':
      return row && !row.unfolded && row.level > 1 ? parentOf(row.path) : undefined
    case 'ArrowRight':
      return row?.unfolded && parentOf(entries[index + 1]?.path ?? '') === row.path
        ? entries[index + 1]?.path
        : undefined
  }
  return undefined
}
