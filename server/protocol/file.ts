// Files of the learner's home, for the editor. Paths are below the home: no ".", no "..", no leading slash.
import { z } from 'zod'
import { FILE_DEPTH, FILE_PIECE_BYTES, FILE_TEXT_BYTES } from './file-limit.ts'

/** A name of Linux: up to 255 bytes. */
const NAME_BYTES = 255
/** As UTF-8. */
const bytes = (text: string) =>
  [...text].reduce((sum, sign) => {
    const code = sign.codePointAt(0)!
    return sum + (code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x1_0000 ? 3 : 4)
  }, 0)
const isName = (name: string) =>
  name !== '' && name !== '.' && name !== '..' && !name.includes('\0') && bytes(name) <= NAME_BYTES

export const FilePath = z
  .string()
  .max(2_000)
  .refine((path) => {
    const names = path.split('/')
    return names.length <= FILE_DEPTH && names.every(isName)
  }, 'not a path below the home')
export type FilePath = z.infer<typeof FilePath>

/** The home itself is ''. */
export const FolderPath = z.union([z.literal(''), FilePath])

export const FileEntry = z.object({
  name: z.string(),
  /** other: what an editor has no use for, and links that lead out of the home. */
  kind: z.enum(['file', 'folder', 'other']),
  link: z.boolean(),
})
export type FileEntry = z.infer<typeof FileEntry>

export const FileList = z.object({
  entries: z.array(FileEntry).describe('Folders first, then by name.'),
  more: z.boolean().describe('There are more than are shown.'),
})
export type FileList = z.infer<typeof FileList>

/** Says whether a file is still what it was: a hash of its bytes. */
const FileVersion = z.string().max(64)

export const FileText = z.object({ text: z.string(), version: FileVersion })
export type FileText = z.infer<typeof FileText>

/** `version`: what the text was made from. */
export const FileWrite = z.strictObject({
  path: FilePath,
  text: z.string().max(FILE_TEXT_BYTES),
  version: FileVersion,
})
export const FileMake = z.strictObject({ path: FilePath, kind: z.enum(['file', 'folder']) })
export const FileRename = z.strictObject({ from: FilePath, to: FilePath })

export const FilePiece = z.object({
  size: z.number().describe('Of the whole file, bytes.'),
  data: z.string().describe('base64'),
})

const BASE64_CHARS = 4 * Math.ceil(FILE_PIECE_BYTES / 3)
/** Pieces of a new file come in order; the one at 0 makes it. */
export const FileAppend = z.strictObject({
  path: FilePath,
  at: z.number().int().min(0),
  data: z.base64().max(BASE64_CHARS),
})

/** Who may write: one page of a learner's at a time. */
export const WriterKey = z.uuid()
