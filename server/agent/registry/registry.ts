// The class registry put together: accounts and repositories (the store), the process that holds the bytes (the server), and who may do
// what. Rules: gateway/SPEC.md, G-R….
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Refusal } from '#server/agent/gateway/refusal.ts'
import { segment, type Upstream } from '#server/agent/gateway/upstream.ts'
import type {
  Catalog,
  ClassRegistry,
  Engine,
  Log,
  RegistryAccount,
  RegistryRepository,
  RegistryTag,
} from '#server/agent/part.ts'
import type { Health } from '#server/protocol/lab.ts'
import { freeName } from './account-name.ts'
import { createClient } from './client.ts'
import { createLocks } from './lock.ts'
import { createServer, type Place } from './server.ts'
import { CONFIG_FILE, REPOSITORIES_DIR } from './spec.ts'
import { openStore, type Store } from './store.ts'
import { openSigner, type Signer } from './token.ts'

/** Of one account. */
export interface RegistryLimits {
  repositories: number
  tagsPerRepository: number
  /** Compressed, every blob once. Looked at before a push, so one push can overshoot. */
  bytes: number
}
const LIMITS: RegistryLimits = { repositories: 30, tagsPerRepository: 50, bytes: 2_000_000_000 }

/** A push or pull that comes while the registry is being started waits as long as this. */
const PATIENCE_MS = 30_000
const RETRY_MS = 500
/** After the last removal or overwritten tag, so that several are swept at once. */
const SWEEP_AFTER_MS = 5_000

const LETTERS = 'abcdefghijkmnpqrstuvwxyz23456789'
const PASSWORD_CHARS = 24

export interface Registry extends ClassRegistry {
  health(): Health['registry']
  onHealth(listener: () => void): void
  /** Reads what is kept; the process comes up behind it. */
  start(): Promise<void>
  /** `remove`: the process ends, too (with the engine). Accounts and repositories stay. */
  stop(options: { remove: boolean }): Promise<void>
  /** The tenant's account; made, named after `wish`, when there is none. */
  account(tenant: string, wish: string): Promise<RegistryAccount>
  accountOf(tenant: string): RegistryAccount | undefined
  /** Another password; the one of before is good no more. False: the tenant has no account. */
  renew(tenant: string): Promise<boolean>
  owned(account: RegistryAccount): RegistryRepository[]
  /** Public repositories of everybody. */
  published(): RegistryRepository[]
  limits: RegistryLimits
  /** False: no such repository. */
  publish(repository: string, on: boolean): Promise<boolean>
  /** Without `tag` the whole repository. False: there is no such thing. */
  remove(repository: string, tag?: string): Promise<boolean>
  /** Takes the tenant's account and repositories away. */
  forget(tenant: string): Promise<void>
}

