// The container beside the machine: the learner's own, on the learner's own host, asked for as `docker run -it --rm busybox sh` asks.
// `docker ps` in the terminal shows it.
import { pullImage } from '#server/agent/gateway/pull.ts'
import { EngineError } from '#server/agent/gateway/refusal.ts'
import { segment, type Upstream } from '#server/agent/gateway/upstream.ts'
import type { VmFacts } from '#server/protocol/vm.ts'
import { openLine } from './line.ts'
import { removeMachine } from './machine.ts'
import { createPromptWatch } from './prompt.ts'
import { createReport, REPORT_SCRIPT } from './report.ts'
import type { Subject, SubjectEvents } from './subject.ts'

const IMAGE = 'busybox'
/** As for the machine: once the start is over. */
const SETTLE_MS = 1_000

interface Stats {
  memory_stats: { usage?: number; stats?: { inactive_file?: number; total_inactive_file?: number } }
}

export interface ContainerOptions extends SubjectEvents {
  /** Of the tenant. */
  gateway: Upstream
  /** The engine's id, as soon as it is known: for those who clear up after a crash. */
  onMade(id: string): Promise<void>
}

export async function startContainer(options: ContainerOptions): Promise<Subject> {
  const { gateway, onMade, onOutput, onEnd } = options
  // The machine's kernel was there before it was started, and so is the image.
  await pull(gateway)
  let prompt = (_at: number) => {}
  const prompted = new Promise<number>((resolve) => {
    prompt = resolve
  })
  const watch = createPromptWatch(() => prompt(performance.now()))
  const began = performance.now()
  const { Id: id } = await gateway.json<{ Id: string }>('POST', {
    path: '/containers/create',
    body: {
      Image: IMAGE,
      Cmd: ['sh'],
      Tty: true,
      OpenStdin: true,
      AttachStdin: true,
      AttachStdout: true,
      AttachStderr: true,
      HostConfig: { AutoRemove: true },
    },
  })
  try {
    const line = await openLine(gateway, {
      container: id,
      tty: true,
      onOutput(bytes) {
        watch(bytes)
        onOutput(bytes)
      },
      onEnd: () => onEnd(''),
    })
    await gateway.json('POST', { path: `/containers/${segment(id)}/start` })
    await onMade(id)
    return {
      line,
      shell: prompted.then((at) => Math.round(at - began)),
      async facts() {
        await new Promise((done) => setTimeout(done, SETTLE_MS))
        const [inside, memoryBytes, image] = await Promise.all([
          lookInside(gateway, id),
          memoryOf(gateway, id),
          gateway.json<{ Size: number }>('GET', { path: `/images/${segment(IMAGE)}/json` }),
        ])
        return { ...inside, memoryBytes, diskBytes: image.Size }
      },
      async end() {
        line.leave()
        await removeMachine(gateway, id)
      },
    }
  } catch (error) {
    await removeMachine(gateway, id)
    throw error
  }
}

/** As docker pull does, where the image isn't there yet. */
async function pull(gateway: Upstream): Promise<void> {
  try {
    await gateway.json('GET', { path: `/images/${segment(IMAGE)}/json` })
    return
  } catch (error) {
    if (!(error instanceof EngineError) || error.status !== 404) throw error
  }
  const failed = await pullImage(gateway, IMAGE, 'latest')
  if (failed !== undefined) throw new Error(failed)
}

async function lookInside(gateway: Upstream, id: string): Promise<Pick<VmFacts, 'kernel' | 'processes'>> {
  const { Id } = await gateway.json<{ Id: string }>('POST', {
    path: `/containers/${segment(id)}/exec`,
    body: { AttachStdout: true, AttachStderr: true, Tty: true, Cmd: ['sh', '-c', REPORT_SCRIPT] },
  })
  const socket = await gateway.hijack({ path: `/exec/${segment(Id)}/start`, body: { Tty: true } })
  const { report, feed } = createReport()
  await new Promise<void>((resolve, reject) => {
    socket.on('data', (chunk: Buffer) => feed(chunk.toString('utf8')))
    socket.on('error', reject)
    socket.on('end', () => socket.end())
    socket.on('close', () => resolve())
    socket.resume()
  })
  if (!report.ended || report.kernel === undefined) throw new Error('no report from the container')
  return { kernel: report.kernel, processes: report.processes }
}

/** What docker stats shows: the control group's memory without the files that the kernel merely keeps at hand. */
async function memoryOf(gateway: Upstream, id: string): Promise<number> {
  const { memory_stats: memory } = await gateway.json<Stats>('GET', {
    path: `/containers/${segment(id)}/stats`,
    query: { stream: false, 'one-shot': true },
  })
  if (memory.usage === undefined) throw new Error('the engine tells no memory')
  return memory.usage - (memory.stats?.total_inactive_file ?? memory.stats?.inactive_file ?? 0)
}
