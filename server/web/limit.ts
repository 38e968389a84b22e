// A token bucket per key, in memory: enough against guessing and hammering on one web process.
export interface Limit {
  /** True when this one may pass. */
  take(key: string): boolean
  /** True when one more would pass; takes nothing. */
  has(key: string): boolean
}

const MAX_KEYS = 10_000

export function createLimit({ perMinute, burst }: { perMinute: number; burst: number }): Limit {
  const buckets = new Map<string, { tokens: number; at: number }>()
  const filled = (key: string) => {
    const now = Date.now()
    const bucket = buckets.get(key) ?? { tokens: burst, at: now }
    bucket.tokens = Math.min(burst, bucket.tokens + ((now - bucket.at) / 60_000) * perMinute)
    bucket.at = now
    return bucket
  }
  return {
    has: (key) => filled(key).tokens >= 1,
    take(key) {
      const bucket = filled(key)
      // Re-inserted, so that the oldest key is the first one to go.
      buckets.delete(key)
      buckets.set(key, bucket)
      if (buckets.size > MAX_KEYS) buckets.delete(buckets.keys().next().value!)
      if (bucket.tokens < 1) return false
      bucket.tokens -= 1
      return true
    },
  }
}
