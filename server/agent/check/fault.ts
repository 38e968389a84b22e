// Faults for an exercise: shell lines of content/fault.yaml in the learner's own workspace, as a lab's solution is run, and taken back.
import type { Content } from '#content/load.ts'
import type { Log, Tenant } from '#server/agent/part.ts'
import { DrydockError } from '#server/protocol/error.ts'
import type { Labs } from './lab.ts'

/** What `inject` may say that it broke: names as Docker allows them. It goes into a shell line again. */
const TARGET = /^[\w.-]+( [\w.-]+)*$/

export type Faults = ReturnType<typeof createFaults>

export function createFaults(options: {
  faults: Content['faults']
  labs: Pick<Labs, 'apart'>
  runInWorkspace: (tenant: Tenant, lines: string[]) => Promise<{ exit: number; output: string }>
  log: Log
}) {
  const { labs, log } = options
  const must = (id: string) => {
    const fault = options.faults.get(id)
    if (!fault) throw new DrydockError('fault-unknown', id)
    return fault
  }
  const run = (tenant: Tenant, lines: string[]) => labs.apart(tenant.id, () => options.runInWorkspace(tenant, lines))

  return {
    /** Resolves to what was broken, for `undo`. @throws DrydockError fault-unknown, fault-unfit: there is nothing to break that way */
    async inject(tenant: Tenant, id: string): Promise<string> {
      const { exit, output } = await run(tenant, must(id).inject)
      const target = output.trimEnd().split('\n').at(-1) ?? ''
      if (exit !== 0 || !TARGET.test(target)) throw new DrydockError('fault-unfit', output.slice(-200))
      return target
    },
    /** A host that the learner has changed meanwhile stays as they have it. @throws DrydockError fault-unknown */
    async undo(tenant: Tenant, id: string, target: string): Promise<void> {
      if (!TARGET.test(target)) throw new DrydockError('bad-input', 'target')
      const { exit, output } = await run(tenant, [`target='${target}'`, ...must(id).undo])
      if (exit !== 0) log.info({ tenant: tenant.id, fault: id, exit, output }, 'a fault was not taken back')
    },
  }
}
