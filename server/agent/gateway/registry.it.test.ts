// The class registry as Docker Hub: two learners with the docker CLI, on a real engine with a real registry.
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RegistryAccount, Tenant } from '../part.ts'
import { createStage, docker, type Ran, request, type Stage } from './test-stage.ts'

/** On a machine that is busy with other things, too. */
const PATIENCE_MS = 50_000

interface Learner {
  tenant: Tenant
  account: RegistryAccount
  /** DOCKER_CONFIG: where the CLI keeps who is logged in. */
  config: string
}

let stage: Stage
let alice: Learner
let bob: Learner

async function join_(name: string): Promise<Learner> {
  const tenant = await stage.tenants.create({ catalog: 'remote' })
  const account = await stage.registry.account(tenant.id, name)
  return { tenant, account, config: await mkdtemp(join(tmpdir(), 'dd-config-')) }
}
const run = ({ tenant, config }: Learner, args: string, input?: string): Promise<Ran> =>
  docker(tenant, `--config ${config} ${args}`, input)
const ok = async (learner: Learner, args: string, input?: string) => {
  const ran = await run(learner, args, input)
  expect(`${args}: ${ran.code} ${ran.code ? ran.err + ran.out : ''}`).toBe(`${args}: 0 `)
  return ran.out
}
const refused = async (learner: Learner, args: string, input?: string) => {
  const ran = await run(learner, args, input)
  expect(ran.code, `${args}: ${ran.out}`).not.toBe(0)
  return ran.err
}
const login = (learner: Learner, account = learner.account) =>
  ok(learner, `login -u ${account.name} --password-stdin`, account.password)
const build = (learner: Learner, tag: string, text: string) =>
  ok(learner, `build -q -t ${tag} -`, `FROM busybox\nRUN echo ${text} > /text\n`)

beforeAll(async () => {
  stage = await createStage({ registry: { repositories: 4, tagsPerRepository: 3, bytes: 8 * 1024 ** 2 } })
  alice = await join_('Alice')
  bob = await join_('밥')
  await up()
  for (const learner of [alice, bob]) await ok(learner, 'pull -q busybox')
})
afterAll(async () => {
  await stage?.end()
  for (const learner of [alice, bob]) if (learner) await rm(learner.config, { recursive: true, force: true })
  expect(stage?.errors).toEqual([])
})

describe('G-R2 accounts and login', () => {
  it('takes the class password, and no other, in Docker Hub’s words', async () => {
    expect([alice.account.name, bob.account.name]).toEqual(['alice', 'bap'])
    expect(await login(alice)).toContain('Login Succeeded')
    expect(await refused(bob, 'login -u alice --password-stdin', 'guess')).toContain(
      'unauthorized: incorrect username or password',
    )
    expect(await refused(bob, 'login -u nobody --password-stdin', bob.account.password)).toContain(
      'unauthorized: incorrect username or password',
    )
    expect(await refused(bob, 'login -u a --password-stdin ghcr.io', 'x')).toContain(
      'logging in to ghcr.io is not possible',
    )
    expect(await ok(alice, 'logout')).toContain('Removing login credentials')
  })

  it('a new password ends the old one, at the next push as well', async () => {
    await login(alice)
    await build(alice, 'alice/old:1', 'old')
    expect(await stage.registry.renew(alice.tenant.id)).toBe(true)
    expect(await refused(alice, 'push alice/old:1')).toMatch(/denied|unauthorized/)
    expect(await refused(alice, 'login -u alice --password-stdin', alice.account.password)).toContain('unauthorized')
    const now = stage.registry.accountOf(alice.tenant.id) as RegistryAccount
    expect(now.password).not.toBe(alice.account.password)
    alice.account = now
    expect(await login(alice)).toContain('Login Succeeded')
    await ok(alice, 'rmi alice/old:1')
    await ok(alice, 'logout')
    expect(await stage.registry.renew('tzzzzzzzzzzzz')).toBe(false)
  })
})

