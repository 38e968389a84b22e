// Images, builds, volumes and networks with the real docker CLI on a real engine.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Tenant } from '../part.ts'
import { build, packTar, postTar, unpackTar } from './test-build.ts'
import { createStage, docker, type Stage } from './test-stage.ts'

let stage: Stage
/** Sees the catalog at once. */
let me: Tenant
/** Has to pull. */
let far: Tenant
let directory: string

beforeAll(async () => {
  stage = await createStage()
  me = await stage.tenants.create()
  far = await stage.tenants.create({ catalog: 'remote' })
  directory = await mkdtemp('/tmp/dd-obj-')
})
afterAll(async () => {
  await stage?.end()
  if (directory) await rm(directory, { recursive: true, force: true })
})

const ok = async (tenant: Tenant, args: string, input?: string) => {
  const ran = await docker(tenant, args, input)
  expect(ran.code, `docker ${args}: ${ran.err}`).toBe(0)
  return ran.out
}
const no = async (tenant: Tenant, args: string, input?: string) => {
  const ran = await docker(tenant, args, input)
  expect(ran.code, `docker ${args} should fail: ${ran.out}`).not.toBe(0)
  return ran.err
}
const tags = async (tenant: Tenant) => (await ok(tenant, 'images --format {{.Repository}}:{{.Tag}}')).split('\n')

/** Events of the running second count, too. */
const soon = () => Math.floor(Date.now() / 1000) + 1

describe('pull and remove', () => {
  it('G-I8 pulls from the catalog with the lines of a real pull', async () => {
    expect(await ok(far, 'images -q')).toBe('')
    const out = await ok(far, 'pull busybox')
    expect(out).toMatch(
      /Pulling from library\/busybox[\s\S]*Pulling fs layer[\s\S]*Pull complete[\s\S]*Digest: sha256:[0-9a-f]{64}/,
    )
    expect(out).toContain('Status: Downloaded newer image for busybox:latest')
    expect(await ok(far, 'pull docker.io/library/busybox:latest')).toContain('Status: Image is up to date')
    expect(await tags(far)).toEqual(['busybox:latest'])
    expect(await no(far, 'pull nosuch')).toContain(
      "pull access denied for nosuch, repository does not exist or may require 'docker login'",
    )
    expect(await no(far, 'pull busybox:nope')).toContain(
      'manifest for busybox:nope not found: manifest unknown: manifest unknown',
    )
    expect(await no(far, 'pull localhost:5000/busybox')).toContain('not allowed on this machine')
  })
  it('G-I6 removes what was pulled from the view only', async () => {
    const out = await ok(far, 'rmi busybox')
    expect(out).toMatch(/Untagged: busybox:latest\nDeleted: sha256:[0-9a-f]{64}/)
    expect(await ok(far, 'images -q')).toBe('')
    expect(await no(far, 'rmi busybox')).toContain('No such image: busybox:latest')
    expect(
      (await stage.raw.json('GET', { path: '/images/catalog.drydock.local%2Fbusybox:latest/json' })).Id,
    ).toBeTruthy()
  })
  it('G-I6 keeps the catalog of a tenant that sees it at once, and an image that a container uses', async () => {
    expect(await no(me, 'rmi busybox')).toContain('belongs to the course')
    await ok(far, 'run -d --name user busybox sleep 1000')
    expect(await no(far, 'rmi busybox')).toMatch(
      /conflict: unable to remove repository reference "busybox" \(must force\) - container [0-9a-f]{12}/,
    )
    const id = await ok(far, 'images -q')
    expect(await no(far, `rmi -f ${id}`)).toContain('image is being used by running container')
    await ok(far, 'rm -f user')
    await ok(far, 'rmi busybox')
  })
  it('G-I9 searches the catalog', async () => {
    expect(await ok(me, 'search --format {{.Name}} busy')).toBe('busybox')
  })
})

