import { expect, it } from 'vitest'
import type { ApiCall } from '#server/protocol/lab.ts'
import { hopState, pathHops } from './call-path.ts'

const call = (more: Partial<ApiCall>): ApiCall => ({
  n: 1,
  time: 0,
  method: 'GET',
  path: '/containers/json',
  route: 'container.list',
  status: 200,
  ms: 1,
  ...more,
})
const way = (more: Partial<ApiCall>) => pathHops.map((hop) => hopState(hop, call(more)))

it.each<[string, Partial<ApiCall>, string[]]>([
  ['a list ends at the daemon', {}, ['lit', 'lit', 'lit', 'dark']],
  ['what the gateway refuses never gets there', { status: 403, refused: true }, ['lit', 'stop', 'dark', 'dark']],
  ['what the daemon refuses ends there', { status: 409, error: 'in use' }, ['lit', 'lit', 'stop', 'dark']],
  ['a push reaches the registry', { route: 'image.push' }, ['lit', 'lit', 'lit', 'lit']],
  ['a push that failed under way', { route: 'image.push', error: 'denied' }, ['lit', 'lit', 'stop', 'dark']],
  [
    'a pull',
    { route: 'image.create', path: '/images/create?fromImage=nginx&tag=latest' },
    ['lit', 'lit', 'lit', 'lit'],
  ],
  ['an import', { route: 'image.create', path: '/images/create?fromSrc=-' }, ['lit', 'lit', 'lit', 'dark']],
])('%s', (_, more, expected) => expect(way(more)).toEqual(expected))
