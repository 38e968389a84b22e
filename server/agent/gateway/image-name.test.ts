import { describe, expect, it } from 'vitest'
import {
  familiar,
  idPrefix,
  ownPatterns,
  ownRef,
  parseRef,
  pinRepository,
  readEngineRef,
  visibleRef,
} from './image-name.ts'

const hex = 'a'.repeat(64)

describe('G-I1 one image has one canonical reference', () => {
  it.each([
    'nginx',
    'nginx:latest',
    'library/nginx',
    'docker.io/nginx',
    'docker.io/library/nginx:latest',
    'index.docker.io/nginx',
    'index.docker.io/library/nginx',
    'DOCKER.IO/library/nginx',
  ])('%s', (text) => {
    expect(familiar(parseRef(text))).toBe('nginx:latest')
    expect(ownRef('t1', parseRef(text))).toBe('t1.drydock.local/nginx:latest')
  })

  it.each([
    ['user/app', 'user/app:latest'],
    ['docker.io/user/app:1', 'user/app:1'],
    ['localhost:5000/app', 'localhost:5000/app:latest'],
    ['localhost/app:v1', 'localhost/app:v1'],
    ['ghcr.io/a/b/c', 'ghcr.io/a/b/c:latest'],
    ['library/a/b', 'library/a/b:latest'],
    [`app@sha256:${hex}`, `app@sha256:${hex}`],
  ])('%s is shown as %s', (text, shown) => {
    expect(familiar(parseRef(text))).toBe(shown)
    expect(parseRef(shown)).toEqual(parseRef(text))
  })

  it.each([
    '',
    ':latest',
    'a:',
    'a b',
    'a/../b',
    'a//b',
    '/a',
    'a/',
    '-a',
    'a:b:c',
    'a@sha256:12',
    'a\n',
    'é',
    `a:${'x'.repeat(129)}`,
    'x__own',
    `x__own:${hex}`,
    'x__host/evil/app',
    'a/b/c/d/e/f/g',
  ])('refuses %j', (text) => {
    expect(() => parseRef(text)).toThrow('invalid reference format')
  })
  it('refuses upper case, bare ids and Drydock’s own host names', () => {
    expect(() => parseRef('MyApp')).toThrow('must be lowercase')
    expect(() => parseRef(hex)).toThrow('64-byte hexadecimal')
    for (const text of [
      't2.drydock.local/app',
      'catalog.drydock.local/nginx',
      'T2.Drydock.Local/app',
      't2.drydock.local:443/app',
      'drydock.local:1/app',
    ])
      expect(() => parseRef(text)).toThrow('kept for Drydock')
  })
})

describe('G-I2 tags live in the tenant’s own space on the engine', () => {
  it.each(['nginx:1', 'user/app:latest', 'localhost:5000/app:v', 'ghcr.io/a/b:c', 'own:x', 'a/b/c/d/e/f:1'])(
    '%s goes there and back',
    (text) => {
      const there = ownRef('t1', parseRef(text))
      expect(there.startsWith('t1.drydock.local/')).toBe(true)
      expect(readEngineRef('t1', there)).toEqual({ kind: 'own', shown: text })
      expect(readEngineRef('t2', there)).toEqual({ kind: 'foreign' })
    },
  )
  it('sees the catalog only when it is local, and nothing of others', () => {
    expect(visibleRef({ id: 't1', catalog: 'local' }, 'catalog.drydock.local/nginx:latest')).toBe('nginx:latest')
    expect(visibleRef({ id: 't1', catalog: 'remote' }, 'catalog.drydock.local/nginx:latest')).toBeUndefined()
    for (const text of [
      'nginx:latest',
      't11.drydock.local/a:b',
      'x.t1.drydock.local/a:b',
      '<none>:<none>',
      `${pinRepository('t1')}:${hex}`,
    ])
      expect(visibleRef({ id: 't1', catalog: 'local' }, text)).toBeUndefined()
  })
  it('asks the engine for every depth a path may have', () => {
    expect(ownPatterns('t1')[0]).toBe('t1.drydock.local/*')
    expect(ownPatterns('t1').at(-1)).toBe('t1.drydock.local/*/*/*/*/*/*/*/*')
  })
})

it('tells ids from names', () => {
  expect(idPrefix('abc')).toBe('abc')
  expect(idPrefix(`sha256:${hex}`)).toBe(hex)
  expect(idPrefix('nginx')).toBeUndefined()
  expect(idPrefix('abc:latest')).toBeUndefined()
})
