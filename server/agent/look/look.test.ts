// The pure parts of looking: numbers of a process on both sides, rows of the history to layers, changes to those that were meant.
import { expect, it } from 'vitest'
import { joined, leaves } from './layer.ts'
import { mountsOf } from './mount.ts'
import { readInside } from './process.ts'

const status = (uid: number, nspid: string) => `Name:\tsh\nUid:\t9\t${uid}\t9\t9\nNSpid:\t${nspid}\nThreads:\t1\n`

it('a process has its innermost number, and the user that its map gives', () => {
  const map = '         0     100000       1000\n      1000     200000        500\n'
  expect(readInside(status(100_033, '10298\t1'), map)).toEqual({ pid: 1, uid: 33, hostUid: 100_033 })
  expect(readInside(status(200_001, '812 40 7'), map)).toEqual({ pid: 7, uid: 1001, hostUid: 200_001 })
  // Without a user namespace of its own it is the same one.
  expect(readInside(status(0, '5 1'), '0 0 4294967295\n')).toEqual({ pid: 1, uid: 0, hostUid: 0 })
  // A user from outside of the map, and a kernel that doesn't say.
  expect(readInside(status(7, '5 1'), map)).toBeUndefined()
  expect(readInside('Name:\tsh\n', map)).toBeUndefined()
})

const row = (CreatedBy: string, Size: number) => ({ CreatedBy, Size })

it('rows that wrote something are layers, bottom first, and a layer is named by all that is below it', () => {
  const rows = [
    row('/bin/sh -c #(nop)  CMD ["sh"]', 0),
    row('/bin/sh -c make', 70),
    row('/bin/sh -c #(nop) COPY dir', 3),
  ]
  const layers = joined(['sha256:aa', 'sha256:bb'], rows)
  expect(layers.map(({ made }) => made)).toEqual([
    { by: '/bin/sh -c #(nop) COPY dir', size: 3 },
    { by: '/bin/sh -c make', size: 70 },
  ])
  expect(layers[0]!.id).toBe('sha256:aa')
  expect(joined(['sha256:cc', 'sha256:bb'], rows)[1]!.id).not.toBe(layers[1]!.id)
})

it('rows of no bytes count where only then the numbers agree; else nobody guesses', () => {
  const rows = [
    row('/bin/sh -c #(nop)  ENV A=1', 0),
    row('/bin/sh -c #(nop) WORKDIR /srv', 0),
    row('/bin/sh -c true', 0),
    row('base', 9),
  ]
  expect(joined(['a', 'b', 'c'], rows).map(({ made }) => made?.by)).toEqual([
    'base',
    '/bin/sh -c true',
    '/bin/sh -c #(nop) WORKDIR /srv',
  ])
  expect(joined(['a'], rows).map(({ made }) => made?.by)).toEqual(['base'])
  expect(joined(['a', 'b'], rows).map(({ made }) => made)).toEqual([undefined, undefined])
})

it('folders above a change are left out, those that were made stay', () => {
  const changes = [
    { mark: 'C', path: '/etc' },
    { mark: 'C', path: '/etc/app' },
    { mark: 'D', path: '/etc/app/conf' },
    { mark: 'A', path: '/new' },
    { mark: 'A', path: '/new/file' },
    { mark: 'C', path: '/tmp' },
  ] as const
  expect(leaves(changes).map(({ mark, path }) => `${mark} ${path}`)).toEqual([
    'D /etc/app/conf',
    'A /new',
    'A /new/file',
    'C /tmp',
  ])
})

it('mounts by kind, in the order of their paths', () => {
  const mounts = [
    { Type: 'volume', Name: 'data', Source: '/var/lib/docker/volumes/data/_data', Destination: '/z', RW: true },
    { Type: 'bind', Source: '/home/student/app', Destination: '/srv', RW: false },
  ]
  expect(mountsOf({ Mounts: mounts, HostConfig: { Tmpfs: { '/run': 'size=1m' } } })).toEqual([
    { type: 'tmpfs', source: '', target: '/run', readOnly: false },
    { type: 'bind', source: '/home/student/app', target: '/srv', readOnly: true },
    { type: 'volume', source: 'data', target: '/z', readOnly: false },
  ])
  expect(mountsOf({ Mounts: null, HostConfig: {} })).toEqual([])
})
