// A container's states and what each command does to them, as Docker 20.10 and later answer.
export const lifeStates = ['none', 'created', 'running', 'paused', 'exited'] as const
export type LifeState = (typeof lifeStates)[number]

export const lifeVerbs = ['create', 'start', 'pause', 'unpause', 'stop', 'kill', 'restart', 'rm', 'rm -f'] as const
export type LifeVerb = (typeof lifeVerbs)[number]

/** `to`: it works. `same`: it is accepted and nothing changes. `refusal`: the engine's own words. */
export type LifeOutcome = { to: LifeState } | { same: true } | { refusal: string }

const notRunning = { refusal: 'Container life is not running' }
const notPaused = { refusal: 'Container life is not paused' }
const cannotKill = { refusal: 'Cannot kill container: life: Container life is not running' }
const same = { same: true } as const
const running = { to: 'running' } as const
const exited = { to: 'exited' } as const
const gone = { to: 'none' } as const

type Outcomes = Record<Exclude<LifeVerb, 'create'>, LifeOutcome>
/** There, and no process in it: created and exited. */
const still: Outcomes = {
  start: running,
  pause: notRunning,
  unpause: notPaused,
  stop: same,
  kill: cannotKill,
  restart: running,
  rm: gone,
  'rm -f': gone,
}

const table: Record<Exclude<LifeState, 'none'>, Outcomes> = {
  created: still,
  running: {
    start: same,
    pause: { to: 'paused' },
    unpause: notPaused,
    stop: exited,
    kill: exited,
    restart: running,
    rm: {
      refusal:
        'You cannot remove a running container life. Stop the container before attempting removal or force remove',
    },
    'rm -f': gone,
  },
  paused: {
    start: { refusal: 'cannot start a paused container, try unpause instead' },
    pause: { refusal: 'Container life is already paused' },
    unpause: running,
    stop: exited,
    kill: exited,
    restart: running,
    rm: {
      refusal:
        'You cannot remove a paused container life. Unpause and then stop the container before attempting removal or force remove',
    },
    'rm -f': gone,
  },
  exited: still,
}

export function tryVerb(state: LifeState, verb: LifeVerb): LifeOutcome {
  if (state === 'none') return verb === 'create' ? { to: 'created' } : { refusal: 'No such container: life' }
  if (verb === 'create') return { refusal: 'Conflict. The container name "/life" is already in use …' }
  return table[state][verb]
}

/** What a container costs in a state. */
export const lifeCosts = (state: LifeState) => ({
  cpu: state === 'running',
  memory: state === 'running' || state === 'paused',
  disk: state !== 'none',
})
