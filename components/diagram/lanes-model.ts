// A worked example: seven commands, three containers. State after each command (index 0 = before the first).
export type LaneState = 'absent' | 'running' | 'exited' | 'removed'
/** `ran`: during that command it also ran and ended. */
type Cell = { state: LaneState; ran?: true }

export const commands = [
  'docker run hello-world',
  'docker run -d --name web nginx',
  'docker run --rm busybox echo hi',
  'docker stop web',
  'docker start web',
  'docker rm -f web',
  'docker rm eager_turing',
] as const

const absent: Cell = { state: 'absent' }
const running: Cell = { state: 'running' }
const exited: Cell = { state: 'exited' }
const removed: Cell = { state: 'removed' }

export const lanes: { name: string; image: string; cells: Cell[] }[] = [
  {
    name: 'eager_turing',
    image: 'hello-world',
    cells: [absent, { state: 'exited', ran: true }, exited, exited, exited, exited, exited, removed],
  },
  { name: 'web', image: 'nginx', cells: [absent, absent, running, running, exited, running, removed, removed] },
  {
    name: 'calm_hopper',
    image: 'busybox',
    cells: [absent, absent, absent, { state: 'removed', ran: true }, removed, removed, removed, removed],
  },
]

/** What `docker ps` (or `ps -a`) lists after command `at`. */
export const listed = (at: number, all: boolean): { name: string; image: string; state: LaneState }[] =>
  lanes.flatMap(({ name, image, cells }) => {
    const { state } = cells[at]!
    return state === 'running' || (all && state === 'exited') ? [{ name, image, state }] : []
  })
