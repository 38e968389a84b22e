// Two orders of the same lines, and what a change makes the builder do again. The times are an example: an app of some
// hundred packages. Seconds.
export const buildOrders = ['slow', 'fast'] as const
export type BuildOrder = (typeof buildOrders)[number]

export const buildChanges = ['nothing', 'source', 'list', 'base'] as const
export type BuildChange = (typeof buildChanges)[number]

interface Line {
  text: string
  seconds: number
  /** What puts this line out. */
  feels: readonly BuildChange[]
}
const from: Line = { text: 'FROM node:20', seconds: 0, feels: ['base'] }
const workdir: Line = { text: 'WORKDIR /srv', seconds: 0.5, feels: [] }
const install: Line = { text: 'RUN npm ci', seconds: 48, feels: [] }
const start: Line = { text: 'CMD ["node", "src/main.js"]', seconds: 0.5, feels: [] }

export const orderedLines: Record<BuildOrder, readonly Line[]> = {
  slow: [from, workdir, { text: 'COPY . .', seconds: 1, feels: ['source', 'list'] }, install, start],
  fast: [
    from,
    workdir,
    { text: 'COPY package*.json ./', seconds: 0.5, feels: ['list'] },
    install,
    { text: 'COPY src ./src', seconds: 0.5, feels: ['source'] },
    start,
  ],
}

export interface Bar {
  text: string
  seconds: number
  hit: boolean
}

/** The next build after `change`. From the first line that is out, all are run. */
export function rebuild(order: BuildOrder, change: BuildChange): { bars: Bar[]; takes: number; saved: number } {
  const lines = orderedLines[order]
  const found = lines.findIndex(({ feels }) => feels.includes(change))
  const out = found < 0 ? lines.length : found
  const bars = lines.map(({ text, seconds }, index) => ({ text, seconds, hit: index < out }))
  const sum = (hit: boolean) => bars.reduce((total, bar) => (bar.hit === hit ? total + bar.seconds : total), 0)
  return { bars, takes: sum(false), saved: sum(true) }
}
