// What a lab shows: step states, Docker objects, API calls, coach cards. Made by the agent, passed on by the web, drawn
// by the browser. Texts come in both languages, the browser picks.
import { z } from 'zod'
import { Text } from './content.ts'

export const CheckResult = z.object({
  id: z.string(),
  ok: z.boolean(),
  expected: Text,
  /** What is there instead, from the engine; absent when ok. */
  actual: Text.optional(),
  /** A question for the learner (answer checks): the form is drawn from this. */
  question: z
    .object({
      text: Text,
      options: z.array(z.object({ id: z.string(), text: Text })).optional(),
      /** Set after an answer: why it is right or wrong. */
      said: z.object({ value: z.string(), correct: z.boolean(), why: Text.optional() }).optional(),
    })
    .optional(),
})
export type CheckResult = z.infer<typeof CheckResult>

export const StepState = z.object({
  id: z.string(),
  status: z.enum(['locked', 'current', 'passed']),
  checks: z.array(CheckResult),
  /** Explanation of a known wrong state (Step.fails), while it holds. */
  fail: z.object({ id: z.string(), say: Text }).optional(),
  passedAt: z.number().optional(),
})
export type StepState = z.infer<typeof StepState>

export const LabState = z.object({
  slug: z.string(),
  /** Rises with every change; a state with a lower rev is stale. */
  rev: z.number(),
  steps: z.array(StepState),
  done: z.boolean(),
  /** All is passed that the class has come to: the next step begins when its gate opens. */
  held: z.boolean().optional(),
})
export type LabState = z.infer<typeof LabState>

export const DockerContainer = z.object({
  id: z.string(),
  name: z.string(),
  image: z.string(),
  command: z.string(),
  state: z.enum(['created', 'running', 'paused', 'restarting', 'removing', 'exited', 'dead']),
  status: z.string().describe('As docker ps prints it.'),
  exitCode: z.number().optional(),
  oomKilled: z.boolean().optional(),
  created: z.number().describe('ms since 1970'),
  ports: z.array(z.object({ host: z.number(), container: z.number(), proto: z.string() })),
  networks: z.array(z.string()),
  mounts: z.array(z.object({ type: z.string(), name: z.string().optional(), target: z.string() })),
})
export type DockerContainer = z.infer<typeof DockerContainer>

/** Everything the tenant has, as its own Docker host would list it. Rebuilt after events, coalesced. */
export const DockerObjects = z.object({
  rev: z.number(),
  containers: z.array(DockerContainer),
  images: z.array(
    z.object({ id: z.string(), tags: z.array(z.string()), size: z.number(), created: z.number(), layers: z.number() }),
  ),
  volumes: z.array(z.object({ name: z.string(), created: z.string() })),
  networks: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      driver: z.string(),
      subnet: z.string().optional(),
      /** Who is on it. Nobody who is stopped has an address. */
      endpoints: z.array(
        z.object({
          container: z.string().describe('Its full id.'),
          address: z.string().optional(),
          names: z.array(z.string()).describe('What the network’s own DNS finds it by; on the default bridge none.'),
        }),
      ),
    }),
  ),
})
export type DockerObjects = z.infer<typeof DockerObjects>

/** One layer on its way between the learner's host and the class registry. */
const TransferBlob = z.object({
  id: z.string().describe('Twelve digits, as push and pull print it.'),
  /** `there`: the other side had it, so that nothing of it was sent. */
  state: z.enum(['waiting', 'moving', 'moved', 'there']),
  current: z.number().optional().describe('Bytes so far; a push counts what is not yet compressed.'),
  total: z.number().optional(),
  digest: z.string().optional().describe('In the registry, sha256:…'),
  size: z.number().optional().describe('In the registry, which is compressed. Bytes.'),
})
export type TransferBlob = z.infer<typeof TransferBlob>

/** A push or pull, from the engine's own stream. */
export const Transfer = z.object({
  n: z.number(),
  time: z.number().describe('ms since 1970'),
  way: z.enum(['push', 'pull']),
  name: z.string().describe('alice/app:1.0'),
  state: z.enum(['running', 'done', 'failed']),
  error: z.string().optional(),
  digest: z.string().optional().describe('Of the manifest.'),
  /** Bottom first once the registry has said what is in it. */
  blobs: z.array(TransferBlob),
})
export type Transfer = z.infer<typeof Transfer>

