// A Dockerfile carried out line by line: which lines add files as a layer, and which only take a note in the configuration.
export const buildLines = [
  { id: 'from', text: 'FROM node:20', layer: 'node:20' },
  { id: 'workdir', text: 'WORKDIR /srv', layer: '/srv', note: 'WorkingDir: /srv' },
  { id: 'list', text: 'COPY package.json ./', layer: '/srv/package.json' },
  { id: 'install', text: 'RUN npm ci', layer: '/srv/node_modules' },
  { id: 'source', text: 'COPY src ./src', layer: '/srv/src' },
  { id: 'expose', text: 'EXPOSE 8080', note: 'ExposedPorts: 8080/tcp' },
  { id: 'cmd', text: 'CMD ["node", "src/main.js"]', note: 'Cmd: ["node", "src/main.js"]' },
] as const satisfies { id: string; text: string; layer?: string; note?: string }[]

export interface Built {
  /** From the top down. */
  layers: string[]
  notes: string[]
}

/** The image after the first `at` lines. */
export function builtAt(at: number): Built {
  const done = buildLines.slice(0, at)
  return {
    layers: done.flatMap((line) => ('layer' in line ? [line.layer] : [])).reverse(),
    notes: done.flatMap((line) => ('note' in line ? [line.note] : [])),
  }
}
