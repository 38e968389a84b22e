// Where one can go in the course: what the command palette finds.
import { z } from 'zod'

/** A lesson in one language. */
export const Place = z.object({
  slug: z.string(),
  number: z.string(),
  title: z.string(),
  /** Of its lab; none without one. */
  steps: z.array(z.object({ id: z.string(), title: z.string() })),
  quiz: z.boolean(),
  /** The lesson ends with a cheat sheet. */
  sheet: z.boolean(),
})
export type Place = z.infer<typeof Place>
