// What happens to people at work. Each is done while every shell is busy.
import { setTimeout as wait } from 'node:timers/promises'
import type { Machine } from './machine.ts'
import type { Sitter } from './sitter.ts'

export interface Fault {
  name: string
  /**
   * What stays. All: screens, and what was typed arrives once. Screens: all that the shells write, once; of what was typed some may have to be typed
   * again. The lab: the shells are new ones.
   */
  keeps: 'all' | 'the-screens' | 'the-lab'
  happen(machine: Machine, sitters: Sitter[]): Promise<void>
}

const NETWORK_AWAY_MS = 3_000
/** Longer than the server waits for a sign of life: 25 s between two, and 20 s for the answer. */
const ASLEEP_MS = 50_000

const killed = (part: 'web' | 'agent' | 'engine'): Fault['happen'] => {
  return async (machine) => {
    await machine.kill(part)
    await machine.back()
  }
}

export const faults: Record<string, Fault> = {
  reload: {
    name: 'the page is loaded anew',
    keeps: 'all',
    happen: async (_machine, sitters) => void (await Promise.all(sitters.map((one) => one.reload()))),
  },
  network: {
    name: 'the network is lost for seconds',
    keeps: 'all',
    async happen(_machine, sitters) {
      for (const { line } of sitters) line.cut()
      for (const { line } of sitters) line.silence(true)
      await wait(NETWORK_AWAY_MS)
      for (const { line } of sitters) {
        line.silence(false)
        line.cut()
      }
    },
  },
  sleep: {
    name: 'a tab sleeps until the server has given it up',
    keeps: 'all',
    async happen(_machine, sitters) {
      for (const { line } of sitters) line.silence(true)
      await wait(ASLEEP_MS)
      for (const { line } of sitters) line.silence(false)
    },
  },
  web: { name: 'kill -9 of the web', keeps: 'all', happen: killed('web') },
  agent: { name: 'kill -9 of the agent', keeps: 'the-screens', happen: killed('agent') },
  engine: { name: 'kill -9 of the engine', keeps: 'all', happen: killed('engine') },
  upgrade: {
    name: 'an upgrade: handed over, started again',
    keeps: 'the-screens',
    happen: (machine) => machine.handOver(),
  },
  restart: { name: 'SIGTERM, started again', keeps: 'the-lab', happen: (machine) => machine.restart() },
}
