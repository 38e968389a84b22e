// Tar streams are taken apart and packed anew: what the engine unpacks was written here, so there is no second reading of headers,
// duplicate names or extensions that this side did not see.
import { Readable, Transform, type Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import zlib from 'node:zlib'
import tar, { type Header } from 'tar-stream'
import { bad, Refusal } from './refusal.ts'

type Headers = Partial<Header> & Pick<Header, 'name'>

export interface TarEntry {
  /** Cleaned: no ./, no leading /, never .. */
  name: string
  type: 'file' | 'directory' | 'symlink' | 'link' | 'fifo'
  header: Headers
  /** Must be read to its end by the handler, or passed. */
  body: Readable
}
export interface TarWriter {
  /** Packs the entry as it is. */
  pass(entry: TarEntry): Promise<void>
  add(header: Headers, bytes: Uint8Array): Promise<void>
}
export interface TarRewrite {
  /** For messages: "build context", "image archive". */
  what: string
  maxBytes: number
  maxEntries: number
  entry(entry: TarEntry, out: TarWriter): Promise<void>
  /** After the last entry. */
  end(out: TarWriter): Promise<void>
  signal: AbortSignal
}

const TYPES = new Set(['file', 'directory', 'symlink', 'link', 'fifo'])

/** A new archive as a stream. It fails (error event) with a Refusal when the old one may not pass. */
export function rewriteTar(input: Readable, rewrite: TarRewrite): Readable {
  const pack = tar.pack()
  const source = new AbortController()
  const stop = () => source.abort()
  rewrite.signal.addEventListener('abort', stop, { once: true })
  const done = () => rewrite.signal.removeEventListener('abort', stop)
  work(input, pack, rewrite, source).then(
    () => {
      done()
      pack.finalize()
    },
    (error) => {
      done()
      source.abort()
      input.destroy()
      pack.destroy(asRefusal(error, rewrite.what))
    },
  )
  return Readable.from(pack as AsyncIterable<unknown>, { objectMode: false })
}

async function work(input: Readable, pack: tar.Pack, rewrite: TarRewrite, source: AbortController): Promise<void> {
  const extract = tar.extract()
  const plain = await plainTar(input, rewrite)
  const fed = pipeline(plain, extract as unknown as Writable, { signal: source.signal })
  fed.catch(() => {})
  const out: TarWriter = {
    async pass(entry) {
      if (entry.type !== 'file') {
        await drain(entry.body)
        return void (await entryDone(pack, cleanHeader(entry, 0)))
      }
      const sink = pack.entry(cleanHeader(entry, entry.header.size ?? 0))
      await pipeline(entry.body, sink as unknown as Writable)
    },
    add: (header, bytes) => entryDone(pack, { ...header, size: bytes.length }, Buffer.from(bytes)),
  }
  let bytes = 0
  let entries = 0
  for await (const one of extract) {
    const { header } = one
    bytes += header.size ?? 0
    if (bytes > rewrite.maxBytes) throw tooBig(rewrite)
    if (++entries > rewrite.maxEntries)
      throw bad(`the ${rewrite.what} has more than ${rewrite.maxEntries} files: leave some out (.dockerignore)`)
    const name = cleanName(header.name, rewrite.what)
    if (!TYPES.has(header.type ?? ''))
      throw bad(`the ${rewrite.what} has ${name}, which is no file, directory or link: leave it out (.dockerignore)`)
    await rewrite.entry({ name, type: header.type as TarEntry['type'], header, body: one as unknown as Readable }, out)
  }
  await fed
  await rewrite.end(out)
}

function entryDone(pack: tar.Pack, header: Headers, bytes?: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    pack.once('error', reject)
    pack.entry(header, bytes ?? Buffer.alloc(0), (error) => {
      pack.off('error', reject)
      if (error) reject(error)
      else resolve()
    })
  })
}

