import { expect, test } from 'vitest'
import { catalogName } from './reference.ts'

test.each(['nginx', 'nginx:latest', 'library/nginx', 'docker.io/nginx', 'docker.io/library/nginx:latest'])(
  '%s is nginx',
  (reference) => expect(catalogName(reference)).toEqual({ name: 'nginx', tag: 'latest' }),
)

test('a tag is kept', () => {
  expect(catalogName('debian:trixie')).toEqual({ name: 'debian', tag: 'trixie' })
})

test.each(['ghcr.io/a/nginx', 'bob/nginx', 'localhost:5000/nginx', 'nginx@sha256:00', 'NGINX', '', 'nginx:'])(
  '%s is not in the catalog',
  (reference) => expect(catalogName(reference)).toBeUndefined(),
)
