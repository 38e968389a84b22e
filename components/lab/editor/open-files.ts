// The files that are open, and what is known of each. Pure; the texts that are typed are the editors' own.
import type { ErrorId } from '#server/protocol/error.ts'
import type { FileText } from '#server/protocol/file.ts'

export type OpenFile = {
  /** Stays through renamings; another number means that the editor has to begin anew. */
  id: number
  path: string
  content:
    | { state: 'loading' }
    | { state: 'failed'; error: ErrorId }
    /** `kept`: as it was read or saved last. */
    | { state: 'ready'; kept: FileText }
  dirty: boolean
  saving: boolean
  /** Outside of the editor, since it was read. */
  outside: 'same' | 'changed' | 'gone'
  hints: number
}

export type OpenFiles = { files: readonly OpenFile[]; shown: string | undefined }

export const noFiles: OpenFiles = { files: [], shown: undefined }

export type FileChange =
  | { type: 'open'; path: string }
  | { type: 'show'; path: string }
  | { type: 'close'; path: string }
  | { type: 'read'; path: string; kept: FileText }
  | { type: 'failed'; path: string; error: ErrorId }
  | { type: 'saved'; path: string; kept: FileText }
  | { type: 'set'; path: string; set: Partial<Pick<OpenFile, 'dirty' | 'saving' | 'outside' | 'hints'>> }
  | { type: 'renamed'; from: string; to: string }
  | { type: 'removed'; path: string }

export function changeFiles(now: OpenFiles, change: FileChange): OpenFiles {
  const set = (path: string, next: (file: OpenFile) => Partial<OpenFile>): OpenFiles => ({
    ...now,
    files: now.files.map((file) => (file.path === path ? { ...file, ...next(file) } : file)),
  })
  switch (change.type) {
    case 'open': {
      const { path } = change
      if (now.files.some((file) => file.path === path)) return { ...now, shown: path }
      const file: OpenFile = {
        id: nextId(now),
        path,
        content: { state: 'loading' },
        dirty: false,
        saving: false,
        outside: 'same',
        hints: 0,
      }
      return { files: [...now.files, file], shown: path }
    }
    case 'show':
      return { ...now, shown: change.path }
    case 'close':
      return without(now, (path) => path === change.path)
    case 'read':
      return set(change.path, () => ({
        content: { state: 'ready', kept: change.kept },
        id: nextId(now),
        dirty: false,
        outside: 'same',
      }))
    case 'failed':
      return set(change.path, () => ({ content: { state: 'failed', error: change.error }, dirty: false, hints: 0 }))
    case 'saved':
      return set(change.path, () => ({ content: { state: 'ready', kept: change.kept }, outside: 'same' }))
    case 'set':
      return set(change.path, () => change.set)
    case 'renamed': {
      const renamed = (path: string) => movedPath(path, change.from, change.to)
      return {
        files: now.files.map((file) => ({ ...file, path: renamed(file.path) })),
        shown: now.shown === undefined ? undefined : renamed(now.shown),
      }
    }
    case 'removed':
      return without(now, (path) => path === change.path || path.startsWith(`${change.path}/`))
  }
}

const nextId = ({ files }: OpenFiles) => Math.max(0, ...files.map(({ id }) => id)) + 1

/** What a path is called when something above it, or itself, was renamed. */
export const movedPath = (path: string, from: string, to: string): string =>
  path === from || path.startsWith(`${from}/`) ? to + path.slice(from.length) : path

/** The one beside takes the place of what was shown. */
function without({ files, shown }: OpenFiles, goes: (path: string) => boolean): OpenFiles {
  const left = files.filter(({ path }) => !goes(path))
  if (shown !== undefined && !goes(shown)) return { files: left, shown }
  const at = files.findIndex(({ path }) => path === shown)
  return { files: left, shown: (left[at] ?? left.at(-1))?.path }
}