/** Only what a checksum or a file system needs: no extended attributes, no owner names. */
function cleanHeader({ name, type, header }: TarEntry, size: number): Headers {
  return {
    name: type === 'directory' ? `${name}/` : name,
    type,
    size,
    mode: (header.mode ?? 0o644) & 0o7777,
    uid: header.uid ?? 0,
    gid: header.gid ?? 0,
    mtime: header.mtime ?? new Date(0),
    ...(header.linkname && { linkname: header.linkname }),
  }
}

/** '' for the root itself. @throws Refusal 400 for paths that leave it */
export function cleanName(name: string, what: string): string {
  const parts = name.split('/').filter((part) => part !== '' && part !== '.')
  if (parts.includes('..') || /[\0\n\r]/.test(name))
    throw bad(`the ${what} has a path that is not served: ${JSON.stringify(name)}`)
  return parts.join('/')
}

const tooBig = ({ what, maxBytes }: Pick<TarRewrite, 'what' | 'maxBytes'>) =>
  new Refusal(
    413,
    `the ${what} is larger than ${maxBytes / 1024 ** 2} MiB unpacked: leave out what is not needed (.dockerignore)`,
  )

const MAGIC: [string, string][] = [
  ['fd377a585a00', 'xz'],
  ['425a68', 'bzip2'],
  ['28b52ffd', 'zstd'],
]
const BLOCK = 512

/** Plain or gzip; the engine would start other programs, as root, for other kinds. */
async function plainTar(input: Readable, rewrite: Pick<TarRewrite, 'what' | 'maxBytes'>): Promise<Readable> {
  const head = await firstBytes(input, 6)
  const hex = head.toString('hex')
  for (const [magic, name] of MAGIC)
    if (hex.startsWith(magic))
      throw bad(`the ${rewrite.what} is packed with ${name}: only plain tar and gzip are served`)
  if (!hex.startsWith('1f8b')) return input
  const gunzip = zlib.createGunzip()
  // Padding and headers come on top of the files.
  const limit = bytesLimit(rewrite.maxBytes * 2 + 100 * BLOCK, () => tooBig(rewrite))
  pipeline(input, gunzip, limit).catch(() => {})
  return limit
}

function bytesLimit(max: number, error: () => Error): Transform {
  let size = 0
  return new Transform({
    transform(part: Buffer, _encoding, next) {
      size += part.length
      if (size > max) next(error())
      else next(null, part)
    },
  })
}

/** The stream's first bytes, put back. Fewer when it ends before. */
async function firstBytes(input: Readable, count: number): Promise<Buffer> {
  let have = Buffer.alloc(0)
  while (have.length < count) {
    const part: Buffer | null = input.read()
    if (part) have = Buffer.concat([have, part])
    else if (input.readableEnded || input.destroyed) break
    else if (!(await more(input))) break
  }
  if (have.length > 0) input.unshift(have)
  return have
}

function more(input: Readable): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const done = (value: boolean, error?: Error) => {
      input.off('readable', onReadable).off('end', onEnd).off('close', onEnd).off('error', onError)
      if (error) reject(error)
      else resolve(value)
    }
    const onReadable = () => done(true)
    const onEnd = () => done(false)
    const onError = (error: Error) => done(false, error)
    input.on('readable', onReadable).on('end', onEnd).on('close', onEnd).on('error', onError)
  })
}

async function drain(body: Readable): Promise<void> {
  for await (const _ of body);
}

/** All of a small file. @throws Refusal 413 */
export async function readEntry(entry: TarEntry, maxBytes: number): Promise<Buffer> {
  if ((entry.header.size ?? 0) > maxBytes) throw new Refusal(413, `${entry.name} is larger than ${maxBytes / 1024} KiB`)
  const parts: Buffer[] = []
  for await (const part of entry.body) parts.push(part as Buffer)
  return Buffer.concat(parts)
}

function asRefusal(error: unknown, what: string): Error {
  if (error instanceof Refusal) return error
  const text = error instanceof Error ? error.message : String(error)
  if (/tar|header|unexpected end|incorrect|invalid|zlib|data/i.test(text))
    return bad(`the ${what} is no readable tar archive: ${text}`)
  return error instanceof Error ? error : new Error(text)
}
