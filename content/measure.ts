// npm run measure [-- --runs 5 --favoured]: starts virtual machines and containers on the engine that DRYDOCK_TEST_DOCKER names, one at a time, and
// writes what it measured to content/measured.json, for the lessons that quote it. To be run on a quiet machine.
// --favoured changes nothing: it says that somebody has seen to it that other work had to stand back, and the lesson says so, too.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, loadavg, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { createAgent } from '#server/agent/agent.ts'
import { readEnv } from '#server/env.ts'
import { Measured } from '#server/protocol/content.ts'
import type { VmRun, VmSide, VmView } from '#server/protocol/vm.ts'
import { vmSides } from '#server/protocol/vm-terminal.ts'
import { type AgentLink, createAgentLink } from '#server/web/agent-link.ts'

const RUN_MS = 180_000
const POLL_MS = 100
/** Load average of the last minute, for each processor. */
const BUSY = 0.5
const size = { cols: 80, rows: 24 }

const { values } = parseArgs({
  options: { runs: { type: 'string', default: '5' }, favoured: { type: 'boolean', default: false } },
})

/** Starts it, waits until it has been measured, stops it. */
async function once(link: AgentLink, tenant: string, side: VmSide): Promise<VmView> {
  const { runs } = await link.call('vm.start', { tenant, side, ...size })
  const until = Date.now() + RUN_MS
  for (;;) {
    const view = await link.call('vm.view', { tenant })
    const state = view[side]
    if (state.state === 'failed') throw new Error(`${side}: ${state.detail}`)
    if (view.runs.length > runs.length) {
      await link.call('vm.stop', { tenant, side })
      return view
    }
    if (Date.now() > until) throw new Error(`${side}: not measured after ${RUN_MS / 1000} s`)
    await new Promise((wake) => setTimeout(wake, POLL_MS))
  }
}

function figures(runs: VmRun[]): Measured['machine'] {
  const middle = (of: (run: VmRun) => number) =>
    runs.map(of).toSorted((a, b) => a - b)[Math.floor((runs.length - 1) / 2)]!
  const { diskBytes, kernel } = runs[0]!
  return {
    shellMs: middle(({ shellMs }) => shellMs),
    memoryBytes: middle(({ memoryBytes }) => memoryBytes),
    processes: middle(({ processes }) => processes),
    diskBytes,
    kernel,
  }
}

async function main(): Promise<void> {
  const socket = process.env.DRYDOCK_TEST_DOCKER
  if (!socket) throw new Error('Set DRYDOCK_TEST_DOCKER to the socket of a Docker Engine')
  const busy = loadavg()[0]! / availableParallelism() > BUSY
  const home = mkdtempSync(join(tmpdir(), 'drydock-measure-'))
  const env = readEnv({ ...process.env, DRYDOCK_HOME: home, DOCKER_HOST: `unix://${socket}`, DRYDOCK_WARM_POOL: '0' })
  const log = { info() {}, warn: console.error, error: console.error }
  const agent = createAgent({ env, log })
  await agent.start()
  const link = createAgentLink({ socketPath: env.agentSocket })
  try {
    await agent.ready()
    const { id: tenant } = await link.call('workspace.open', {})
    let view: VmView | undefined
    for (let run = 0; run < Number(values.runs); run++)
      for (const side of vmSides) {
        view = await once(link, tenant, side)
        const { shellMs, memoryBytes } = view.runs.at(-1)!
        console.log(`${side}: ${shellMs} ms, ${memoryBytes} bytes`)
      }
    await link.call('tenant.remove', { tenant })
    if (!view) throw new Error('nothing was measured')
    const of = (side: VmSide) => figures(view.runs.filter((run) => run.side === side))
    const measured = Measured.parse({
      date: new Date().toISOString().slice(0, 10),
      cpu: view.host.cpu,
      cpus: view.host.cpus,
      accelerator: view.host.accelerator,
      emulator: view.host.emulator,
      runs: Number(values.runs),
      busy,
      favoured: values.favoured,
      machine: of('machine'),
      container: of('container'),
    })
    writeFileSync(resolve(import.meta.dirname, 'measured.json'), `${JSON.stringify(measured, undefined, 2)}\n`)
    console.log('written to content/measured.json')
  } finally {
    link.stop()
    await agent.stop({ engine: true })
    rmSync(home, { recursive: true, force: true })
    rmSync(env.runDir, { recursive: true, force: true })
  }
}

await main()