/** A step of a build. */
const BuildStepNote = z.object({
  text: z.string().describe('As it stands in the Dockerfile.'),
  /** `base`: a FROM, which makes nothing. `hit`: it came from the cache. */
  state: z.enum(['base', 'running', 'hit', 'run', 'failed']),
  ms: z.number().optional().describe('What its run took.'),
  saved: z.number().optional().describe('Of a hit: what the run took that made this layer. ms'),
})
export type BuildStepNote = z.infer<typeof BuildStepNote>

/** A docker build, from the builder's own lines. */
export const Build = z.object({
  n: z.number(),
  time: z.number().describe('ms since 1970'),
  names: z.array(z.string()).describe('Of --tag.'),
  state: z.enum(['running', 'done', 'failed']),
  error: z.string().optional(),
  count: z.number().optional().describe('Steps of the whole Dockerfile.'),
  ms: z.number().optional(),
  steps: z.array(BuildStepNote),
})
export type Build = z.infer<typeof Build>

export const DockerEvent = z.object({
  time: z.number().describe('ms since 1970'),
  kind: z.enum(['container', 'image', 'volume', 'network']),
  action: z.string(),
  id: z.string(),
  name: z.string().optional(),
  attributes: z.record(z.string(), z.string()),
})
export type DockerEvent = z.infer<typeof DockerEvent>

/** One call through the gateway, for X-ray, coach and journal. No bodies, no secrets. */
export const ApiCall = z.object({
  n: z.number(),
  time: z.number(),
  method: z.string(),
  path: z.string().describe('Without version prefix and query secrets, as the client sent it.'),
  route: z.string().describe('Rule id, e.g. container.create.'),
  object: z.string().optional().describe('Visible name of the object it is about.'),
  status: z.number(),
  ms: z.number(),
  error: z.string().optional().describe("The engine's or gateway's message."),
  refused: z.boolean().optional().describe('True when the gateway itself said no.'),
})
export type ApiCall = z.infer<typeof ApiCall>

/** One command line that the learner ran in a workspace shell (from shell-integration marks). */
export const ShellCommand = z.object({
  terminal: z.string(),
  n: z.number(),
  time: z.number(),
  line: z.string(),
  exit: z.number().optional().describe('Absent while it runs.'),
  output: z.string().describe('Last 4 KiB without escape sequences.'),
})
export type ShellCommand = z.infer<typeof ShellCommand>

export const CoachCard = z.object({
  n: z.number(),
  time: z.number(),
  signature: z.string().describe('Stable id, e.g. port-allocated.'),
  /** The engine's (or the CLI's) own line, never translated. */
  line: z.string(),
  title: Text,
  meaning: Text,
  /** What to look with, not the solution. */
  evidence: z.array(z.object({ command: z.string(), why: Text })),
  command: z.string().optional(),
})
export type CoachCard = z.infer<typeof CoachCard>

export const TerminalInfo = z.object({ id: z.string(), title: z.string(), created: z.number() })
export type TerminalInfo = z.infer<typeof TerminalInfo>

export const WorkspaceState = z.discriminatedUnion('state', [
  z.object({ state: z.literal('starting'), since: z.number() }),
  z.object({ state: z.literal('ready') }),
  z.object({ state: z.literal('failed'), error: z.string() }),
  /** Stopped because nobody needed it; all is kept, and opening it goes on. */
  z.object({ state: z.literal('resting') }),
])
export type WorkspaceState = z.infer<typeof WorkspaceState>

export const Health = z.object({
  web: z.enum(['ok', 'starting']),
  agent: z.enum(['ok', 'starting', 'away']),
  engine: z.object({
    state: z.enum(['ok', 'starting', 'away', 'failed']),
    version: z.string().optional(),
    api: z.string().optional(),
    storage: z.string().optional(),
    /** Stable problem id: engine-missing, not-root, engine-version, disk-low, engine-died … */
    problem: z.string().optional(),
    detail: z.string().optional(),
    privateEngine: z.boolean().optional(),
    usernsRemap: z.boolean().optional(),
    /** Walls that this engine has not: fences (gateway/SPEC.md G-F2…8), userns (root inside is root outside), group (memory of a tenant as a whole). */
    lacks: z.array(z.enum(['fences', 'userns', 'group'])).optional(),
  }),
  catalog: z.record(
    z.string(),
    z.object({
      state: z.enum(['ready', 'building', 'waiting', 'failed']),
      origin: z.string().optional().describe('debian-packages or upstream'),
      detail: z.string().optional(),
    }),
  ),
  registry: z.object({ state: z.enum(['ok', 'off', 'starting', 'failed']), detail: z.string().optional() }),
  disk: z.object({ freeBytes: z.number(), totalBytes: z.number() }).optional(),
  tenants: z.number().optional(),
  version: z.string(),
})
export type Health = z.infer<typeof Health>
