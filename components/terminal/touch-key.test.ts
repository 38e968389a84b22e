import { describe, expect, it } from 'vitest'
import { controlled, touchKeyData } from './touch-key.ts'

const at = { application: false, control: false }

describe('key bar', () => {
  it('arrows as the program wants them', () => {
    expect(touchKeyData('up', at)).toBe('\x1b[A')
    expect(touchKeyData('left', { ...at, application: true })).toBe('\x1bOD')
    expect(touchKeyData('right', { application: true, control: true })).toBe('\x1b[1;5C')
  })

  it('what phone keyboards lack', () => {
    expect((['escape', 'tab', 'pipe', 'dash', 'slash', 'tilde'] as const).map((key) => touchKeyData(key, at))).toEqual([
      '\x1b',
      '\t',
      '|',
      '-',
      '/',
      '~',
    ])
  })

  it('an armed Ctrl makes control characters, with the Korean layout too', () => {
    expect(controlled('c')).toBe('\x03')
    expect(controlled('D')).toBe('\x04')
    expect(controlled('ㅊ')).toBe('\x03')
    expect(controlled('ㅋ')).toBe('\x1a')
    expect(controlled('[')).toBe('\x1b')
    expect(controlled('/')).toBe('\x1f')
  })

  it('what has no control character stays', () => {
    expect(controlled('안')).toBe('안')
    expect(controlled('1')).toBe('1')
    expect(controlled('docker ps')).toBe('docker ps')
  })
})