describe('G-R5 push', () => {
  it('needs a login, and an own name', async () => {
    await build(alice, 'alice/app:1', 'one')
    await ok(alice, 'tag alice/app:1 bap/app:1')
    await ok(alice, 'tag alice/app:1 app')
    await ok(alice, 'tag alice/app:1 alice/deep/app')
    const denied = 'denied: requested access to the resource is denied'
    expect(await refused(alice, 'push alice/app:1')).toContain(denied)
    await login(alice)
    for (const name of ['bap/app:1', 'app', 'busybox', 'alice/deep/app'])
      expect(await refused(alice, `push ${name}`)).toContain(denied)
    expect(await refused(alice, 'push alice/other')).toContain(
      'An image does not exist locally with the tag: alice/other',
    )
    expect(await refused(alice, 'push alice/app:9')).toContain('tag does not exist: alice/app:9')
    expect(await refused(alice, 'push ghcr.io/alice/app')).toContain('pushing to ghcr.io is not possible')
  })

  it('shows layers and digest, and keeps the digest', async () => {
    const out = await ok(alice, 'push alice/app:1')
    expect(out).toContain('The push refers to repository [docker.io/alice/app]')
    expect(out).toMatch(/[0-9a-f]{12}: Pushed/)
    const digest = /^1: digest: (sha256:[0-9a-f]{64}) size: \d+$/m.exec(out)?.[1]
    expect(digest).toBeDefined()
    expect(out).not.toMatch(/127\.0\.0\.1|drydock|class-/)
    expect(await ok(alice, 'inspect -f "{{json .RepoDigests}}" alice/app:1')).toBe(
      JSON.stringify([`alice/app@${digest}`]),
    )
    expect(await ok(alice, 'images --digests --format {{.Repository}}@{{.Digest}} alice/app')).toBe(
      `alice/app@${digest}`,
    )
    const carried = stage.tenants.transfers(alice.tenant.id).at(-1)
    expect(carried).toMatchObject({ way: 'push', name: 'alice/app:1', state: 'done', digest })
    const layers = JSON.parse(await ok(alice, 'inspect -f "{{json .RootFS.Layers}}" alice/app:1')) as string[]
    expect(carried?.blobs.map(({ id }) => id)).toEqual(layers.map((layer) => layer.slice(7, 19)))
    const kept = (await stage.registry.manifest('alice/app', '1'))!
    expect(carried?.blobs).toMatchObject(
      kept.layers.map((digest) => ({ digest, size: kept.blobs[digest], state: 'moved' })),
    )
    expect(await ok(alice, 'push alice/app:1')).toMatch(/Layer already exists/)
    const again = stage.tenants.transfers(alice.tenant.id).at(-1)
    expect(again?.blobs.map(({ state }) => state)).toEqual(layers.map(() => 'there'))
    const raw = await stage.raw.json<{ RepoTags: string[] | null; RepoDigests: string[] | null }[]>('GET', {
      path: '/images/json',
    })
    const names = raw.flatMap((image) => [...(image.RepoTags ?? []), ...(image.RepoDigests ?? [])])
    expect(names.filter((name) => name.startsWith('127.0.0.1') && name.includes('/alice/'))).toEqual([])
  })

  it('pushes all tags of a repository', async () => {
    await ok(alice, 'tag alice/app:1 alice/app:stable')
    const out = await ok(alice, 'push -a alice/app')
    expect(out).toMatch(/^1: digest:/m)
    expect(out).toMatch(/^stable: digest:/m)
  })
})

