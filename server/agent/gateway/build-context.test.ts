import { Readable } from 'node:stream'
import zlib from 'node:zlib'
import tar from 'tar-stream'
import { describe, expect, it } from 'vitest'
import { rewriteContext } from './build-context.ts'
import { ignores } from './docker-ignore.ts'

type Entry = [name: string, content: string, more?: Partial<tar.Header>]

async function packed(entries: Entry[]): Promise<Buffer> {
  const pack = tar.pack()
  for (const [name, content, more] of entries) pack.entry({ name, ...more }, content)
  pack.finalize()
  return collect(pack)
}
async function collect(stream: AsyncIterable<unknown>): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const part of stream) parts.push(part as Buffer)
  return Buffer.concat(parts)
}
async function unpacked(bytes: Buffer): Promise<[string, string][]> {
  const out: [string, string][] = []
  const extract = tar.extract()
  Readable.from([bytes]).pipe(extract)
  for await (const entry of extract) out.push([entry.header.name, (await collect(entry)).toString()])
  return out
}
/** In pieces, as it comes from a socket. */
function* pieces(bytes: Buffer, size = 1000) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}
async function context(input: Buffer, dockerfile = 'Dockerfile') {
  const stream = rewriteContext({
    input: Readable.from(pieces(input), { objectMode: false }),
    dockerfile,
    signal: new AbortController().signal,
    rewrite: async (bytes) => `new:${bytes.toString()}`,
  })
  return unpacked(await collect(stream))
}

describe('G-B7 the context is packed anew, with one Dockerfile of ours', () => {
  it('keeps files and adds the rewritten Dockerfile last, left out by .dockerignore', async () => {
    const out = await context(
      await packed([
        ['./Dockerfile', 'FROM a'],
        ['src/', '', { type: 'directory' }],
        ['src/big', 'x'.repeat(100_000)],
      ]),
    )
    expect(out.map(([name]) => name)).toEqual(['src/', 'src/big', 'Dockerfile', '.dockerignore', '.drydock.Dockerfile'])
    expect(out[1]?.[1].length).toBe(100_000)
    expect(out[2]?.[1]).toBe('FROM a')
    expect(out[3]?.[1]).toBe('.dockerignore\n.drydock.Dockerfile\n')
    expect(out[4]?.[1]).toBe('new:FROM a')
  })
  it('takes gzip and refuses other packings', async () => {
    const input = await packed([['Dockerfile', 'FROM a']])
    expect((await context(zlib.gzipSync(input))).at(-1)?.[1]).toBe('new:FROM a')
    for (const magic of ['fd377a585a0000', '425a6839', '28b52ffd00'])
      await expect(context(Buffer.concat([Buffer.from(magic, 'hex'), input]))).rejects.toThrow('is packed with')
    await expect(context(Buffer.from('not a tar'.repeat(200)))).rejects.toThrow('no readable tar')
  })
  it('adds a line to a .dockerignore and leaves out what it names', async () => {
    const out = await context(
      await packed([
        ['Dockerfile', 'FROM a'],
        ['.dockerignore', 'Docker*\nnode_modules'],
      ]),
    )
    expect(out).toEqual([
      ['.dockerignore', 'Docker*\nnode_modules\n.drydock.Dockerfile\n'],
      ['.drydock.Dockerfile', 'new:FROM a'],
    ])
  })
  it('takes the last of several, the lower-case name, and other names', async () => {
    expect(
      (
        await context(
          await packed([
            ['Dockerfile', 'FROM a'],
            ['./Dockerfile', 'FROM b'],
          ]),
        )
      ).at(-1)?.[1],
    ).toBe('new:FROM b')
    expect((await context(await packed([['dockerfile', 'FROM a']]))).at(-1)?.[1]).toBe('new:FROM a')
    expect(
      (
        await context(
          await packed([
            ['d/x.df', 'FROM a'],
            ['Dockerfile', 'FROM b'],
          ]),
          './d/x.df',
        )
      ).at(-1)?.[1],
    ).toBe('new:FROM a')
  })
  it.each<[string, Entry[], string?]>([
    ['no Dockerfile', [['a', 'b']]],
    ['another case', [['DOCKERFILE', 'FROM a']]],
    [
      'our name',
      [
        ['Dockerfile', 'FROM a'],
        ['.drydock.Dockerfile', 'FROM evil'],
      ],
    ],
    [
      'our name, spelled otherwise',
      [
        ['Dockerfile', 'FROM a'],
        ['./x/.././.drydock.Dockerfile', 'FROM evil'],
      ],
    ],
    [
      'a link as Dockerfile',
      [
        ['evil', 'FROM a'],
        ['Dockerfile', '', { type: 'symlink', linkname: 'evil' }],
      ],
    ],
    [
      'a link as .dockerignore',
      [
        ['Dockerfile', 'FROM a'],
        ['.dockerignore', '', { type: 'symlink', linkname: 'evil' }],
      ],
    ],
    [
      'a path that leaves it',
      [
        ['Dockerfile', 'FROM a'],
        ['../x', 'y'],
      ],
    ],
    [
      'a device',
      [
        ['Dockerfile', 'FROM a'],
        ['sda', '', { type: 'block-device', devmajor: 8, devminor: 0 }],
      ],
    ],
    ['a huge Dockerfile', [['Dockerfile', '#'.repeat(300_000)]]],
  ])('refuses %s', async (_what, entries) => {
    await expect(context(await packed(entries))).rejects.toThrow()
  })
  it('refuses what is too big before it is sent', async () => {
    const header = Buffer.alloc(1024)
    const pack = tar.pack()
    pack.entry({ name: 'big', size: 300 * 1024 * 1024 })
    pack.once('data', (part) => (part as Buffer).copy(header))
    await new Promise((resolve) => setTimeout(resolve, 20))
    await expect(context(header)).rejects.toThrow('larger than 256 MiB')
  })
})

describe('.dockerignore as the builder reads it', () => {
  it.each([
    ['Dockerfile', 'Dockerfile', true],
    ['/Dockerfile', 'Dockerfile', true],
    ['*', 'Dockerfile', true],
    ['*\n!Dockerfile', 'Dockerfile', false],
    ['docker', 'docker/Dockerfile', true],
    ['*.df', 'docker/x.df', false],
    ['**/*.df', 'docker/x.df', true],
    ['**/*.df', 'x.df', true],
    ['**', 'a/b', true],
    ['# Dockerfile', 'Dockerfile', false],
    ['Docker[a-f]ile', 'Dockerfile', true],
    ['Dockerfile?', 'Dockerfile', false],
    ['', 'Dockerfile', false],
  ])('%j on %s: %s', (text, path, out) => {
    expect(ignores(text, path)).toBe(out)
  })
})
