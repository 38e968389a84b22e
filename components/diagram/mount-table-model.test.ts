import { expect, it } from 'vitest'
import type { DockerContainer } from '#server/protocol/lab.ts'
import type { LookedAt } from '#server/protocol/look.ts'
import { isAnonymous, mountedOf, placesOf } from './mount-table-model.ts'

const container = (id: string, created: number) => ({ id, name: id, created }) as unknown as DockerContainer
const mount = (source: string, target: string, type: 'volume' | 'bind' | 'tmpfs' = 'volume', readOnly = false) => ({
  type,
  source,
  target,
  readOnly,
})
const seen: LookedAt<'mounts'> = {
  at: 'mounts',
  containers: [
    { id: 'app', mounts: [mount('notes', '/data'), mount('', '/tmp', 'tmpfs')] },
    { id: 'backup', mounts: [mount('notes', '/from', 'volume', true), mount('/home/student', '/to', 'bind')] },
    { id: 'plain', mounts: [] },
  ],
}
const mounted = mountedOf(
  [container('app', 1), container('plain', 2), container('backup', 3), container('new', 4)],
  seen,
)

it('who has mounts is shown, newest first; who was not seen yet is not', () => {
  expect(mounted.map(({ container: { name } }) => name)).toEqual(['backup', 'app'])
})

it('a place knows all who have it, and a volume that nobody has is still there', () => {
  const places = placesOf(mounted, [
    { name: 'notes', created: '' },
    { name: 'left', created: '' },
  ])
  expect(
    places.map(({ type, source, users }) => [type, source, users.map(({ name, target }) => `${name}:${target}`)]),
  ).toEqual([
    ['volume', 'notes', ['app:/data', 'backup:/from']],
    ['bind', '/home/student', ['backup:/to']],
    ['volume', 'left', []],
  ])
  expect(places[0]!.users.map(({ readOnly }) => readOnly)).toEqual([false, true])
})

it('64 digits are nobody’s name', () => {
  expect(isAnonymous('a'.repeat(64))).toBe(true)
  expect(isAnonymous('cafe')).toBe(false)
})
