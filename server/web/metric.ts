// The web's figures for Prometheus, followed by the agent's.
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { DrydockError } from '#server/protocol/error.ts'
import type { AgentLink } from './agent-link.ts'

const PREFIX = 'drydock_web_'
/** From a question about health to a lab that is made from scratch, in seconds. */
const CALL_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10]

export interface WebSample {
  /** Browser tabs with a socket, by what they are there for. */
  tabs: { lab: number; live: number }
  /** Learners with a lab open. */
  learners: number
  /** Bytes on their way to browsers. */
  queuedBytes: number
}

export type WebMetrics = ReturnType<typeof createWebMetrics>

export function createWebMetrics() {
  const register = new Registry()
  const gauge = (name: string, help: string) => new Gauge({ name: PREFIX + name, help, registers: [register] })
  const learners = gauge('learners', 'Learners with a lab open.')
  const browserQueue = gauge('browser_queue_bytes', 'Bytes on their way to browsers that they have not taken yet.')
  const agentQueue = gauge('agent_queue_bytes', 'Bytes on their way to the agent that it has not taken yet.')
  const agentUp = gauge('agent_up', '1 when the agent answers.')
  const tabs = new Gauge({
    name: `${PREFIX}tabs`,
    help: 'Browser tabs with a socket, by what it is for.',
    labelNames: ['kind'],
    registers: [register],
  })
  const calls = new Histogram({
    name: `${PREFIX}agent_call_seconds`,
    help: 'Round trips to the agent, by what was asked.',
    labelNames: ['method'],
    buckets: CALL_BUCKETS,
    registers: [register],
  })
  let watchesItself = false

  return {
    agentCall: (method: string, ms: number) => calls.observe({ method }, ms / 1000),
    async text(link: Pick<AgentLink, 'call' | 'buffered'>, sample: WebSample): Promise<string> {
      // Event loop, memory, descriptors: measured from the first question on, so that it costs nothing where nobody asks.
      if (!watchesItself) collectDefaultMetrics({ register, prefix: PREFIX })
      watchesItself = true
      const agent = await agentText(link)
      learners.set(sample.learners)
      tabs.set({ kind: 'lab' }, sample.tabs.lab)
      tabs.set({ kind: 'live' }, sample.tabs.live)
      browserQueue.set(sample.queuedBytes)
      agentQueue.set(link.buffered())
      agentUp.set(agent === undefined ? 0 : 1)
      return (await register.metrics()) + (agent ?? '')
    },
  }
}

/** An agent that is away leaves its figures out; the rest is worth telling all the more. */
async function agentText(link: Pick<AgentLink, 'call'>): Promise<string | undefined> {
  try {
    // A plain question first: how long its answer takes is the round trip.
    await link.call('health.get', {})
    return (await link.call('metrics.get', {})).text
  } catch (error) {
    if (error instanceof DrydockError) return undefined
    throw error
  }
}
