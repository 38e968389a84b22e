import { expect, it } from 'vitest'
import type { DockerContainer, DockerObjects } from '#server/protocol/lab.ts'
import { askers, networkLanes, waysFrom } from './network-model.ts'

const container = (id: string, created: number, state: DockerContainer['state'] = 'running') =>
  ({ id, name: id, created, state, ports: [] }) as unknown as DockerContainer
const containers = [
  container('web', 1),
  container('db', 2),
  container('alone', 3),
  container('other', 4),
  container('gone', 5, 'exited'),
]
const network = (name: string, endpoints: DockerObjects['networks'][number]['endpoints']) => ({
  id: name,
  name,
  driver: 'bridge',
  endpoints,
})
const lanes = networkLanes({
  containers,
  networks: [
    network('bridge', [
      { container: 'alone', address: '10.0.0.2', names: [] },
      { container: 'web', address: '10.0.0.3', names: [] },
    ]),
    network('harbor', [
      { container: 'db', address: '172.18.0.3', names: ['db', 'store'] },
      { container: 'web', address: '172.18.0.2', names: ['web'] },
      { container: 'gone', names: [] },
    ]),
    network('away', [{ container: 'other', address: '172.19.0.2', names: ['other'] }]),
    network('none', []),
  ],
})
const ways = (from: string) => Object.fromEntries(waysFrom(lanes, from, containers).map(({ to, way }) => [to.id, way]))

it('own networks come first, the default one last, and who is on them in the order of their making', () => {
  expect(lanes.map(({ name }) => name)).toEqual(['away', 'harbor', 'bridge'])
  expect(lanes[1]!.members.map(({ container: { id }, address }) => [id, address])).toEqual([
    ['web', '172.18.0.2'],
    ['db', '172.18.0.3'],
    ['gone', undefined],
  ])
})

it('a name is found on a network of one’s own that both are on', () => {
  expect(ways('web').db).toEqual({ kind: 'name', network: 'harbor', names: ['db', 'store'], address: '172.18.0.3' })
  expect(ways('db').web).toEqual({ kind: 'name', network: 'harbor', names: ['web'], address: '172.18.0.2' })
})

it('on the default network only addresses work; apart, nothing does; who is stopped has no name', () => {
  expect(ways('web').alone).toEqual({ kind: 'address', network: 'bridge', address: '10.0.0.2' })
  expect(ways('db').alone).toEqual({ kind: 'apart' })
  expect(ways('web').other).toEqual({ kind: 'apart' })
  expect(ways('web').gone).toEqual({ kind: 'stopped' })
})

it('who runs can ask', () => {
  expect(askers(containers).map(({ id }) => id)).toEqual(['web', 'db', 'alone', 'other'])
})
