// Learners without accounts: a browser's cookie names a session, a session a user. A code moves a user to another device.
import type { Selectable } from 'kysely'
import { DrydockError } from '#server/protocol/error.ts'
import { createLimit } from '../limit.ts'
import type { UserTable } from '../store/schema.ts'
import type { Store } from '../store/store.ts'
import { randomAlias } from './alias.ts'
import { hash, normalCode, randomCode, randomName, randomToken } from './token.ts'

export type User = Selectable<UserTable>

/** New learners by address. A whole class may come from one, all at once; a machine that makes them by thousands may not. */
const NEW_BY_ADDRESS = { perMinute: 60, burst: 300 }

export interface Users {
  /** The user of a session cookie, or undefined. */
  bySession(token: string | undefined): Promise<User | undefined>
  /** A new user with a session; the token goes into the cookie. `from`: the address. @throws DrydockError rate-limited */
  create(from?: string): Promise<{ user: User; token: string }>
  byId(id: string): Promise<User | undefined>
  byPreview(preview: string): Promise<User | undefined>
  byTenant(tenant: string): Promise<User | undefined>
  /** All who have a tenant, by its id. */
  withTenant(): Promise<Map<string, User>>
  /** Seen within the last `ms`, newest first. */
  recent(ms: number): Promise<User[]>
  setTenant(id: string, tenant: string | null): Promise<void>
  touch(id: string, change: { slug?: string; error?: string }): Promise<void>
  /** A fresh code; earlier codes of the user end. Shown once, only its hash is kept. */
  newCode(id: string): Promise<string>
  /** A session for the user of a code. Throws code-unknown. */
  byCode(typed: string): Promise<{ user: User; token: string }>
}

export function createUsers(store: Store, { newByAddress = NEW_BY_ADDRESS } = {}): Users {
  const newcomers = createLimit(newByAddress)
  const session = async (user: string) => {
    const token = randomToken()
    await store
      .insertInto('session')
      .values({ hash: hash(token), user_id: user, created: Date.now() })
      .execute()
    return token
  }
  const one = (column: 'id' | 'preview' | 'tenant', value: string) =>
    store.selectFrom('user').selectAll().where(column, '=', value).executeTakeFirst()

  return {
    async bySession(token) {
      if (!token || token.length > 100) return undefined
      return store
        .selectFrom('user')
        .innerJoin('session', 'session.user_id', 'user.id')
        .selectAll('user')
        .where('session.hash', '=', hash(token))
        .executeTakeFirst()
    },
    async create(from) {
      if (from !== undefined && !newcomers.take(from)) throw new DrydockError('rate-limited')
      const now = Date.now()
      const user: User = {
        id: randomName(20),
        alias: randomAlias(),
        created: now,
        tenant: null,
        preview: randomName(20),
        last_slug: null,
        last_at: now,
        last_error: null,
      }
      await store.insertInto('user').values(user).execute()
      return { user, token: await session(user.id) }
    },
    byId: (id) => one('id', id),
    byPreview: (preview) => one('preview', preview),
    byTenant: (tenant) => one('tenant', tenant),
    async withTenant() {
      const found = await store.selectFrom('user').selectAll().where('tenant', 'is not', null).execute()
      return new Map(found.map((user) => [user.tenant as string, user]))
    },
    recent: (ms) =>
      store
        .selectFrom('user')
        .selectAll()
        .where('last_at', '>', Date.now() - ms)
        .where('last_slug', 'is not', null)
        .orderBy('last_at', 'desc')
        .execute(),
    async setTenant(id, tenant) {
      await store.updateTable('user').set({ tenant }).where('id', '=', id).execute()
    },
    async touch(id, { slug, error }) {
      await store
        .updateTable('user')
        .set({
          last_at: Date.now(),
          ...(slug === undefined ? {} : { last_slug: slug }),
          ...(error === undefined ? {} : { last_error: error }),
        })
        .where('id', '=', id)
        .execute()
    },
    async newCode(id) {
      const code = randomCode()
      await store.transaction().execute(async (tx) => {
        await tx.deleteFrom('code').where('user_id', '=', id).execute()
        await tx
          .insertInto('code')
          .values({ hash: hash(normalCode(code)!), user_id: id, created: Date.now() })
          .execute()
      })
      return code
    },
    async byCode(typed) {
      const code = normalCode(typed)
      const row = code
        ? await store.selectFrom('code').selectAll().where('hash', '=', hash(code)).executeTakeFirst()
        : undefined
      const user = row ? await one('id', row.user_id) : undefined
      if (!user) throw new DrydockError('code-unknown')
      return { user, token: await session(user.id) }
    },
  }
}