describe('G-R6 pull', () => {
  it('gives a public image to a classmate who is not even logged in', async () => {
    const out = await ok(bob, 'pull alice/app:1')
    expect(out).toMatch(/^1: Pulling from alice\/app/)
    expect(out).toMatch(/[0-9a-f]{12}: Already exists/)
    expect(out).toMatch(/[0-9a-f]{12}: Pull complete/)
    expect(out).toContain('Status: Downloaded newer image for alice/app:1')
    const fetched = stage.tenants.transfers(bob.tenant.id).at(-1)
    expect(fetched).toMatchObject({ way: 'pull', name: 'alice/app:1', state: 'done' })
    // busybox's layers are bob's already; alice's own came.
    expect(fetched?.blobs.map(({ state }) => state)).toEqual([...fetched!.blobs.slice(1).map(() => 'there'), 'moved'])
    const digest = /^Digest: (sha256:[0-9a-f]{64})$/m.exec(out)?.[1]
    expect(await ok(bob, 'inspect -f "{{index .RepoDigests 0}}" alice/app:1')).toBe(`alice/app@${digest}`)
    expect(await ok(bob, 'run --rm alice/app:1 cat /text')).toBe('one')
    expect(await ok(bob, 'pull alice/app:1')).toContain('Status: Image is up to date for alice/app:1')
    await ok(bob, `pull alice/app@${digest}`)
    expect(await ok(bob, `run --rm alice/app@${digest} cat /text`)).toBe('one')
    const gone = await ok(bob, 'rmi alice/app:1')
    expect(gone).toContain(`Untagged: alice/app@${digest}`)
    expect(await refused(bob, 'image inspect alice/app:1')).toMatch(/No such image/i)
  })

  it('run and build pull what is not here', async () => {
    expect(await ok(bob, 'run --rm alice/app:stable cat /text')).toContain('one')
    await ok(bob, 'rmi -f alice/app:stable')
    await ok(bob, 'build -q -t mine -', 'FROM alice/app:1\nRUN echo two >> /text\n')
    expect(await ok(bob, 'run --rm mine cat /text')).toBe('one\ntwo')
    await ok(bob, 'rmi -f mine alice/app:1')
  })

  it('comes whole from the registry when the engine has nothing left of it', async () => {
    await build(alice, 'alice/gone', 'gone')
    await ok(alice, 'push alice/gone')
    const id = await ok(alice, 'inspect -f {{.Id}} alice/gone')
    await ok(alice, 'rmi -f alice/gone')
    await expect(stage.raw.json('GET', { path: `/images/${id}/json` })).rejects.toThrow()
    expect(await ok(bob, 'pull alice/gone')).toMatch(/Pull complete/)
    expect(await ok(bob, 'run --rm alice/gone cat /text')).toBe('gone')
  })

  it('a private image is its owner’s alone, by tag and by digest', async () => {
    await build(alice, 'alice/secret', 'secret')
    const pushed = await ok(alice, 'push alice/secret')
    const digest = /digest: (sha256:[0-9a-f]{64})/.exec(pushed)?.[1]
    await stage.registry.publish('alice/secret', false)
    const denied = /pull access denied for alice\/secret, repository does not exist or may require 'docker login'/
    expect(await refused(bob, 'pull alice/secret')).toMatch(denied)
    expect(await refused(bob, `pull alice/secret@${digest}`)).toMatch(denied)
    await login(bob)
    expect(await refused(bob, 'pull alice/secret')).toMatch(denied)
    expect(await refused(bob, 'run --rm alice/secret')).toMatch(denied)
    // Not through a repository that is public, either.
    expect(await refused(bob, `pull alice/app@${digest}`)).toMatch(/manifest unknown/)
    expect(await refused(bob, 'build -q -', 'FROM alice/secret\n')).toMatch(/pull access denied/)
    await ok(alice, 'rmi -f alice/secret')
    await ok(alice, 'pull -q alice/secret')
    expect(await ok(alice, 'run --rm alice/secret cat /text')).toBe('secret')
    await ok(bob, 'logout')
  })

  it('missing names and tags are Docker Hub’s 404', async () => {
    expect(await refused(bob, 'pull alice/nothing')).toMatch(/pull access denied for alice\/nothing/)
    expect(await refused(bob, 'pull nobody/app')).toMatch(/pull access denied for nobody\/app/)
    expect(await refused(bob, 'pull alice/app:9')).toContain('manifest for alice/app:9 not found: manifest unknown')
    expect(await refused(bob, 'pull ghcr.io/alice/app')).toContain('pulling from ghcr.io is not allowed')
  })
})

