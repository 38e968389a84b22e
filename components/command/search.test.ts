import { describe, expect, it } from 'vitest'
import { initials, jamo } from './hangul.ts'
import { found, score } from './search.ts'

const item = (title: string, more: { detail?: string; words?: string } = {}) => ({ title, ...more })

describe('what the palette finds', () => {
  it('takes Hangul apart', () => {
    expect(jamo('값')).toBe('ㄱㅏㅂㅅ')
    expect(jamo('관문 A')).toBe('ㄱㅗㅏㄴㅁㅜㄴ A')
    expect(initials('새 터미널 2')).toBe('ㅅ ㅌㅁㄴ 2')
  })

  it('a word at every moment of its composition', () => {
    // As a 2-set keyboard builds it up.
    for (const typed of ['ㅌ', '터', '텀', '터미', '터민', '터미너', '터미널'])
      expect(score(typed, item('새 터미널')), typed).toBeGreaterThan(0)
    expect(score('터민', item('터널'))).toBe(0)
  })

  it('initials, with and without the space, also of macOS’s loose jamo', () => {
    expect(score('ㅌㅁㄴ', item('새 터미널'))).toBeGreaterThan(0)
    expect(score('ㅅㅌㅁㄴ', item('새 터미널'))).toBeGreaterThan(0)
    expect(score('ㅌㄴㅁ', item('새 터미널'))).toBe(0)
    expect(score('터미'.normalize('NFD'), item('새 터미널'))).toBeGreaterThan(0)
  })

  it('every word has to be somewhere, in any order, whatever the case', () => {
    expect(score('terminal NEW', item('New terminal'))).toBeGreaterThan(0)
    expect(score('terminal old', item('New terminal'))).toBe(0)
    expect(score('ports lesson', item('Lesson 6', { words: 'ports' }))).toBeGreaterThan(0)
  })

  it('titles that begin with it come first, what only stands beside last, equals as they came', () => {
    const items = [item('Beside', { words: 'port' }), item('Import'), item('My ports'), item('Ports'), item('Port two')]
    expect(found('port', items, 9).map(({ title }) => title)).toEqual([
      'Ports',
      'Port two',
      'My ports',
      'Import',
      'Beside',
    ])
    expect(found('port', items, 2)).toHaveLength(2)
    expect(found('', items, 9)).toEqual(items)
  })
})
