// The instructor's first list: who is at which step, and what went wrong last. The board of the live class grows from it.
import type { Content } from '#content/load.ts'
import type { Text } from '#server/protocol/content.ts'
import type { Labs } from '../lab/lab.ts'
import type { Progress } from '../user/progress.ts'
import type { Users } from '../user/user.ts'

export interface LearnerRow {
  alias: string
  slug: string
  /** The first step not passed; null when the lesson has no lab or all is done. */
  step: { index: number; total: number; title: Text } | null
  online: boolean
  lastAt: number
  lastError?: string
}

const SHOWN_MS = 12 * 3600_000

export async function learners(parts: {
  content: Content
  users: Users
  progress: Progress
  labs: Labs
}): Promise<LearnerRow[]> {
  const online = parts.labs.online()
  const rows = await parts.users.recent(SHOWN_MS)
  return Promise.all(
    rows.map(async (user) => {
      const slug = user.last_slug!
      const steps = parts.content.lessons.get(slug)?.lab?.steps ?? []
      const passed = new Set(await parts.progress.passed(user.id, slug))
      const index = steps.findIndex((step) => !passed.has(step.id))
      const step = steps[index]
      return {
        alias: user.alias,
        slug,
        step: step ? { index, total: steps.length, title: step.title } : null,
        online: online.has(user.id),
        lastAt: Number(user.last_at),
        ...(user.last_error ? { lastError: user.last_error } : {}),
      }
    }),
  )
}