describe('tags and lists', () => {
  it('G-I5 an own tag shadows the catalog’s and can be taken back', async () => {
    await ok(me, 'tag nginx docker.io/library/busybox:latest')
    expect(await ok(me, 'inspect -f {{.Id}} busybox')).toBe(await ok(me, 'inspect -f {{.Id}} nginx'))
    expect(await ok(far, 'pull -q busybox')).toBe('docker.io/library/busybox:latest')
    expect(await ok(far, 'run --rm busybox true')).toBe('')
    await ok(me, 'rmi busybox')
    expect(await ok(me, 'run --rm busybox echo here')).toBe('here')
  })
  it('G-I3 evaluates the filters', async () => {
    await ok(me, 'tag busybox me/one:1')
    await ok(me, 'tag busybox me/one:2')
    expect(await ok(me, 'images -q me/one')).toMatch(/^[0-9a-f]{12}\n[0-9a-f]{12}$/)
    expect(await ok(me, 'images --format {{.Tag}} me/*:2')).toBe('2')
    expect(await ok(me, 'images -q --filter dangling=true')).toBe('')
    expect(await ok(me, 'images --format {{.Repository}} --filter before=nginx --filter reference=debian')).toBe(
      'debian',
    )
    expect(await no(me, 'images --filter nope=1')).toContain("nvalid filter 'nope'")
    await ok(me, 'rmi me/one:1 me/one:2')
  })
  it('G-I4 inspect and history show no names of the engine', async () => {
    for (const image of ['nginx', 'busybox']) {
      const shown = (await ok(me, `inspect ${image}`)) + (await ok(me, `history --no-trunc ${image}`))
      expect(shown).not.toMatch(/drydock|overlay2\/|t[a-z2-7]{12}/)
    }
  })
})

