import { describe, expect, it } from 'vitest'
import type { DockerContainer } from '#server/protocol/lab.ts'
import { missingHop, previewAddress, publishedPorts } from './preview-hop.ts'

const container = (name: string, more: Partial<DockerContainer> = {}): DockerContainer => ({
  id: name,
  name,
  image: 'nginx',
  command: 'nginx',
  state: 'running',
  status: 'Up 2 seconds',
  created: 0,
  ports: [],
  networks: ['bridge'],
  mounts: [],
  ...more,
})
const tcp = (host: number, inside = 80) => ({ host, container: inside, proto: 'tcp' })
const at = { preview: 'http://{port}-abc.localhost:3000', unreachable: undefined }

describe('the missing hop', () => {
  it('is found from the container outwards', () => {
    expect(missingHop([], at)).toEqual({ missing: 'container' })
    expect(missingHop([container('web', { state: 'exited' })], at)).toEqual({ missing: 'running', name: 'web' })
    expect(missingHop([container('web')], at)).toEqual({ missing: 'publish', name: 'web' })
    expect(missingHop([container('web', { ports: [tcp(8080)] })], at)).toBeUndefined()
  })

  it('is the program when its port does not answer', () => {
    const web = container('web', { ports: [tcp(8080, 8000)] })
    expect(missingHop([web], { ...at, unreachable: 8080 })).toEqual({
      missing: 'program',
      port: { host: 8080, container: 8000, name: 'web' },
    })
    expect(missingHop([web], { ...at, unreachable: 9090 })).toBeUndefined()
  })

  it('is the name when the app was opened by a bare address', () => {
    expect(missingHop([container('web', { ports: [tcp(8080)] })], { ...at, preview: null })).toEqual({
      missing: 'name',
    })
  })
})

it('only published TCP ports of running containers can be opened', () => {
  const ports = publishedPorts([
    container('b', { ports: [tcp(9090), { host: 53, container: 53, proto: 'udp' }] }),
    container('a', { ports: [tcp(8080), { host: 0, container: 81, proto: 'tcp' }] }),
    container('c', { state: 'exited', ports: [tcp(7000)] }),
  ])
  expect(ports.map(({ host }) => host)).toEqual([8080, 9090])
})

it('an address keeps to its origin', () => {
  expect(previewAddress(at.preview, 8080, '/a?b=1')).toBe('http://8080-abc.localhost:3000/a?b=1')
  expect(previewAddress(at.preview, 8080, 'docs')).toBe('http://8080-abc.localhost:3000/docs')
  expect(previewAddress(at.preview, 8080, '')).toBe('http://8080-abc.localhost:3000/')
})