describe('G-R7 search', () => {
  it('finds the catalog and what the account may pull', async () => {
    const names = async (learner: Learner) =>
      (await ok(learner, 'search --format {{.Name}}:{{.IsOfficial}} a'))
        .split('\n')
        .map((line) => line.replace('[OK]', 'true'))
    expect(await names(bob)).toEqual(expect.arrayContaining(['debian:true', 'alice/app:']))
    expect((await names(bob)).join(' ')).not.toContain('alice/secret')
    expect((await names(alice)).join(' ')).toContain('alice/secret')
  })
})

describe('G-R1 G-R3 G-R4 attacks', () => {
  const forged = (value: unknown) => ({
    'X-Registry-Auth': Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url'),
  })
  const push = (learner: Learner, target: string, headers: Record<string, string>) =>
    request(learner.tenant.socketPath, 'POST', `/v1.41/images/${target}`, undefined, headers)

  it('a header that claims a name, or brings a token, is worth nothing', async () => {
    await ok(bob, 'tag busybox alice/app:1')
    for (const value of [
      { username: 'alice' },
      { username: 'alice', password: '' },
      { username: 'alice', password: 'x' },
      { registrytoken: 'x.y.z' },
      { identitytoken: 'x', username: 'alice' },
      { auth: Buffer.from(`alice:${alice.account.password}`).toString('base64') },
    ]) {
      const reply = await push(bob, 'alice/app/push?tag=1', forged(value))
      expect(`${JSON.stringify(value)} ${reply.status}`).toBe(`${JSON.stringify(value)} 403`)
      expect(reply.text).toContain('unauthorized: incorrect username or password')
    }
    for (const value of [
      '{"username":"bap","username":"alice"}',
      '{"Username":"alice"}',
      '[]',
      '{"scope":"*"}',
      'no json',
    ])
      expect((await push(bob, 'alice/app/push?tag=1', forged(value))).status, value).toBe(400)
    expect((await push(bob, 'alice/app/push?tag=1', { 'X-Registry-Auth': '../../' })).status).toBe(400)
  })

  it('the own account opens no other namespace, however the name is written', async () => {
    const own = forged({ username: 'bap', password: bob.account.password })
    await ok(bob, 'tag busybox bap/x')
    for (const name of ['alice/app', 'docker.io/alice/app', 'index.docker.io/alice/app']) {
      const reply = await push(bob, `${name}/push?tag=1`, own)
      expect(reply.text, name).toContain('denied: requested access to the resource is denied')
    }
    for (const name of [
      'bap/../alice/app',
      'bap%2F..%2Falice/app',
      'Alice/app',
      'alice//app',
      'x__own/app',
      'bap/x__digest',
    ])
      expect((await push(bob, `${name}/push?tag=1`, own)).status, name).toBeGreaterThanOrEqual(400)
    for (const name of ['nginx', 'library/nginx', 'docker.io/library/nginx:latest'])
      expect((await push(bob, `${name}/push?tag=latest`, own)).text).not.toMatch(/"status":"Pushed"/)
    await ok(bob, 'rmi alice/app:1 bap/x')
  })

  it('the registry serves nobody without the agent’s token', async () => {
    const place = await stage.registry.transfer('alice/app', ['pull'], async (grant) => grant)
    // The engine's own 127.0.0.1 may be in a network namespace of its own.
    const [, ...path] = place.repository.split('/')
    const host = `${await registryAddress()}:5000`
    const url = `http://${host}/v2/${path.join('/')}`
    const { registrytoken } = JSON.parse(Buffer.from(place.auth, 'base64url').toString())
    const status = async (url: string, init?: RequestInit) => (await fetch(url, init)).status
    const bearer = { Authorization: `Bearer ${registrytoken}` }
    expect(await status(`${url}/manifests/1`)).toBe(401)
    expect(await status(`${url}/manifests/1`, { headers: bearer })).toBe(200)
    // For this repository and this use alone.
    expect(await status(`${url.replace('/app', '/secret')}/manifests/latest`, { headers: bearer })).toBe(401)
    expect(await status(`${url}/blobs/uploads/`, { method: 'POST', headers: bearer })).toBe(401)
    expect(await status(`http://${host}/v2/_catalog`, { headers: bearer })).toBe(401)
    expect(
      await status(`${url}/manifests/1`, { headers: { Authorization: `Bearer ${tampered(registrytoken)}` } }),
    ).toBe(401)
  })

  it('no blob crosses from a private repository by mounting it', async () => {
    const secret = await stage.registry.manifest('alice/secret', 'latest')
    const grant = await stage.registry.transfer('bap/thief', ['pull', 'push'], async (grant) => grant)
    const [, prefix = ''] = grant.repository.split('/')
    const host = `${await registryAddress()}:5000`
    const { registrytoken } = JSON.parse(Buffer.from(grant.auth, 'base64url').toString())
    for (const digest of Object.keys(secret?.blobs ?? {})) {
      const reply = await fetch(
        `http://${host}/v2/${prefix}/bap/thief/blobs/uploads/?mount=${digest}&from=${prefix}/alice/secret`,
        { method: 'POST', headers: { Authorization: `Bearer ${registrytoken}` } },
      )
      expect(reply.status).toBe(401)
    }
  })

  it('is reached from no container', async () => {
    await ok(bob, 'run -d --name open busybox httpd -f -p 5000')
    const own = await ok(bob, 'inspect -f "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}" open')
    const reach = async (address: string) =>
      (await run(bob, `run --rm busybox sh -c "nc -w 3 ${address} 5000 </dev/null && echo reached"`)).out
    expect(await reach(own)).toBe('reached')
    expect(await reach((await registryAddress()) ?? '')).toBe('')
    await ok(bob, 'rm -f open')
    const published = await stage.registry.transfer(
      'alice/app',
      ['pull'],
      async (grant) => grant.repository.split('/')[0],
    )
    expect(published).toMatch(/^127\.0\.0\.1:\d+$/)
  })
})

