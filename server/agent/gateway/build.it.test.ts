// The classic builder through the gateway, beside the engine's own: the same files must make the same image and print the same lines.
import { Readable } from 'node:stream'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Tenant } from '../part.ts'
import { EngineError } from './refusal.ts'
import { collectAll, type Packed, packTar, postTar } from './test-build.ts'
import { createStage, docker, type Stage } from './test-stage.ts'

let stage: Stage
let me: Tenant
let other: Tenant
/** Made on the engine itself, to be taken away again. */
const raw = new Set<string>()
beforeAll(async () => {
  stage = await createStage()
  me = await stage.tenants.create()
  other = await stage.tenants.create()
})
afterAll(async () => {
  for (const id of [...raw].reverse())
    await stage.raw.json('DELETE', { path: `/images/${id}`, query: { force: true } }).catch(() => {})
  await stage?.end()
}, 300_000)

type Query = Record<string, string>
interface Built {
  status: number
  /** What is printed, without ids. */
  text: string
  error: string | undefined
  id: string | undefined
}

function read(status: number, answer: string): Built {
  const lines =
    status === 200
      ? answer
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line))
      : []
  const text = lines.map(({ stream = '' }) => stream).join('')
  return {
    status,
    text: text.replaceAll(/\b[0-9a-f]{12}\b/g, 'ID').replaceAll('catalog.drydock.local/', ''),
    error: status === 200 ? lines.find(({ error }) => error)?.error : answer,
    id: lines.findLast(({ aux }) => aux)?.aux.ID,
  }
}

async function mine(tenant: Tenant, files: readonly Packed[], query: Query = {}): Promise<Built> {
  const { status, text } = await postTar(tenant, '/build', { version: '1', rm: '1', ...query }, await packTar(files))
  return read(status, text)
}

async function engines(files: readonly Packed[], query: Query = {}): Promise<Built> {
  const own = files.map(([name, text, header]): Packed => {
    const isDockerfile = /ockerfile$/.test(name)
    return [
      name,
      isDockerfile ? String(text).replaceAll(/^(FROM |COPY --from=)(busybox)/gm, '$1catalog.drydock.local/$2') : text,
      header,
    ]
  })
  try {
    const { stream } = await stage.raw.stream('POST', {
      path: '/build',
      // As the gateway: containers of failed steps are not left behind.
      query: { version: '1', rm: '1', forcerm: '1', nocache: '1', ...query },
      tar: Readable.from([await packTar(own)]),
    })
    const answer = String(await collectAll(stream))
    for (const [, id] of answer.matchAll(/ ---> ([0-9a-f]{12})\\n/g)) raw.add(id as string)
    return read(200, answer)
  } catch (error) {
    if (error instanceof EngineError) return read(error.status, error.message)
    throw error
  }
}

/** What an image is, without what differs from build to build. */
function shown(image: { Config: Record<string, unknown>; RootFS: { Layers: string[] } }) {
  const { Image: _image, Hostname: _host, ...config } = image.Config
  const labels = Object.entries(config.Labels ?? {}).filter(([name]) => !name.startsWith('drydock.'))
  return { config: { ...config, Labels: Object.fromEntries(labels) }, layers: image.RootFS.Layers.length }
}

const EVERYTHING = `ARG TAG=latest
FROM busybox:$TAG AS tools
MAINTAINER someone
ARG WHO=nobody
ENV A=1 B="two words"
ENV C three
WORKDIR /work
WORKDIR sub
RUN echo $WHO $A > made
RUN ["sh", "-c", "echo exec form >> made"]
FROM busybox
LABEL one=1 two="2 and more"
COPY --from=tools /work/sub/made /from-name
COPY --from=0 /work/sub/made /from-number
COPY --from=busybox /bin/true /from-image
COPY --chown=1000:1000 files /files
COPY ["files/with space", "/spaced"]
ADD packed.tar /unpacked/
ADD files/a /added
EXPOSE 80 53/udp
VOLUME ["/data"]
SHELL ["/bin/sh", "-ec"]
RUN cat /from-name \\
    # a comment in between
    && test -f /unpacked/inside
STOPSIGNAL SIGINT
USER 1000
HEALTHCHECK --interval=5s --retries=2 CMD true
ONBUILD COPY . /src
ONBUILD RUN ls /src
ENTRYPOINT ["echo"]
CMD ["hello"]
`

