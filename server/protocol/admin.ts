// What who runs the server sees of it. Made by the agent; the web adds who the learners are.
import { z } from 'zod'
import { WorkspaceState } from './lab.ts'

export const AdminTenant = z.object({
  id: z.string(),
  created: z.number().describe('ms since 1970'),
  active: z
    .number()
    .describe('Last sign of its learner, ms since 1970; of those from before the agent’s start, its start.'),
  workspace: WorkspaceState.optional(),
  containers: z.object({ running: z.number(), all: z.number() }),
  volumes: z.number(),
  disk: z
    .object({ bytes: z.number(), maxBytes: z.number() })
    .optional()
    .describe('Home, volumes and what containers wrote, as last measured.'),
  note: z.string().optional(),
})
export type AdminTenant = z.infer<typeof AdminTenant>

export const AdminView = z.object({
  machine: z.object({
    cpus: z.number(),
    /** Average of the last minute. */
    load: z.number(),
    memoryBytes: z.number(),
    memoryFreeBytes: z.number(),
    kernel: z.string(),
    node: z.string(),
  }),
  /** ms since 1970 */
  started: z.number(),
  /** How many may run at once, where there is a bound, and how many learners wait for a place. */
  labs: z.object({
    max: z.number().optional(),
    waiting: z.number(),
    /** Places that running classes hold and nobody has taken. */
    held: z.number(),
  }),
  /** Whether new labs are made, or the engine is left alone because it failed again and again. */
  breaker: z.object({
    state: z.enum(['closed', 'open', 'probing']),
    /** ms since 1970 */
    retryAt: z.number().optional(),
    error: z.string().optional(),
    /** Since the agent’s start. */
    opened: z.number(),
  }),
  /** Hosts made ahead: how many are ready, how many there should be. */
  warm: z.object({ ready: z.number(), wanted: z.number() }),
  tenants: z.array(AdminTenant),
})
export type AdminView = z.infer<typeof AdminView>
