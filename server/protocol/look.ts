// What the figures of the learner's own host are drawn from: read from the engine and the kernel when a figure asks. No call of the
// learner's, so X-ray, checks and journal don't see it.
import { z } from 'zod'

const Reference = z.string().min(1).max(300)

export const HostLook = z.discriminatedUnion('at', [
  z.strictObject({ at: z.literal('processes'), container: Reference }),
  z.strictObject({ at: z.literal('layers') }),
  z.strictObject({ at: z.literal('writable'), image: Reference.describe('Whose containers are looked into.') }),
  z.strictObject({ at: z.literal('mounts') }),
  z.strictObject({ at: z.literal('argv'), container: Reference }),
])
export type HostLook = z.infer<typeof HostLook>

/** Kinds of namespaces as /proc/…/ns names them. */
export const namespaceKinds = ['pid', 'net', 'mnt', 'uts', 'ipc', 'user'] as const
export type NamespaceKind = (typeof namespaceKinds)[number]

const HostProcess = z.object({
  pid: z.number().describe('On the host, as docker top has it.'),
  command: z.string(),
  /** From the kernel; absent where the engine’s processes are out of the agent’s sight. */
  inside: z.object({ pid: z.number(), uid: z.number().describe('Inside.'), hostUid: z.number() }).optional(),
})
export type HostProcess = z.infer<typeof HostProcess>

const ImageLayer = z.object({
  id: z
    .string()
    .describe('sha256:… of what is in it, and of all below it: the same layer is there once on the engine.'),
  /** From the image’s history; absent where it doesn’t tell which of its rows made this layer. */
  made: z.object({ by: z.string(), size: z.number() }).optional(),
})
export type ImageLayer = z.infer<typeof ImageLayer>

const FileChange = z.object({ mark: z.enum(['A', 'C', 'D']), path: z.string() })
export type FileChange = z.infer<typeof FileChange>

export const HostLooked = z.discriminatedUnion('at', [
  z.object({
    at: z.literal('processes'),
    hostname: z.string(),
    address: z.string().optional(),
    processes: z.array(HostProcess),
    /** `id`: the kernel’s number of it; containers with the same one share it. `own`: it is not the agent’s, which is the host’s. */
    namespaces: z.array(z.object({ kind: z.enum(namespaceKinds), id: z.string(), own: z.boolean() })),
  }),
  z.object({
    at: z.literal('layers'),
    images: z.array(
      z.object({
        id: z.string(),
        tags: z.array(z.string()),
        /** Bottom first. */
        layers: z.array(ImageLayer),
      }),
    ),
  }),
  /** Apart from the layers, for it takes its time: the engine walks through files. */
  z.object({
    at: z.literal('writable'),
    containers: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        size: z.number().describe('Bytes of its writable layer, as docker ps -s has it.'),
        changes: z.array(FileChange),
        more: z.boolean().describe('There are more changes than are listed.'),
      }),
    ),
  }),
  z.object({
    at: z.literal('mounts'),
    containers: z.array(
      z.object({
        id: z.string(),
        mounts: z.array(
          z.object({
            type: z.enum(['volume', 'bind', 'tmpfs']),
            source: z.string().describe('Name of a volume, path of a folder; empty for tmpfs.'),
            target: z.string(),
            readOnly: z.boolean(),
          }),
        ),
      }),
    ),
  }),
  z.object({
    at: z.literal('argv'),
    /** Absent: the image is gone. */
    image: z.object({ entrypoint: z.array(z.string()), cmd: z.array(z.string()) }).optional(),
    container: z.object({ entrypoint: z.array(z.string()), cmd: z.array(z.string()) }),
    argv: z.array(z.string()).describe('What was started: Path and Args of docker inspect.'),
  }),
])
export type HostLooked = z.infer<typeof HostLooked>
export type LookedAt<A extends HostLook['at']> = Extract<HostLooked, { at: A }>
