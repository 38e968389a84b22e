// The class registry as its page shows it: the learner's account and repositories, and those of classmates.
import { z } from 'zod'

export const RegistryTagView = z.object({
  name: z.string(),
  digest: z.string().describe('Of the manifest, sha256:…'),
  size: z.number().describe('Compressed bytes.'),
  pushed: z.number().describe('ms since 1970'),
})

export const RegistryRepositoryView = z.object({
  name: z.string().describe('alice/app'),
  public: z.boolean(),
  /** Last pushed first. */
  tags: z.array(RegistryTagView),
})
export type RegistryRepositoryView = z.infer<typeof RegistryRepositoryView>

export const RegistryView = z.object({
  state: z.enum(['ok', 'off', 'starting', 'failed']),
  account: z.object({ name: z.string(), password: z.string() }),
  /** Bytes of the account, every blob once. */
  used: z.number(),
  limit: z.number(),
  own: z.array(RegistryRepositoryView),
  /** Public ones of classmates. */
  shared: z.array(RegistryRepositoryView),
})
export type RegistryView = z.infer<typeof RegistryView>

/** What is asked to be changed: never trusted, the agent looks whether it is the learner's own. */
export const RepositoryName = z.string().min(3).max(160)
export const TagName = z.string().min(1).max(128)
