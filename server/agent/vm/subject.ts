// What is compared, once it has been started: a machine or a container.
import type { Accelerator, VmFacts } from '#server/protocol/vm.ts'
import type { Line } from './line.ts'

export interface Subject {
  line: Line
  /** ms until the prompt. Pending when the subject ends before; `onEnd` tells that. */
  shell: Promise<number>
  /** Once the shell is there. @throws when they can't be read any more */
  facts(): Promise<VmFacts>
  end(): Promise<void>
  /** Of a machine. */
  accelerator?: Accelerator
}

export interface SubjectEvents {
  onOutput(bytes: Buffer): void
  /** The process is over, or the connection to it. `said`: its last words to those who run it. */
  onEnd(said: string): void
}