describe('G-B8 the classic builder, beside the engine’s own', { timeout: 180_000 }, () => {
  const compare = async (files: readonly Packed[], query: Query = {}) => {
    const [ours, theirs] = [await mine(me, files, { nocache: '1', ...query }), await engines(files, query)]
    expect(ours.text).toBe(theirs.text)
    expect(ours.error).toBe(theirs.error)
    if (!theirs.id || !ours.id) return ours
    const image = JSON.parse((await docker(me, `inspect ${ours.id}`)).out)[0]
    expect(shown(image)).toEqual(shown(await stage.raw.json('GET', { path: `/images/${theirs.id}/json` })))
    return ours
  }

  it('G-B1 every instruction', async () => {
    const files: Packed[] = [
      ['Dockerfile', EVERYTHING],
      ['files/a', 'a'],
      ['files/with space', 's'],
      ['packed.tar', await packTar([['inside', 'i']])],
    ]
    const { id } = await compare(files, { buildargs: '{"WHO":"me","http_proxy":"","HTTP_PROXY":""}', t: 'everything' })
    expect((await docker(me, `run --rm --entrypoint cat everything /from-number`)).out).toBe('me 1\nexec form')
    expect((await docker(me, `run --rm everything`)).out).toBe('hello')
    const child = await mine(me, [
      ['Dockerfile', 'FROM everything\n'],
      ['new', 'n'],
    ])
    expect(child.text).toContain('# Executing 2 build triggers')
    expect((await docker(me, `run --rm --entrypoint ls ${child.id} /src`)).out).toBe('Dockerfile\nnew')
    expect(id).toBeDefined()
  })
  it.each<[string, string, Query]>([
    ['labels', 'FROM busybox\nCMD true\n', { labels: '{"a":"1"}' }],
    ['a target', 'FROM busybox AS one\nENV A=1\nFROM one AS two\nENV B=1\nFROM two\nRUN false\n', { target: 'two' }],
    ['an argument that nothing takes', 'FROM busybox\nCMD true\n', { buildargs: '{"NO":"1"}' }],
    ['scratch', 'FROM scratch\nCOPY Dockerfile /\n', {}],
    ['nothing to do', 'FROM busybox\n', {}],
    ['a step that fails', 'FROM busybox\nRUN exit 7\n', {}],
    ['a file that is not there', 'FROM busybox\nCOPY nothing /\n', {}],
    ['a bad CMD', 'FROM busybox\nENV\n', {}],
    ['a bad port', 'FROM busybox\nEXPOSE x\n', {}],
    ['a bad signal', 'FROM busybox\nSTOPSIGNAL none\n', {}],
    ['a bad health check', 'FROM busybox\nHEALTHCHECK --interval=x CMD true\n', {}],
    ['an unknown instruction', 'FROM busybox\nRUNN true\n', {}],
    ['no FROM', 'RUN true\n', {}],
    ['a Dockerfile without a line', '\n', {}],
    ['an empty Dockerfile', '', {}],
  ])('%s', async (_what, dockerfile, query) => {
    await compare([['Dockerfile', dockerfile]], query)
  })
  it('another Dockerfile, links, and a .dockerignore, which is the client’s to heed', async () => {
    const files: Packed[] = [
      ['docker/app.Dockerfile', 'FROM busybox\nCOPY . /src\n'],
      ['.dockerignore', '*.log\n'],
      ['a.log', ''],
      ['x/link', '', { type: 'symlink', linkname: '../a.log' }],
    ]
    const { id } = await compare(files, { dockerfile: 'docker/app.Dockerfile' })
    expect((await docker(me, `run --rm ${id} sh -c "cd /src && find . | sort"`)).out.split('\n')).toEqual([
      '.',
      './.dockerignore',
      './a.log',
      './docker',
      './docker/app.Dockerfile',
      './x',
      './x/link',
    ])
  })
  it('G-B10 cache: hits, none with --no-cache, none of another tenant', async () => {
    const files: Packed[] = [['Dockerfile', 'FROM busybox\nRUN head -c 8 /dev/urandom > /r\nCMD true\n']]
    const first = await mine(me, files)
    const again = await mine(me, files)
    expect(again.text.match(/Using cache/g)).toHaveLength(2)
    expect(again.id).toBe(first.id)
    expect((await mine(me, files, { nocache: '1' })).id).not.toBe(first.id)
    const theirs = await mine(other, files)
    expect(theirs.text).not.toContain('Using cache')
    expect(theirs.id).not.toBe(first.id)
  })
  it('with the CLI: from stdin, a tar, gzip, --pull, -q, and errors on stderr', async () => {
    const text = 'FROM busybox\nRUN echo x > /x\nCMD cat /x\n'
    expect((await docker(me, 'build --pull -t cli:1 -', text)).out).toContain('Successfully tagged cli:1')
    expect((await docker(me, 'run --rm cli:1')).out).toBe('x')
    const { gzipSync } = await import('node:zlib')
    for (const bytes of [await packTar([['Dockerfile', text]]), gzipSync(await packTar([['Dockerfile', text]]))]) {
      const { status, text: said } = await postTar(me, '/build', { version: '1', q: '1' }, bytes)
      expect([status, JSON.parse(said.split('\n')[0] as string).stream]).toEqual([
        200,
        expect.stringMatching(/^sha256:/),
      ])
    }
    const failed = await docker(me, 'build -', 'FROM nosuch\n')
    expect(failed.code).toBe(1)
    expect(failed.err).toContain('pull access denied for nosuch, repository does not exist or may require')
    expect(stage.errors).toEqual([])
  })
})
