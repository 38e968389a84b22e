// A virtual machine: QEMU in a container of its own, the guest's console as the line, the guest's report on the second stream.
import { EngineError } from '#server/agent/gateway/refusal.ts'
import { segment, type Upstream } from '#server/agent/gateway/upstream.ts'
import type { Accelerator, VmFacts } from '#server/protocol/vm.ts'
import type { Found } from './accelerator.ts'
import { openLine } from './line.ts'
import { createPromptWatch } from './prompt.ts'
import { createReport } from './report.ts'
import { machineName, machineSpec } from './spec.ts'
import type { Subject, SubjectEvents } from './subject.ts'

const EMULATOR = /^qemu/
const KIB = 1024
const REPORT_MS = 20_000
const REPORT_POLL_MS = 100
const SAID_CHARS = 500

export interface Machine extends Subject {
  accelerator: Accelerator
  emulator(): string | undefined
}

export interface MachineOptions extends SubjectEvents {
  engine: Upstream
  tenant: string
  image: string
  found: Found
}

export async function startMachine(options: MachineOptions): Promise<Machine> {
  const { engine, tenant, image, found, onOutput, onEnd } = options
  const { report, feed } = createReport()
  let said = ''
  let ended = false
  let prompt = (_at: number) => {}
  const prompted = new Promise<number>((resolve) => {
    prompt = resolve
  })
  const watch = createPromptWatch(() => prompt(Date.now()))

  await removeMachine(engine, machineName(tenant))
  const { Id: id } = await engine.json<{ Id: string }>('POST', {
    path: '/containers/create',
    query: { name: machineName(tenant) },
    body: machineSpec({ image, tenant, ...found }),
  })
  try {
    const line = await openLine(engine, {
      container: id,
      tty: false,
      onOutput(bytes) {
        watch(bytes)
        onOutput(bytes)
      },
      onStderr(text) {
        said = (said + text).slice(-SAID_CHARS)
        feed(text)
      },
      onEnd() {
        ended = true
        onEnd(said)
      },
    })
    await engine.json('POST', { path: `/containers/${segment(id)}/start` })
    const { State } = await engine.json<{ State: { StartedAt: string } }>('GET', {
      path: `/containers/${segment(id)}/json`,
    })
    // What the container around it costs is not the machine's fault.
    const began = Date.parse(State.StartedAt)
    return {
      line,
      accelerator: found.accelerator,
      emulator: () => report.emulator,
      shell: prompted.then((at) => at - began),
      async facts(): Promise<VmFacts> {
        const until = Date.now() + REPORT_MS
        while (!report.ended && !ended && Date.now() < until)
          await new Promise((done) => setTimeout(done, REPORT_POLL_MS))
        const { kernel, diskBytes, processes } = report
        if (!report.ended || kernel === undefined || diskBytes === undefined) throw new Error(`no report: ${said}`)
        return { kernel, diskBytes, processes, memoryBytes: await residentBytes(engine, id) }
      },
      async end() {
        ended = true
        line.leave()
        await removeMachine(engine, id)
      },
    }
  } catch (error) {
    await removeMachine(engine, id)
    throw error
  }
}

/** Resident memory of the emulator, as the kernel of the real machine counts it. */
async function residentBytes(engine: Upstream, id: string): Promise<number> {
  const { Titles, Processes } = await engine.json<{ Titles: string[]; Processes: string[][] }>('GET', {
    path: `/containers/${segment(id)}/top`,
    query: { ps_args: '-eo pid,rss,comm' },
  })
  const row = Processes.find((cells) => EMULATOR.test(cells[Titles.indexOf('COMMAND')] ?? ''))
  const kib = Number(row?.[Titles.indexOf('RSS')])
  if (!(kib > 0)) throw new Error(`no emulator among ${JSON.stringify(Processes)}`)
  return kib * KIB
}

/** Gone is gone, whoever removed it. */
export async function removeMachine(engine: Upstream, container: string): Promise<void> {
  await engine.json('DELETE', { path: `/containers/${segment(container)}`, query: { force: true } }).catch((error) => {
    // 409: the engine is removing it already.
    if (!(error instanceof EngineError) || ![404, 409].includes(error.status)) throw error
  })
}
