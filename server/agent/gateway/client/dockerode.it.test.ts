// dockerode: what programs in Node speak to Docker with. Two tenants use it side by side.
import { PassThrough, Readable } from 'node:stream'
import Dockerode from 'dockerode'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { collectAll, packTar, unpackTar } from '../test-build.ts'
import { createStage, type Stage } from '../test-stage.ts'

let stage: Stage
let me: Dockerode
let other: Dockerode
beforeAll(async () => {
  stage = await createStage()
  me = new Dockerode({ socketPath: (await stage.tenants.create()).socketPath })
  other = new Dockerode({ socketPath: (await stage.tenants.create()).socketPath })
})
afterAll(() => stage?.end())

const done = (stream: NodeJS.ReadableStream) =>
  new Promise<Record<string, string>[]>((resolve, reject) =>
    me.modem.followProgress(stream, (error: Error | null, said: Record<string, string>[]) =>
      error ? reject(error) : resolve(said),
    ),
  )
/** stdout and stderr of a stream with frames. */
async function apart(stream: NodeJS.ReadableStream): Promise<[string, string]> {
  const [out, err] = [new PassThrough(), new PassThrough()]
  me.modem.demuxStream(stream, out, err)
  stream.on('end', () => {
    out.end()
    err.end()
  })
  return (await Promise.all([collectAll(out), collectAll(err)])).map(String) as [string, string]
}

describe('G-5xx dockerode', { timeout: 180_000 }, () => {
  it('runs, attaches with stdin, waits', async () => {
    const [{ StatusCode }] = await me.run('busybox', ['sh', '-c', 'exit 4'], new PassThrough())
    expect(StatusCode).toBe(4)
    const container = await me.createContainer({ Image: 'busybox', Cmd: ['cat'], OpenStdin: true, StdinOnce: true })
    const stream = await container.attach({ stream: true, stdin: true, stdout: true, stderr: true, hijack: true })
    const said = apart(stream)
    await container.start()
    stream.end('through dockerode')
    expect(await said).toEqual(['through dockerode', ''])
    expect(await container.wait()).toMatchObject({ StatusCode: 0 })
    await container.remove()
  })
  it('starts, execs, reads logs and statistics, copies, renames, stops', async () => {
    for (const docker of [me, other]) {
      const container = await docker.createContainer({
        name: 'web',
        Image: 'busybox',
        Cmd: ['sh', '-c', 'echo out; echo err >&2; exec sleep 1000'],
        Env: ['A=1'],
        ExposedPorts: { '80/tcp': {} },
        HostConfig: { PortBindings: { '80/tcp': [{ HostPort: '8080' }] }, Binds: ['data:/data'] },
      })
      await container.start()
      const exec = await container.exec({ Cmd: ['sh', '-c', 'echo $A'], AttachStdout: true, AttachStderr: true })
      expect(await apart(await exec.start({}))).toEqual(['1\n', ''])
      expect(await exec.inspect()).toMatchObject({ ExitCode: 0, Running: false })
      const logs = (await container.logs({ stdout: true, stderr: true, follow: false })) as Buffer
      expect((await apart(Readable.from([logs]))).sort()).toEqual(['err\n', 'out\n'])
      expect(await container.stats({ stream: false })).toMatchObject({ name: '/web' })
      await container.putArchive(await packTar([['note', 'hi']]), { path: '/data' })
      const files = await unpackTar(await collectAll(await container.getArchive({ path: '/data/note' })))
      expect(String(files.get('note'))).toBe('hi')
      await container.rename({ name: 'site' })
      const listed = await docker.listContainers({ filters: { name: ['site'] } })
      expect(listed).toMatchObject([{ Names: ['/site'], Image: 'busybox', Ports: [{ PublicPort: 8080 }] }])
      await container.stop({ t: 0 })
      await container.remove({ v: true })
    }
  })
  it('builds, tags, saves, removes and prunes images, pulls with progress', async () => {
    const context = await packTar([
      ['Dockerfile', 'FROM busybox\nARG WHO\nCOPY note /note\nRUN echo $WHO >> /note\n'],
      ['note', 'from '],
    ])
    const said = await done(await me.buildImage(Readable.from([context]), { t: 'app:1', buildargs: { WHO: 'me' } }))
    expect(said.some(({ stream }) => stream === 'Successfully tagged app:1\n')).toBe(true)
    await me.getImage('app:1').tag({ repo: 'app', tag: '2' })
    const saved = await unpackTar(await collectAll(await me.getImage('app:2').get()))
    expect(JSON.parse(String(saved.get('manifest.json')))).toMatchObject([{ RepoTags: ['app:2'] }])
    await expect(other.getImage('app:1').inspect()).rejects.toMatchObject({ statusCode: 404 })
    await me.getImage('app:1').remove()
    await me.pruneImages({ filters: { dangling: { false: true } } })
    expect(await me.listImages({ filters: { reference: ['app'] } })).toEqual([])
    const pulled = await done(await me.pull('busybox:latest'))
    expect(pulled.at(-1)?.status).toContain('Status: ')
  })
  it('makes networks and volumes, follows events', async () => {
    const events = await me.getEvents({ filters: { type: ['network'] } })
    const network = await me.createNetwork({ Name: 'inner' })
    const container = await me.createContainer({ Image: 'busybox', Cmd: ['sleep', '1000'], name: 'peer' })
    await network.connect({ Container: container.id, EndpointConfig: { Aliases: ['also'] } })
    expect(await container.inspect()).toMatchObject({
      NetworkSettings: { Networks: { inner: { Aliases: expect.arrayContaining(['also']) } } },
    })
    await network.disconnect({ Container: container.id })
    await container.remove()
    await network.remove()
    const seen: string[] = []
    for await (const part of events) {
      for (const line of String(part).trim().split('\n')) seen.push(JSON.parse(line).Action)
      if (seen.includes('destroy')) break
    }
    expect(seen).toEqual(expect.arrayContaining(['create', 'destroy']))
    await me.createVolume({ Name: 'more' })
    expect((await me.listVolumes()).Volumes.map(({ Name }) => Name)).toContain('more')
    await me.getVolume('more').remove()
    expect((await other.listVolumes()).Volumes.map(({ Name }) => Name)).toEqual(['data'])
    expect(stage.errors).toEqual([])
  })
})
