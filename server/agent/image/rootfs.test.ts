import { expect, test } from 'vitest'
import { archivesOf, proxiesOf, settingsOf } from './rootfs.ts'

test('the machine’s own mirror is used', () => {
  const targets = [
    'http://mirror.example.org/debian|Debian',
    'http://mirror.example.org/debian-security|Debian-Security',
    'https://apt.example.com|Somebody',
  ].join('\n')
  expect(archivesOf(targets)).toEqual({
    main: 'http://mirror.example.org/debian',
    security: 'http://mirror.example.org/debian-security',
  })
})

test('other systems, and mirrors that apt alone understands, get Debian’s own address', () => {
  expect(archivesOf('http://archive.ubuntu.com/ubuntu|Ubuntu').main).toBe('http://deb.debian.org/debian')
  expect(archivesOf('mirror+file:/etc/apt/mirrors|Debian').main).toBe('http://deb.debian.org/debian')
  expect(archivesOf('').security).toBe('http://deb.debian.org/debian-security')
})

test('settings that accept the archive go into the image, the proxy does not', () => {
  const dump = [
    'APT::Architecture "amd64";',
    'Acquire::Check-Valid-Until "false";',
    'Acquire::http::Proxy "http://proxy:3128";',
    'Acquire::https::Proxy "";',
    'DPkg::Post-Invoke:: "rm -rf /x";',
  ].join('\n')
  expect(settingsOf(dump)).toEqual(['Acquire::Check-Valid-Until "false"'])
  expect(proxiesOf(dump)).toEqual({ http_proxy: 'http://proxy:3128' })
})
