// A virtual machine beside a container: both are started for real, and what is measured of each start is kept as a run.
import { z } from 'zod'
import { vmSides } from './vm-terminal.ts'

export const VmSide = z.enum(vmSides)
export type VmSide = z.infer<typeof VmSide>

/** Read in each of the two about a second after its shell was there. */
export const VmFacts = z.object({
  /** machine: resident memory of the emulator. container: its control group, without cached files, as docker stats counts. */
  memoryBytes: z.number(),
  /** uname -r, inside. */
  kernel: z.string(),
  processes: z.array(z.object({ pid: z.number(), name: z.string() })).describe('Seen inside, by number.'),
  /** machine: kernel and file system that it boots from. container: its image. */
  diskBytes: z.number(),
})
export type VmFacts = z.infer<typeof VmFacts>

export const Accelerator = z.enum(['kvm', 'tcg'])
export type Accelerator = z.infer<typeof Accelerator>

export const VmRun = z.object({
  side: VmSide,
  at: z.number().describe('When the shell was there, ms since 1970.'),
  /** machine: from the emulator’s start to the prompt. container: from the request to create it to the prompt. */
  shellMs: z.number(),
  accelerator: Accelerator.optional().describe('Of the machine.'),
  memoryBytes: z.number(),
  kernel: z.string(),
  processes: z.number(),
  diskBytes: z.number(),
})
export type VmRun = z.infer<typeof VmRun>

export const VmState = z.discriminatedUnion('state', [
  /** `ended`: why it does not run any more. */
  z.object({ state: z.literal('off'), ended: z.enum(['exit', 'time', 'stop']).optional() }),
  /** All slots are taken; `position` 1 is the next one. */
  z.object({ state: z.literal('waiting'), position: z.number(), slots: z.number() }),
  z.object({ state: z.literal('starting'), since: z.number() }),
  z.object({
    state: z.literal('running'),
    /** As of `starting`. */
    since: z.number(),
    shellMs: z.number(),
    /** It is ended then, unless that is put off. */
    ends: z.number(),
    /** Whether it can still be put off. */
    extensible: z.boolean(),
    facts: VmFacts.optional(),
  }),
  z.object({ state: z.literal('failed'), error: z.enum(['vm-failed', 'catalog-failed']), detail: z.string() }),
])
export type VmState = z.infer<typeof VmState>

export const VmHost = z.object({
  cpu: z.string(),
  cpus: z.number(),
  /** Known from the first machine on. */
  accelerator: Accelerator.optional(),
  emulator: z.string().optional().describe('Version of QEMU.'),
})
export type VmHost = z.infer<typeof VmHost>

export const VmView = z.object({
  /** Of the server, ms since 1970: what `since` and `ends` are told by. */
  now: z.number(),
  host: VmHost,
  machine: VmState,
  container: VmState,
  /** Oldest first. */
  runs: z.array(VmRun),
})
export type VmView = z.infer<typeof VmView>
