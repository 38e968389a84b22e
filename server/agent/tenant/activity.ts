// When each tenant's learner last did something. Kept in memory: after a start of the agent everybody counts as just active, so that
// nobody is taken for away because of it.
export interface Activity {
  touch(tenant: string): void
  /** ms since 1970 */
  last(tenant: string): number
  forget(tenant: string): void
}

export function createActivity(now: () => number = Date.now): Activity {
  const began = now()
  const times = new Map<string, number>()
  return {
    touch: (tenant) => void times.set(tenant, now()),
    last: (tenant) => times.get(tenant) ?? began,
    forget: (tenant) => void times.delete(tenant),
  }
}
