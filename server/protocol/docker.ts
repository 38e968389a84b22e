// The Docker panel: what a learner does with buttons. Asked by the browser, passed on by the web, done by the agent through the
// tenant's own gateway, as any client of it.
import { z } from 'zod'
import { ErrorId } from './error.ts'

/** A name or an id, as a client would write it; the gateway says which object it is. */
const Reference = z.string().min(1).max(300)
const Port = z.number().int().min(1).max(65_535)

export const DockerRun = z.strictObject({
  do: z.literal('run'),
  image: Reference,
  name: z.string().max(200).optional(),
  ports: z.array(z.strictObject({ host: Port, container: Port, proto: z.enum(['tcp', 'udp']) })).max(20),
  env: z.array(z.strictObject({ name: z.string().min(1).max(200), value: z.string().max(4_000) })).max(50),
  volumes: z
    .array(
      z.strictObject({
        source: z.string().min(1).max(500).describe('Name of a volume, or an absolute path of the workspace.'),
        target: z.string().min(1).max(500),
        readOnly: z.boolean(),
      }),
    )
    .max(20),
  command: z.array(z.string().max(4_000)).max(100).describe('In place of the image’s own; empty: the image’s own.'),
  remove: z.boolean().describe('As --rm.'),
})
export type DockerRun = z.infer<typeof DockerRun>

export const dockerKinds = ['container', 'image', 'volume', 'network'] as const
export const DockerKind = z.enum(dockerKinds)
export type DockerKind = z.infer<typeof DockerKind>

export const DockerAction = z.discriminatedUnion('do', [
  DockerRun,
  z.strictObject({ do: z.enum(['start', 'stop', 'restart', 'pause', 'unpause']), container: Reference }),
  z.strictObject({ do: z.literal('remove'), kind: DockerKind, id: Reference, force: z.boolean() }),
])
export type DockerAction = z.infer<typeof DockerAction>

/** What comes as long as somebody looks. */
export const DockerFollow = z.strictObject({
  kind: z
    .enum(['logs', 'stats', 'gauge'])
    .describe('A gauge is no call of the learner’s: X-ray and checks don’t see it.'),
  container: Reference,
})
export type DockerFollow = z.infer<typeof DockerFollow>

export const LogLine = z.object({
  time: z.number().optional().describe('ms since 1970, as the engine noted it'),
  source: z.enum(['out', 'err']),
  text: z.string(),
})
export type LogLine = z.infer<typeof LogLine>

/** One second of a running container; bytes are counted since its start. */
export const StatSample = z.object({
  time: z.number().describe('ms since 1970'),
  cpu: z.number().describe('Percent of one processor, as docker stats has it.'),
  memory: z.number().describe('Bytes without the page cache, as docker stats has it.'),
  limit: z.number(),
  pids: z.number(),
  received: z.number(),
  sent: z.number(),
  periods: z.number().describe('Slices of time in which a limit of CPU counted; since its start.'),
  throttled: z.number().describe('Those of them in which it had to wait because its share was used up.'),
})
export type StatSample = z.infer<typeof StatSample>

/** Where a container's gauges end. */
const StatBound = z.object({
  at: z.number(),
  asked: z.boolean().describe('By the learner; else it is the machine’s own.'),
})
export const StatBounds = z.object({
  memory: StatBound.describe('Bytes.'),
  cpu: StatBound.describe('Percent of one processor.'),
})
export type StatBounds = z.infer<typeof StatBounds>

/** Parts come one at a time: the next when the one before was taken. After `end` nothing comes. */
export const DockerPart = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('logs'), lines: z.array(LogLine) }),
  z.object({ kind: z.literal('stats'), sample: StatSample }),
  z.object({ kind: z.literal('gauge'), sample: StatSample, bounds: StatBounds }),
  z.object({ kind: z.literal('end'), error: ErrorId.optional(), detail: z.string().optional() }),
])
export type DockerPart = z.infer<typeof DockerPart>
