// The agent's figures for Prometheus. Durations are counted where they arise; how many there are of what is asked when somebody asks.
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

const PREFIX = 'drydock_agent_'
/** From a plain read to a stop that waits for its program, in seconds. */
const CALL_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10]
/** The target is 0.15 at the 95th percentile. */
const CHECK_BUCKETS = [0.025, 0.05, 0.075, 0.1, 0.15, 0.25, 0.5, 1, 2.5, 10]

/** What is there at the moment. Undefined: it can't be known now. */
export interface AgentSample {
  tenants: number
  warmTenants: number
  terminals: number
  /** Since the start: shells that workspaces should have started and the engine had to. */
  shellsByEngine: number
  viewers: number
  /** Sent to browsers and not drawn yet. */
  unackedBytes: number
  /** On the way to the web. */
  queuedBytes: number
  engineUp: boolean
  diskLow: boolean
  diskWarn: boolean
  /** Learners who wait for a place, and places that classes hold. */
  waiting: number
  held: number
  breaker: { state: 'closed' | 'open' | 'probing'; opened: number }
  disk: { freeBytes: number; totalBytes: number } | undefined
  /** Of learners, by state. */
  containers: Record<string, number> | undefined
}

export type AgentMetrics = ReturnType<typeof createAgentMetrics>

export function createAgentMetrics(sample: () => Promise<AgentSample>) {
  const register = new Registry()
  const gauge = (name: string, help: string) => new Gauge({ name: PREFIX + name, help, registers: [register] })
  const gauges = {
    tenants: gauge('tenants', 'Docker hosts of learners.'),
    warmTenants: gauge('warm_tenants', 'Docker hosts made ahead, which are nobody’s yet.'),
    terminals: gauge('terminals', 'Shells that run, those made ahead too.'),
    shellsByEngine: gauge(
      'shells_by_engine',
      'Shells since the start that the engine had to start, because their workspace did not in time.',
    ),
    viewers: gauge('terminal_viewers', 'Screens that are sent a terminal’s output.'),
    unackedBytes: gauge('terminal_unacked_bytes', 'Output sent to screens that they have not drawn yet.'),
    queuedBytes: gauge('web_queue_bytes', 'Bytes on their way to the web that it has not taken yet.'),
    engineUp: gauge('engine_up', '1 when the Docker Engine answers.'),
    diskLow: gauge('disk_low', '1 when less is free than the Docker Engine needs.'),
    diskWarn: gauge('disk_warn', '1 when the disk of the Docker Engine fills up; labs are still opened.'),
    waiting: gauge('waiting_learners', 'Learners who wait for a place.'),
    held: gauge('held_places', 'Places that running classes hold and nobody has taken.'),
    breaker: gauge('breaker_open', '1 while the engine is left alone after failures, 0.5 while one lab tries it.'),
    breakerOpened: gauge('breaker_opened', 'How often the engine was left alone since the start.'),
    freeBytes: gauge('disk_free_bytes', 'Free on the disk that holds DRYDOCK_HOME.'),
    totalBytes: gauge('disk_total_bytes', 'Size of the disk that holds DRYDOCK_HOME.'),
  }
  const containers = new Gauge({
    name: `${PREFIX}containers`,
    help: 'Containers of learners, by state.',
    labelNames: ['state'],
    registers: [register],
  })
  const calls = new Histogram({
    name: `${PREFIX}engine_call_seconds`,
    help: 'Plain calls on the Docker Engine, from the request to the whole answer.',
    labelNames: ['method'],
    buckets: CALL_BUCKETS,
    registers: [register],
  })
  const checks = new Histogram({
    name: `${PREFIX}check_seconds`,
    help: 'From what happened on a learner’s host to the lab’s steps judged.',
    buckets: CHECK_BUCKETS,
    registers: [register],
  })
  let watchesItself = false

  const set = (one: Gauge, value: number | undefined) => {
    if (value === undefined) one.reset()
    else one.set(value)
  }

  return {
    engineCall: (method: string, ms: number) => calls.observe({ method }, ms / 1000),
    check: (ms: number) => checks.observe(ms / 1000),
    async text(): Promise<string> {
      // Event loop, memory, descriptors: measured from the first question on, so that it costs nothing where nobody asks.
      if (!watchesItself) collectDefaultMetrics({ register, prefix: PREFIX })
      watchesItself = true
      const now = await sample()
      set(gauges.tenants, now.tenants)
      set(gauges.warmTenants, now.warmTenants)
      set(gauges.terminals, now.terminals)
      set(gauges.shellsByEngine, now.shellsByEngine)
      set(gauges.viewers, now.viewers)
      set(gauges.unackedBytes, now.unackedBytes)
      set(gauges.queuedBytes, now.queuedBytes)
      set(gauges.engineUp, Number(now.engineUp))
      set(gauges.diskLow, Number(now.diskLow))
      set(gauges.diskWarn, Number(now.diskWarn))
      set(gauges.waiting, now.waiting)
      set(gauges.held, now.held)
      set(gauges.breaker, { closed: 0, probing: 0.5, open: 1 }[now.breaker.state])
      set(gauges.breakerOpened, now.breaker.opened)
      set(gauges.freeBytes, now.disk?.freeBytes)
      set(gauges.totalBytes, now.disk?.totalBytes)
      containers.reset()
      for (const [state, number] of Object.entries(now.containers ?? {})) containers.set({ state }, number)
      return register.metrics()
    },
  }
}