export function createRegistry(options: {
  /** DRYDOCK_HOME */
  home: string
  api: Upstream
  engine: Pick<Engine, 'idBase' | 'privateEngine'>
  catalog: Pick<Catalog, 'ready'>
  /** Bounds that differ from the usual ones. */
  limits?: Partial<RegistryLimits>
  log: Log
}): Registry {
  const { home, api, engine, catalog, log } = options
  const limits: RegistryLimits = { ...LIMITS, ...options.limits }
  const directory = join(home, 'registry')
  const hash = createHash('sha256').update(home).digest('hex').slice(0, 10)
  /** First part of every repository: what a killed agent left on a shared engine is found again by it. */
  const prefix = `class-${hash}`
  const locks = createLocks()
  let store: Store = { accounts: new Map(), repositories: new Map(), save: async () => {} }
  let signer: Signer | undefined
  const key = (): Signer => {
    if (!signer) throw away()
    return signer
  }
  const client = createClient({
    get bundle() {
      return key().bundle
    },
    sign: (access) => key().sign(access),
  })
  const server = createServer({
    name: `drydock_registry_${hash}`,
    directory,
    api,
    engine,
    catalog,
    client,
    bundle: () => key().bundle,
    log,
  })
  let sweeping: NodeJS.Timeout | undefined
  let stopped = false

  const onDisk = (repository: string) => `${REPOSITORIES_DIR}/${prefix}/${repository}`
  const accountOf = (tenant: string) => [...store.accounts.values()].find((account) => account.tenant === tenant)
  const owned = (account: RegistryAccount) =>
    [...store.repositories.values()].filter(({ name }) => ownerOf(name) === account.name)

  async function up(): Promise<Place> {
    const end = Date.now() + PATIENCE_MS
    for (;;) {
      const place = server.place()
      if (place) return place
      if (Date.now() > end || stopped) throw away()
      await sleep(100)
    }
  }

  async function tagOf(url: string, repository: string, tag: string): Promise<RegistryTag | undefined> {
    const found = await client.manifest(url, `${prefix}/${repository}`, tag)
    return found && { digest: found.digest, blobs: found.blobs, pushed: Date.now() }
  }

  /** After the last change, in peace. */
  function sweepSoon() {
    clearTimeout(sweeping)
    sweeping = setTimeout(() => {
      locks.all(sweep).catch((error) => log.warn({ error: String(error) }, 'class registry not swept'))
    }, SWEEP_AFTER_MS)
    sweeping.unref()
  }
  const sweep = () =>
    server.exec([
      'sh',
      '-c',
      // Debian's name of the program, and upstream's.
      `exec "$(command -v docker-registry || command -v registry)" garbage-collect --delete-untagged ${CONFIG_FILE}`,
    ])

  /** Makes the list and the registry agree: a push may have ended, an account gone, while the agent was down. */
  async function settle({ url }: Place) {
    await dropLeftReferences()
    const there = (await client.repositories(url))
      .filter((name) => name.startsWith(`${prefix}/`))
      .map((name) => name.slice(prefix.length + 1))
    for (const name of store.repositories.keys()) if (!there.includes(name)) store.repositories.delete(name)
    for (const name of there) {
      if (!store.accounts.has(ownerOf(name))) {
        store.repositories.delete(name)
        await removeFiles(onDisk(name))
        continue
      }
      const tags = await client.tags(url, `${prefix}/${name}`)
      const kept = store.repositories.get(name)
      const now: RegistryRepository = { name, public: kept?.public ?? true, tags: {} }
      for (const tag of tags) {
        const found = await tagOf(url, name, tag)
        const known = kept?.tags[tag]
        if (found) now.tags[tag] = known?.digest === found.digest ? known : found
      }
      if (Object.keys(now.tags).length > 0) store.repositories.set(name, now)
      else store.repositories.delete(name)
    }
    await store.save()
  }

  /** References that a killed agent left on the engine while a transfer was under way. */
  async function dropLeftReferences() {
    const images = await api.json<{ RepoTags: string[] | null; RepoDigests: string[] | null }[]>('GET', {
      path: '/images/json',
      query: { filters: JSON.stringify({ reference: [`127.0.0.1:*/${prefix}/*/*`] }) },
    })
    for (const { RepoTags, RepoDigests } of images)
      for (const reference of [...(RepoTags ?? []), ...(RepoDigests ?? [])])
        if (reference.includes(`/${prefix}/`))
          await api.json('DELETE', { path: `/images/${segment(reference)}`, query: { noprune: true } }).catch(() => {})
  }
  server.onUp(async (place) => {
    await locks.all(() => settle(place))
  })

  async function removeFiles(path: string) {
    await up()
    // Names are those of references: no `..`, no blank, nothing that a shell would read; and no shell is asked.
    await server.exec(['rm', '-rf', path])
    sweepSoon()
  }

  return {
    health: server.health,
    onHealth: server.onHealth,
    async start() {
      signer = await openSigner(join(directory, 'key.pem'))
      store = await openStore(join(directory, 'registry.json'))
      server.start()
    },
    async stop(how) {
      stopped = true
      clearTimeout(sweeping)
      await server.stop(how)
    },
    async account(tenant, wish) {
      const known = accountOf(tenant)
      if (known) return known
      const name = freeName(wish, (one) => store.accounts.has(one))
      const account = { name, tenant, password: newPassword(), created: Date.now() }
      store.accounts.set(name, account)
      await store.save()
      return account
    },
    accountOf,
    async renew(tenant) {
      const account = accountOf(tenant)
      if (!account) return false
      store.accounts.set(account.name, { ...account, password: newPassword() })
      await store.save()
      return true
    },
    login(name, password) {
      const account = store.accounts.get(name)
      return account && same(account.password, password) ? account : undefined
    },
    owned,
    limits,
    published: () => [...store.repositories.values()].filter((repository) => repository.public),
    readable(name, reader) {
      const repository = store.repositories.get(name)
      return repository && mayRead(repository, reader) ? repository : undefined
    },
    search: (term, reader) =>
      [...store.repositories.values()].filter(
        (repository) => repository.name.includes(term) && mayRead(repository, reader),
      ),
    full(account, name, tag) {
      const all = owned(account)
      const repository = all.find((one) => one.name === name)
      const remedy = 'delete some on the page "Repositories"'
      if (!repository && all.length >= limits.repositories)
        return `${account.name} has ${all.length} repositories, and the class registry keeps ${limits.repositories} for one account: ${remedy}`
      const tags = Object.keys(repository?.tags ?? {})
      if (!tags.includes(tag) && tags.length >= limits.tagsPerRepository)
        return `${name} has ${tags.length} tags, and the class registry keeps ${limits.tagsPerRepository} in one repository: ${remedy}`
      const bytes = bytesOf(all)
      if (bytes >= limits.bytes)
        return `the repositories of ${account.name} take ${megabytes(bytes)} MB, and the class registry keeps ${megabytes(limits.bytes)} MB for one account: ${remedy}`
      return undefined
    },
    async manifest(repository, reference) {
      const end = Date.now() + PATIENCE_MS
      for (;;) {
        const { url } = await up()
        try {
          return await client.manifest(url, `${prefix}/${repository}`, reference)
        } catch (error) {
          // One that has just died is still thought to be up.
          if (Date.now() > end) throw away()
          log.warn({ repository, error: String(error) }, 'class registry did not answer')
          await sleep(RETRY_MS)
        }
      }
    },
    transfer: (repository, actions, work) =>
      locks.repository(repository, async () => {
        const { host } = await up()
        const name = `${prefix}/${repository}`
        const registrytoken = key().sign([{ type: 'repository', name, actions }])
        const auth = Buffer.from(JSON.stringify({ registrytoken })).toString('base64url')
        return work({ repository: `${host}/${name}`, auth: auth.padEnd(Math.ceil(auth.length / 4) * 4, '=') })
      }),
    async pushed(name, tag) {
      const { url } = await up()
      const found = await tagOf(url, name, tag)
      if (!found) throw new Error(`${name}:${tag} is not in the registry after its push`)
      const repository = store.repositories.get(name) ?? { name, public: true, tags: {} }
      const before = repository.tags[tag]
      repository.tags[tag] = found
      store.repositories.set(name, repository)
      await store.save()
      if (before && before.digest !== found.digest) sweepSoon()
      return found
    },
    async publish(name, on) {
      const repository = store.repositories.get(name)
      if (!repository) return false
      repository.public = on
      await store.save()
      return true
    },
    remove: (name, tag) =>
      locks.repository(name, async () => {
        const repository = store.repositories.get(name)
        if (!repository || (tag !== undefined && !repository.tags[tag])) return false
        const last = tag === undefined || Object.keys(repository.tags).length === 1
        await removeFiles(last ? onDisk(name) : `${onDisk(name)}/_manifests/tags/${tag}`)
        if (last) store.repositories.delete(name)
        else delete repository.tags[tag]
        await store.save()
        return true
      }),
    async forget(tenant) {
      const account = accountOf(tenant)
      if (!account) return
      const names = owned(account).map(({ name }) => name)
      store.accounts.delete(account.name)
      for (const name of names) store.repositories.delete(name)
      await store.save()
      // A registry that is down now is settled when it comes up: what has no account goes then.
      for (const name of names)
        await locks
          .repository(name, () => removeFiles(onDisk(name)))
          .catch((error) => log.warn({ name, error: String(error) }, 'repository not removed yet'))
    },
  }
}

const ownerOf = (repository: string) => repository.slice(0, repository.indexOf('/'))
const mayRead = (repository: RegistryRepository, reader: RegistryAccount | undefined) =>
  repository.public || (reader !== undefined && ownerOf(repository.name) === reader.name)

const away = () => new Refusal(503, 'The class registry is being started. Try again in a few seconds.', false)

/** 32 letters: no letter is likelier than another. */
function newPassword(): string {
  return `dd_${[...randomBytes(PASSWORD_CHARS)].map((byte) => LETTERS[byte % LETTERS.length]).join('')}`
}

function same(left: string, right: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(left), digest(right))
}

/** Every blob once. */
export function bytesOf(repositories: readonly RegistryRepository[]): number {
  const blobs: Record<string, number> = {}
  for (const { tags } of repositories) for (const tag of Object.values(tags)) Object.assign(blobs, tag.blobs)
  return Object.values(blobs).reduce((sum, size) => sum + size, 0)
}

const megabytes = (bytes: number) => Math.round(bytes / 1e6)
