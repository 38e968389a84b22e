import { expect, it } from 'vitest'
import type { DockerContainer } from '#server/protocol/lab.ts'
import { commandsFor, healthIn, imageUsers, laneOf } from './docker-lane.ts'

const made = (image: string): DockerContainer => ({
  id: 'c',
  name: 'c',
  image,
  command: '',
  state: 'exited',
  status: '',
  created: 0,
  ports: [],
  networks: [],
  mounts: [],
})

it('every state has a lane', () => {
  expect(laneOf('restarting')).toBe('running')
  expect(laneOf('dead')).toBe('exited')
})

it('an image is used under each of its names', () => {
  const image = {
    id: 'sha256:abc123def',
    tags: ['nginx:latest', 'localhost:5000/web:v1'],
    size: 1,
    created: 0,
    layers: 1,
  }
  const containers = ['nginx', 'nginx:latest', 'localhost:5000/web:v1', 'abc123', 'localhost:5000/web', 'busybox'].map(
    made,
  )
  expect(imageUsers(image, containers)).toBe(4)
})

it('offers only what Docker would accept in the state', () => {
  expect(commandsFor({ name: 'web', state: 'exited' })).toContain('docker start web')
  expect(commandsFor({ name: 'web', state: 'running' })).not.toContain('docker rm web')
  expect(commandsFor({ name: 'web', state: 'paused' })).toContain('docker unpause web')
})

it('finds the health in a status', () => {
  expect(healthIn('Up 2 minutes (healthy)')).toBe('healthy')
  expect(healthIn('Up 2 seconds (health: starting)')).toBe('health: starting')
  expect(healthIn('Up 2 seconds (Paused)')).toBeUndefined()
})
