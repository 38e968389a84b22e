// What the lines of push and pull say of each layer, and what the registry has of an image.
import { expect, it, vi } from 'vitest'
import type { Transfer } from '#server/protocol/lab.ts'
import { layerBlobs } from './image-push.ts'
import { createTransfers, withLine } from './transfer.ts'

const none: Transfer = { n: 1, time: 0, way: 'push', name: 'alice/app:1', state: 'running', blobs: [] }
const states = (lines: Parameters<typeof withLine>[1][]) =>
  lines.reduce(withLine, none).blobs.map(({ id, state, current, total }) => [id, state, current, total])

it('a push: what is there stays, what is sent is counted', () => {
  const lines = [
    { status: 'Preparing', id: 'base' },
    { status: 'Preparing', id: 'page' },
    { status: 'Layer already exists', id: 'base' },
    { status: 'Pushing', id: 'page', progressDetail: { current: 512, total: 2048 } },
  ]
  expect(states(lines)).toEqual([
    ['base', 'there', undefined, undefined],
    ['page', 'moving', 512, 2048],
  ])
  const end = [...lines, { status: 'Pushed', id: 'page' }, { status: 'latest: digest: sha256:1 size: 2' }]
  expect(states(end).map(([, state]) => state)).toEqual(['there', 'moved'])
})

it('a pull: downloaded is moved, whatever is unpacked then', () => {
  const lines = [
    { status: 'Pulling fs layer', id: 'page' },
    { status: 'Already exists', id: 'base' },
    { status: 'Downloading', id: 'page', progressDetail: { current: 1, total: 9 } },
    { status: 'Download complete', id: 'page' },
    { status: 'Extracting', id: 'page', progressDetail: { current: 3, total: 9 } },
  ]
  expect(states(lines)).toEqual([
    ['page', 'moved', 1, 9],
    ['base', 'there', undefined, undefined],
  ])
})

it('a layer mounted from another repository was not sent, and other lines change nothing', () => {
  expect(states([{ status: 'Mounted from alice/other', id: 'base' }])).toEqual([
    ['base', 'there', undefined, undefined],
  ])
  expect(withLine(none, { status: 'Pulling from alice/app', id: '1.0' })).toBe(none)
})

it('layers stand beside the blobs of the manifest, whose first is the config', () => {
  const layer = (digit: string) => `sha256:${digit.repeat(64)}`
  const blobs = { 'sha256:config': 7, 'sha256:low': 100, 'sha256:high': 20 }
  expect(layerBlobs([layer('a'), layer('b'), layer('a')], blobs)).toEqual([
    { id: 'a'.repeat(12), digest: 'sha256:low', size: 100 },
    { id: 'b'.repeat(12), digest: 'sha256:high', size: 20 },
  ])
})

it('tells in turns, keeps the last ones, and says how it ended', () => {
  vi.useFakeTimers()
  const transfers = createTransfers()
  const told: Transfer[] = []
  transfers.listen((transfer) => told.push(transfer))
  for (let i = 0; i < 10; i++) {
    const note = transfers.begin('pull', `alice/app:${i}`)
    note.known({ digest: 'sha256:m', layers: [{ id: 'one', digest: 'sha256:one', size: 5 }] })
    note.line({ status: 'Already exists', id: 'one' })
    if (i === 9) note.end('denied')
    else note.end()
  }
  vi.runAllTimers()
  expect(told).toHaveLength(10)
  expect(transfers.list().map(({ name }) => name)).toEqual(Array.from({ length: 8 }, (_, i) => `alice/app:${i + 2}`))
  expect(transfers.list().at(-1)).toMatchObject({ state: 'failed', error: 'denied', digest: 'sha256:m' })
  expect(transfers.list().at(0)).toMatchObject({ state: 'done', blobs: [{ id: 'one', size: 5, state: 'there' }] })
  vi.useRealTimers()
})
