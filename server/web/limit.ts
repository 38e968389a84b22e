// A token bucket per key, in memory: enough against guessing and hammering on one web process.
export interface Limit {
  /** True when this one may pass. */
  take(key: string): boolean
}

const MAX_KEYS = 10_000

export function createLimit({ perMinute, burst }: { perMinute: number; burst: number }): Limit {
  const buckets = new Map<string, { tokens: number; at: number }>()
  return {
    take(key) {
      const now = Date.now()
      const bucket = buckets.get(key) ?? { tokens: burst, at: now }
      bucket.tokens = Math.min(burst, bucket.tokens + ((now - bucket.at) / 60_000) * perMinute)
      bucket.at = now
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
