import { describe, expect, it } from 'vitest'
import { actionIds } from './action.ts'
import { chordAria, chordLabel, chordOf, isChord, isSingle, refusalOf } from './chord.ts'
import { actionAt, chordFor, defaultChord, noChanges, ownerOf, readChanges, withChord } from './keymap.ts'

const press = (code: string, held: Partial<Record<'ctrlKey' | 'altKey' | 'shiftKey' | 'metaKey', boolean>> = {}) => ({
  code,
  ctrlKey: false,
  altKey: false,
  shiftKey: false,
  metaKey: false,
  ...held,
})

describe('chords', () => {
  it('are named by position, modifiers in one order; a modifier or 한/영 alone is none', () => {
    expect(chordOf(press('KeyK', { shiftKey: true, ctrlKey: true }))).toBe('Ctrl+Shift+KeyK')
    expect(chordOf(press('ShiftLeft', { shiftKey: true }))).toBeUndefined()
    expect(chordOf(press('Lang1'))).toBeUndefined()
    expect(chordOf(press(''))).toBeUndefined()
    expect(isChord('Ctrl+Shift+KeyK')).toBe(true)
    expect(isChord('Shift+Ctrl+KeyK')).toBe(false)
    expect(isChord('Ctrl+Nonsense')).toBe(false)
  })

  it('are written as on the keys', () => {
    expect(chordLabel('Ctrl+Shift+BracketLeft', false)).toBe('Ctrl+Shift+[')
    expect(chordLabel('Meta+KeyK', true)).toBe('⌘K')
    expect(chordLabel('Shift+Slash', false)).toBe('?')
    expect(chordAria('Ctrl+Shift+Comma')).toBe('Control+Shift+,')
  })

  it('what the browser, the system, the clipboard or the page needs is refused', () => {
    for (const chord of [
      'Ctrl+KeyT',
      'Ctrl+KeyW',
      'Ctrl+Shift+KeyN',
      'Ctrl+Tab',
      'Ctrl+Digit3',
      'F5',
      'F12',
      'Alt+ArrowLeft',
    ])
      expect(refusalOf(chord, false), chord).toBe('browser')
    for (const chord of ['Meta+KeyT', 'Meta+KeyW', 'Meta+KeyQ']) expect(refusalOf(chord, true), chord).toBe('browser')
    for (const chord of ['Meta+KeyK', 'Alt+Tab', 'Alt+F4']) expect(refusalOf(chord, false), chord).toBe('system')
    expect(refusalOf('Meta+Space', true)).toBe('system')
    for (const chord of ['Ctrl+KeyC', 'Ctrl+Shift+KeyV', 'Ctrl+KeyZ'])
      expect(refusalOf(chord, false), chord).toBe('edit')
    for (const chord of ['Tab', 'Shift+Tab', 'Enter', 'Space', 'Escape', 'ArrowUp'])
      expect(refusalOf(chord, false), chord).toBe('page')
    for (const chord of ['Ctrl+KeyK', 'Alt+KeyJ', 'F8', 'KeyG', 'Ctrl+Shift+Digit1'])
      expect(refusalOf(chord, false), chord).toBeUndefined()
  })

  it('of a character alone are single', () => {
    expect(['KeyG', 'Shift+Slash', 'Digit1'].every(isSingle)).toBe(true)
    expect(['Alt+Digit1', 'F6', 'Ctrl+KeyK', 'Enter'].some(isSingle)).toBe(false)
  })
})

describe('keymap', () => {
  for (const mac of [false, true])
    it(`no default is refused, none is given twice (${mac ? 'Mac' : 'others'})`, () => {
      const chords = actionIds.map((id) => defaultChord(id, mac)).filter((chord) => chord !== null)
      expect(chords.filter((chord) => refusalOf(chord, mac))).toEqual([])
      expect(chords.every(isChord)).toBe(true)
      expect(new Set(chords).size).toBe(chords.length)
    })

  it('a changed action has its new keys, and who had them has none', () => {
    const changed = withChord(noChanges, 'theme', 'F6', false)
    expect(chordFor('theme', changed, false)).toBe('F6')
    expect(chordFor('regionNext', changed, false)).toBeNull()
    expect(ownerOf('F6', changed, false)).toBe('theme')
    expect(ownerOf('F6', changed, false, 'theme')).toBeUndefined()
    // Back to its own keys: nothing of it is stored any more.
    const back = withChord(changed, 'regionNext', 'F6', false)
    expect(back.keys).toEqual({})
  })

  it('what was stored is checked', () => {
    expect(readChanges('no json', false)).toEqual(noChanges)
    expect(readChanges('null', false)).toEqual(noChanges)
    expect(readChanges('{"single":"yes","keys":[]}', false)).toEqual(noChanges)
    const stored = {
      single: false,
      keys: { theme: 'F8', language: null, labRun: 'Ctrl+KeyW', nothing: 'F9', panelLog: 3 },
    }
    expect(readChanges(JSON.stringify(stored), false)).toEqual({ single: false, keys: { theme: 'F8', language: null } })
  })

  it('while typing nothing acts but what is meant to', () => {
    const at = (chord: string, place: 'page' | 'field' | 'terminal' | 'dialog') =>
      actionAt(chord, place, noChanges, false)
    expect(at('Shift+Slash', 'page')).toBe('shortcuts')
    expect(at('Shift+Slash', 'field')).toBeUndefined()
    expect(at('Shift+Slash', 'terminal')).toBeUndefined()
    // Ctrl+K cuts the line in a shell; in a field it may open the palette.
    expect(at('Ctrl+KeyK', 'field')).toBe('palette')
    expect(at('Ctrl+KeyK', 'terminal')).toBeUndefined()
    expect(at('Ctrl+Shift+KeyK', 'terminal')).toBe('paletteInTerminal')
    expect(at('F6', 'terminal')).toBe('regionNext')
    expect(at('Ctrl+Shift+Comma', 'terminal')).toBe('terminalLeave')
    expect(at('Alt+Digit3', 'terminal')).toBe('classStuck')
    expect(at('Ctrl+Shift+Enter', 'field')).toBeUndefined()
    expect(at('F6', 'dialog')).toBeUndefined()
  })

  it('an action that acts while typing never takes a character away', () => {
    const changed = withChord(noChanges, 'regionNext', 'KeyG', false)
    expect(actionAt('KeyG', 'page', changed, false)).toBe('regionNext')
    expect(actionAt('KeyG', 'terminal', changed, false)).toBeUndefined()
    expect(actionAt('KeyG', 'field', changed, false)).toBeUndefined()
  })

  it('keys of a character alone can be turned off', () => {
    expect(actionAt('Shift+Slash', 'page', { ...noChanges, single: false }, false)).toBeUndefined()
    expect(actionAt('F6', 'page', { ...noChanges, single: false }, false)).toBe('regionNext')
  })
})