describe('G-R8 quotas', () => {
  it('says what is full, and what to do', async () => {
    const many = await join_('many')
    await login(many)
    await ok(many, 'pull -q busybox')
    const push = async (name: string) => {
      await ok(many, `tag busybox ${name}`)
      return run(many, `push -q ${name}`)
    }
    for (const name of ['many/a:1', 'many/a:2', 'many/a:3', 'many/b', 'many/c', 'many/d'])
      expect((await push(name)).err, name).toBe('')
    expect((await push('many/a:4')).err).toMatch(/denied: many\/a has 3 tags.*delete some/)
    // An old tag is not one more.
    expect((await push('many/a:3')).code).toBe(0)
    expect((await push('many/e')).err).toMatch(/denied: many has 4 repositories.*delete some/)
    await stage.registry.remove('many/d')
    await ok(many, 'build -q -t many/e -', 'FROM busybox\nRUN head -c 9000000 /dev/urandom > /big\n')
    await ok(many, 'push -q many/e')
    expect((await push('many/a:1')).err).toMatch(/denied: the repositories of many take \d+ MB.*delete some/)
    await stage.tenants.remove(many.tenant.id)
    await rm(many.config, { recursive: true, force: true })
  })
})

describe('G-R9 what lasts and what goes', () => {
  it('a registry that dies is started again, with all that it had', async () => {
    const container = await registryContainer()
    await stage.raw.json('POST', { path: `/containers/${container}/kill` })
    // Not even a pull that comes while it is down fails.
    await ok(bob, 'pull -q alice/app:1')
    await up()
    expect(await registryContainer()).not.toBe(container)
  })

  it('a restart of the agent keeps accounts, repositories and the running registry', async () => {
    const container = await registryContainer()
    await stage.restart()
    await up()
    expect(await registryContainer()).toBe(container)
    const again = stage.tenants.get(alice.tenant.id)
    if (!again) throw new Error('the tenant is gone')
    expect(await stage.registry.account(alice.tenant.id, 'another name')).toEqual(alice.account)
    expect(stage.registry.owned(alice.account).map(({ name, public: shared }) => [name, shared])).toEqual(
      expect.arrayContaining([
        ['alice/app', true],
        ['alice/secret', false],
      ]),
    )
    await ok(bob, 'rmi -f alice/app:1')
    await ok(bob, 'pull -q alice/app:1')
  })

  it('finds a push again that the agent died over, and takes away what has no account', async () => {
    await login(bob)
    await ok(bob, 'tag busybox bap/x')
    await ok(bob, 'push -q bap/x')
    await ok(bob, 'logout')
    const file = join(stage.home, 'registry', 'registry.json')
    const kept = JSON.parse(await readFile(file, 'utf8'))
    expect(kept.repositories.length).toBeGreaterThan(0)
    const left = await stage.registry.transfer('alice/left', ['push'], async (grant) => grant.repository)
    const { id } = await stage.raw
      .json('GET', { path: '/images/catalog.drydock.local%2Fbusybox:latest/json' })
      .then(({ Id }) => ({ id: Id as string }))
    await stage.raw.json('POST', { path: `/images/${id}/tag`, query: { repo: left, tag: '1' } })
    await stage.restart(async () => {
      const { writeFile } = await import('node:fs/promises')
      await writeFile(file, JSON.stringify({ accounts: [alice.account], repositories: [] }))
    })
    await up()
    expect(Object.keys(stage.registry.readable('alice/app', undefined)?.tags ?? {}).sort()).toEqual(['1', 'stable'])
    await expect(stage.raw.json('GET', { path: `/images/${encodeURIComponent(`${left}:1`)}/json` })).rejects.toThrow()
    expect(stage.registry.published().map(({ name }) => name)).not.toContain('bap/x')
    expect(await stage.registry.manifest('bap/x', 'latest')).toBeUndefined()
  })

  it('a removed tag is gone from the registry, a removed tenant with all of its repositories', async () => {
    expect(await stage.registry.remove('alice/app', 'stable')).toBe(true)
    expect(await stage.registry.remove('alice/app', 'stable')).toBe(false)
    expect(await refused(bob, 'pull alice/app:stable')).toMatch(/manifest unknown/)
    const blobs = Object.keys(stage.registry.readable('alice/app', undefined)?.tags['1']?.blobs ?? {})
    expect(blobs.length).toBeGreaterThan(1)
    await stage.tenants.remove(alice.tenant.id)
    expect(stage.registry.accountOf(alice.tenant.id)).toBeUndefined()
    expect(await refused(bob, 'pull alice/app:1')).toMatch(/pull access denied/)
    await eventually('the blobs are swept', async () => !(await blobsOnDisk()).some((blob) => blobs.includes(blob)))
  })
})

