import { describe, expect, it } from 'vitest'
import { preparePaste } from './clipboard.ts'

describe('paste', () => {
  it('goes through at once when the shell has bracketed paste', () => {
    expect(preparePaste('docker ps\ndocker images\n', true)).toEqual({
      kind: 'now',
      text: 'docker ps\ndocker images\n',
    })
  })

  it('asks about several lines when each would run at once', () => {
    expect(preparePaste('a\r\nb\r\n', false)).toEqual({ kind: 'ask', text: 'a\nb\n', lines: 2 })
  })

  it('does not press Enter for the learner', () => {
    expect(preparePaste('docker ps\n', false)).toEqual({ kind: 'now', text: 'docker ps' })
  })

  it('puts loose jamo together', () => {
    expect(preparePaste('한글.txt'.normalize('NFD'), true)).toEqual({ kind: 'now', text: '한글.txt'.normalize('NFC') })
  })

  it('nothing is nothing', () => {
    expect(preparePaste('', false).kind).toBe('empty')
    expect(preparePaste('\n', false).kind).toBe('empty')
  })
})
