// The parts that `docker run -d` passes through, and which of them are there after each step.
export const chainLinks = ['cli', 'dockerd', 'containerd', 'shim', 'runc', 'process'] as const
export type ChainLink = (typeof chainLinks)[number]

export const chainSteps = [
  { id: 'ask', acts: 'cli' },
  { id: 'prepare', acts: 'dockerd' },
  { id: 'hand', acts: 'containerd' },
  { id: 'shim', acts: 'shim' },
  { id: 'runc', acts: 'runc' },
  { id: 'process', acts: 'process' },
  { id: 'left', acts: 'shim' },
] as const satisfies { id: string; acts: ChainLink }[]

/** Between which steps a part is there, the last included. dockerd and containerd were there before and stay. */
const present: Record<ChainLink, readonly [first: number, last: number]> = {
  cli: [1, 6],
  dockerd: [0, Number.POSITIVE_INFINITY],
  containerd: [0, Number.POSITIVE_INFINITY],
  shim: [4, Number.POSITIVE_INFINITY],
  runc: [5, 6],
  process: [6, Number.POSITIVE_INFINITY],
}

export function chainAt(link: ChainLink, at: number): 'waits' | 'runs' | 'ended' {
  const [first, last] = present[link]
  if (at < first) return 'waits'
  return at <= last ? 'runs' : 'ended'
}
