import { describe, expect, it } from 'vitest'
import { visiblePaths } from './engine-path.ts'

const T = 'tabcdefghijkl'
const HEX = 'ab'.repeat(32)

describe('G-303 no path of the machine in the engine’s words', () => {
  it.each([
    [
      `error mounting "/srv/x/data/volumes/${T}_v/_data" to rootfs`,
      'error mounting "/var/lib/docker/volumes/v/_data" to rootfs',
    ],
    [
      `source /x/1.1/overlay2/${HEX}/merged/etc is not directory`,
      `source /var/lib/docker/overlay2/${HEX}/merged/etc is not directory`,
    ],
    [`open /x/containers/${HEX}/hosts: no such file`, `open /var/lib/docker/containers/${HEX}/hosts: no such file`],
    [`mounting "/run/d/bind/${T}/${'0f'.repeat(16)}/0" to`, 'mounting "the mounted path" to'],
    [`stat /srv/home/tenant/${T}/home/app: no such file`, 'stat /home/student/app: no such file'],
    ['lstat /app/volumes/x: no such file', 'lstat /app/volumes/x: no such file'],
    ['open /app/containers/x', 'open /app/containers/x'],
  ])('%s', (text, shown) => {
    expect(visiblePaths(T, text)).toBe(shown)
  })
})