describe('builds', () => {
  const dockerfile = [
    'ARG BASE=busybox',
    'FROM $BASE AS tools',
    'RUN echo made > /made',
    'FROM busybox',
    'COPY --from=tools /made /made',
    'COPY . /src',
    'CMD ["cat","/made"]',
    '',
  ].join('\n')

  it('G-B8 builds, tags, caches and shows the steps as written', async () => {
    await writeFile(`${directory}/Dockerfile`, dockerfile)
    await writeFile(`${directory}/file`, 'x')
    const out = await ok(me, `build -t me/app:1 ${directory}`)
    for (const [i, line] of dockerfile.trim().split('\n').entries())
      expect(out).toContain(`Step ${i + 1}/7 : ${line}\n`)
    expect(out).toMatch(/Successfully built [0-9a-f]{12}\nSuccessfully tagged me\/app:1$/)
    expect(out).not.toContain('drydock')
    expect(await ok(me, 'run --rm me/app:1')).toBe('made')
    expect(await ok(me, 'run --rm me/app:1 ls -A /src')).toBe('Dockerfile\nfile')
    expect(await ok(me, 'run --rm me/app:1 cat /src/Dockerfile')).toBe(dockerfile.trim())
    const again = await ok(me, `build -t me/app:2 ${directory}`)
    expect(again.match(/Using cache/g)?.length).toBe(4)
    expect(await ok(me, `build -q ${directory}`)).toBe(await ok(me, 'inspect -f {{.Id}} me/app:1'))
    expect(await ok(me, 'inspect me/app:1')).not.toMatch(/drydock|t[a-z2-7]{12}/)
    expect(await ok(me, 'history me/app:1')).not.toContain('drydock')
  })
  it('G-B10 no layer of another tenant is taken from the cache', async () => {
    const secret = 'FROM busybox\nRUN head -c 16 /dev/urandom | md5sum > /key\n'
    const key = async (tenant: Tenant) => {
      await ok(tenant, 'build -t key -', secret)
      return ok(tenant, 'run --rm key cat /key')
    }
    const mine = await key(me)
    expect(await key(me)).toBe(mine)
    expect(await key(far)).not.toBe(mine)
  })
  it('G-B11 limits memory, processes and network of a step', async () => {
    const run =
      'sleep 1; cat /sys/fs/cgroup/memory/memory.limit_in_bytes /sys/fs/cgroup/memory.max /sys/fs/cgroup/pids/pids.max /sys/fs/cgroup/pids.max 2>/dev/null; hostname -i'
    const { text } = await build(me, `FROM busybox\nRUN ${run}; true\n`, { query: { nocache: '1' } })
    expect(text).toContain('536870912')
    // A line of its own, or the first of a piece of output.
    expect(text).toMatch(/(?:\\n|")256\\n/)
    const subnet = (await ok(me, 'network inspect -f "{{(index .IPAM.Config 0).Gateway}}" bridge')).replace(
      /\.[0-9]+$/,
      '',
    )
    expect(text).toContain(subnet)
  })
  it('a failed step is reported as the builder does, and can be looked into', async () => {
    const ran = await docker(me, 'build -', 'FROM busybox\nRUN echo a > /a\nRUN cat /nope\n')
    expect(ran.code).toBe(1)
    expect(ran.err).toContain("The command '/bin/sh -c cat /nope' returned a non-zero code: 1")
    const step = /---> ([0-9a-f]{12})\nStep 3/.exec(ran.out)?.[1]
    expect(await ok(me, `run --rm ${step} cat /a`)).toBe('a')
    expect(await ok(me, 'images -q --filter dangling=true')).toContain(step)
    expect(await ok(me, 'image prune -f')).toContain('deleted: sha256:')
    expect(await ok(me, 'images -q --filter dangling=true')).toBe('')
  })
  it('takes labels, targets, other names of the Dockerfile, and .dockerignore', async () => {
    await writeFile(`${directory}/other.df`, 'FROM busybox AS one\nRUN false\nFROM busybox\n')
    expect((await docker(me, `build --target one -f ${directory}/other.df ${directory}`)).err).toContain(
      'non-zero code',
    )
    await writeFile(`${directory}/.dockerignore`, 'file\nDockerfile\n.dockerignore\n')
    await ok(me, `build -t me/ignored --label a=b ${directory}`)
    expect(await ok(me, 'run --rm me/ignored ls -A /src')).toBe('other.df')
    expect(await ok(me, 'inspect -f "{{json .Config.Labels}}" me/ignored')).toBe('{"a":"b"}')
  })
  it('one build at a time: the second waits and works', async () => {
    const both = await Promise.all([
      docker(me, 'build -', 'FROM busybox\nRUN sleep 1; echo 1\n'),
      docker(me, 'build -', 'FROM busybox\nRUN sleep 1; echo 2\n'),
    ])
    expect(both.map((one) => one.code)).toEqual([0, 0])
  })
})

describe('archives and commits', () => {
  it('G-I10 G-I11 saves and loads with the learner’s names', async () => {
    await ok(me, 'build -t me/saved:1 -', 'FROM busybox\nRUN echo kept > /kept\n')
    await ok(me, `save -o ${directory}/image.tar me/saved:1`)
    const bytes = await readFile(`${directory}/image.tar`)
    const files = await unpackTar(bytes)
    expect(JSON.parse(String(files.get('manifest.json')))[0].RepoTags).toEqual(['me/saved:1'])
    expect(Object.keys(JSON.parse(String(files.get('repositories'))))).toEqual(['me/saved'])
    await ok(me, 'rmi me/saved:1')
    expect(await ok(me, `load -i ${directory}/image.tar`)).toBe('Loaded image: me/saved:1')
    expect(await ok(me, 'run --rm me/saved:1 cat /kept')).toBe('kept')
    expect(await ok(far, `load -i ${directory}/image.tar`)).toBe('Loaded image: me/saved:1')
    await ok(me, 'rmi me/saved:1')
    expect(await ok(far, 'run --rm me/saved:1 cat /kept')).toBe('kept')
  })
  it('G-I12 commits and imports', async () => {
    await ok(me, 'run --name work busybox touch /done')
    await ok(me, 'commit -c "CMD ls /done" -m why work me/done:1')
    expect(await ok(me, 'run --rm me/done:1')).toBe('/done')
    expect(await no(me, 'commit -c "RUN id" work x')).toContain('is not a valid change command')
    await ok(me, 'rm work')
    const { text } = await postTar(
      me,
      '/images/create',
      { fromSrc: '-', repo: 'me/flat', changes: ['ENV A=1'] },
      await packTar([['hello', 'hi']]),
    )
    expect(text).toMatch(/"status":"sha256:[0-9a-f]{64}"/)
    expect(await ok(me, 'inspect -f "{{index .Config.Env 0}}" me/flat')).toBe('A=1')
    expect(await no(me, 'import http://169.254.169.254/x')).toContain('not allowed')
  })
  it('G-I7 prune -a removes own images and no others', async () => {
    await ok(me, 'image prune -a -f')
    const left = await tags(me)
    expect(left).toContain('busybox:latest')
    expect(left.filter((tag) => tag.startsWith('me/'))).toEqual([])
  })
  it('publishes image events', async () => {
    await ok(me, 'tag busybox me/evented')
    await ok(me, 'rmi me/evented')
    const events = await ok(
      me,
      `events --since 1m --until ${soon()} --filter type=image --format "{{.Action}} {{.Actor.Attributes.name}}"`,
    )
    expect(events).toContain('tag me/evented:latest')
    expect(events).toMatch(/untag sha256:[0-9a-f]{64}/)
    expect(
      await ok(far, `events --since 1m --until ${soon()} --filter type=image --format "{{.Actor.Attributes.name}}"`),
    ).not.toContain('evented')
  })
})

describe('volumes', () => {
  it('G-V1..5 are the tenant’s own', async () => {
    expect(await ok(me, 'volume create --label a=b data')).toBe('data')
    await ok(far, 'volume create data')
    await ok(me, 'run --rm -v data:/d busybox touch /d/mine')
    expect(await ok(far, 'run --rm -v data:/d busybox ls /d')).toBe('')
    expect(await ok(me, 'volume ls -q')).toBe('data')
    expect(await ok(me, 'volume ls -q --filter label=a=b --filter name=da --filter dangling=true')).toBe('data')
    expect(await ok(me, 'volume inspect -f "{{.Name}} {{.Mountpoint}} {{.Labels}}" data')).toBe(
      'data /var/lib/docker/volumes/data/_data map[a:b]',
    )
    await ok(me, 'run -d --name holder -v data:/d busybox sleep 1000')
    const err = await no(me, 'volume rm data')
    expect(err).toContain('remove data: volume is in use')
    await ok(me, 'rm -f holder')
    const anonymous = await ok(me, 'volume create')
    expect(anonymous).toMatch(/^[0-9a-f]{64}$/)
    expect(await ok(me, 'volume prune -f')).toContain('data')
    expect(await ok(me, 'volume ls -q')).toBe('')
    expect(await ok(far, 'volume ls -q')).toBe('data')
    expect(await no(me, 'volume inspect data')).toContain('no such volume')
    await ok(me, 'volume rm -f data')
  })
})

describe('networks', () => {
  it('G-N1..6 names, DNS, aliases, connect, prune', async () => {
    expect((await ok(me, 'network ls --format {{.Name}}')).split('\n').sort()).toEqual(['bridge', 'host', 'none'])
    await ok(me, 'network create --label x=y inner')
    await ok(far, 'network create inner')
    expect(await no(me, 'network create inner')).toContain('network with name inner already exists')
    await ok(me, 'run -d --name web --network inner --network-alias shop busybox sleep 1000')
    expect(await ok(me, 'run --rm --network inner busybox nslookup -type=a web')).toMatch(/Address/)
    expect(await ok(me, 'run --rm --network inner busybox nslookup -type=a shop')).toMatch(/Address/)
    expect((await docker(far, 'run --rm --network inner busybox nslookup -type=a web')).code).not.toBe(0)
    expect(await ok(me, 'network inspect -f "{{range .Containers}}{{.Name}}{{end}}" inner')).toBe('web')
    await ok(me, 'run -d --name late busybox sleep 1000')
    await ok(me, 'network connect --alias after inner late')
    expect(await ok(me, 'exec web nslookup -type=a after')).toMatch(/Address/)
    await ok(me, 'network disconnect inner late')
    expect(await no(me, 'network rm inner')).toContain('has active endpoints')
    await ok(me, 'rm -f web late')
    expect(await ok(me, 'network prune -f')).toContain('inner')
    expect((await ok(far, 'network ls -q --filter name=inner')).length).toBe(12)
    expect(await no(me, 'network rm bridge')).toContain('pre-defined network')
    expect(await ok(me, 'network ls -q --filter type=custom')).toBe('')
    expect(
      JSON.parse(await ok(me, 'network inspect bridge'))[0].Options['com.docker.network.bridge.default_bridge'],
    ).toBe('true')
  })
})

it('nothing of it was an error of the gateway itself', () => {
  expect(stage.errors).toEqual([])
})
