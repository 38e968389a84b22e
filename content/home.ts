// A directory kept in memory and brought back in place: containers that have a part of it mounted keep seeing it.
import {
  chmodSync,
  lchownSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'

type Kind = { kind: 'directory' } | { kind: 'file'; body: Buffer; mtimeMs: number } | { kind: 'link'; to: string }
type Entry = Kind & { uid: number; gid: number; mode: number }
/** By path below the directory; a parent comes before what is in it. Sockets and FIFOs are not kept. */
export type Home = ReadonlyMap<string, Entry>

export function readHome(root: string): Home {
  const home = new Map<string, Entry>()
  const walk = (dir: string) => {
    for (const name of readdirSync(join(root, dir)).sort()) {
      const path = join(dir, name)
      const entry = readEntry(join(root, path))
      if (!entry) continue
      home.set(path, entry)
      if (entry.kind === 'directory') walk(path)
    }
  }
  walk('')
  return home
}

function readEntry(file: string): Entry | undefined {
  const info = lstatSync(file)
  const owner = { uid: info.uid, gid: info.gid, mode: info.mode & 0o7777 }
  if (info.isDirectory()) return { kind: 'directory', ...owner }
  if (info.isSymbolicLink()) return { kind: 'link', to: readlinkSync(file), ...owner }
  if (info.isFile()) return { kind: 'file', body: readFileSync(file), mtimeMs: Math.round(info.mtimeMs), ...owner }
  return undefined
}

/** Makes the directory what it was. False: it was so already. */
export function restoreHome(root: string, home: Home): boolean {
  const now = readHome(root)
  let changed = false
  for (const [path, entry] of [...now].reverse()) {
    if (home.get(path)?.kind === entry.kind) continue
    rmSync(join(root, path), { recursive: true, force: true })
    changed = true
  }
  for (const [path, entry] of home) {
    const found = now.get(path)
    if (found && isSame(found, entry)) continue
    write(join(root, path), entry, found?.kind === entry.kind)
    changed = true
  }
  return changed
}

function isSame(a: Entry, b: Entry): boolean {
  if (a.uid !== b.uid || a.gid !== b.gid || a.mode !== b.mode) return false
  if (a.kind === 'file' && b.kind === 'file') return a.mtimeMs === b.mtimeMs && a.body.equals(b.body)
  if (a.kind === 'link' && b.kind === 'link') return a.to === b.to
  return a.kind === b.kind
}

function write(file: string, entry: Entry, there: boolean) {
  if (entry.kind === 'directory') {
    if (!there) mkdirSync(file)
  } else if (entry.kind === 'link') {
    rmSync(file, { force: true })
    symlinkSync(entry.to, file)
  } else {
    writeFileSync(file, entry.body)
    utimesSync(file, entry.mtimeMs / 1000, entry.mtimeMs / 1000)
  }
  lchownSync(file, entry.uid, entry.gid)
  if (entry.kind !== 'link') chmodSync(file, entry.mode)
}
