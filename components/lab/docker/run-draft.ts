// The form of `docker run`: what stands in its fields, what of it is wrong, and what is asked for. What only the engine can know
// (a name in use, a port taken) is left to the engine.
import type { DockerRun } from '#server/protocol/docker.ts'
import { splitWords } from './command-line.ts'

export type RunDraft = {
  image: string
  name: string
  ports: { host: string; container: string; proto: 'tcp' | 'udp' }[]
  env: { name: string; value: string }[]
  volumes: { source: string; target: string; readOnly: boolean }[]
  command: string
  remove: boolean
}
export type RunProblem =
  | { field: 'image' | 'command' }
  | { field: 'ports' | 'env' | 'volumes'; row: number; part: 'host' | 'container' | 'name' | 'source' | 'target' }

export const emptyDraft = (image = ''): RunDraft => ({
  image,
  name: '',
  ports: [{ host: '', container: '', proto: 'tcp' }],
  env: [{ name: '', value: '' }],
  volumes: [{ source: '', target: '', readOnly: false }],
  command: '',
  remove: false,
})

const PORT_MAX = 65_535
const portOf = (text: string): number | undefined => {
  const port = /^\d{1,5}$/.test(text.trim()) ? Number(text) : 0
  return port >= 1 && port <= PORT_MAX ? port : undefined
}

/** Rows that nobody has touched don't count. With problems, `action` is what can be said so far. */
export function readDraft(draft: RunDraft): { action: DockerRun; problems: RunProblem[] } {
  const problems: RunProblem[] = []
  const image = draft.image.trim()
  if (image === '') problems.push({ field: 'image' })
  const command = splitWords(draft.command)
  if (!command) problems.push({ field: 'command' })
  const ports = draft.ports.flatMap((port, row) => {
    if (port.host.trim() === '' && port.container.trim() === '') return []
    const host = portOf(port.host)
    const container = portOf(port.container)
    if (host === undefined) problems.push({ field: 'ports', row, part: 'host' })
    if (container === undefined) problems.push({ field: 'ports', row, part: 'container' })
    return host === undefined || container === undefined ? [] : [{ host, container, proto: port.proto }]
  })
  const env = draft.env.flatMap(({ name, value }, row) => {
    if (name.trim() === '' && value === '') return []
    if (name.trim() === '' || name.includes('=')) {
      problems.push({ field: 'env', row, part: 'name' })
      return []
    }
    return [{ name: name.trim(), value }]
  })
  const volumes = draft.volumes.flatMap((volume, row) => {
    const source = volume.source.trim()
    const target = volume.target.trim()
    if (source === '' && target === '') return []
    const wrong = source === '' || source.includes(':') || (source.includes('/') && !source.startsWith('/'))
    if (wrong) problems.push({ field: 'volumes', row, part: 'source' })
    if (!target.startsWith('/') || target.includes(':')) problems.push({ field: 'volumes', row, part: 'target' })
    return wrong || !target.startsWith('/') || target.includes(':')
      ? []
      : [{ source, target, readOnly: volume.readOnly }]
  })
  const action: DockerRun = {
    do: 'run',
    image,
    ...(draft.name.trim() !== '' && { name: draft.name.trim() }),
    ports,
    env,
    volumes,
    command: command ?? [],
    remove: draft.remove,
  }
  return { action, problems }
}