const up = () => eventually('the registry is up', async () => stage.registry.health().state === 'ok')

async function eventually(what: string, look: () => Promise<boolean>) {
  for (const end = Date.now() + PATIENCE_MS; !(await look()); ) {
    if (Date.now() > end) throw new Error(`${what} did not happen: ${JSON.stringify(stage.registry.health())}`)
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

const tampered = (token: string) => {
  const [header, claims = '', signature] = token.split('.')
  const value = JSON.parse(Buffer.from(claims, 'base64url').toString())
  value.access[0].actions = ['pull', 'push']
  return [header, Buffer.from(JSON.stringify(value)).toString('base64url'), signature].join('.')
}

async function registryContainers() {
  const all = await stage.raw.json<
    {
      Id: string
      Names: string[]
      NetworkSettings: { Networks: Record<string, { IPAddress: string }> }
      Mounts: { Source: string }[]
    }[]
  >('GET', { path: '/containers/json', query: { filters: JSON.stringify({ label: ['drydock.registry'] }) } })
  return all.filter(({ Mounts }) => Mounts.some(({ Source }) => Source.startsWith(stage.home)))
}
const registryContainer = async () => (await registryContainers())[0]?.Id
const registryAddress = async () =>
  Object.values((await registryContainers())[0]?.NetworkSettings.Networks ?? {})[0]?.IPAddress

async function blobsOnDisk(): Promise<string[]> {
  const { readdir } = await import('node:fs/promises')
  const root = join(stage.home, 'registry/data/docker/registry/v2/blobs/sha256')
  const out: string[] = []
  for (const prefix of await readdir(root).catch(() => []))
    for (const hex of await readdir(join(root, prefix)).catch(() => [])) out.push(`sha256:${hex}`)
  return out
}
