import { describe, expect, it } from 'vitest'
import { type Key, keyAction } from './key.ts'

const key = (code: string, modifiers: Partial<Key> = {}): Key => ({
  type: 'keydown',
  key: code,
  code,
  ctrlKey: false,
  shiftKey: false,
  altKey: false,
  metaKey: false,
  isComposing: false,
  keyCode: 0,
  ...modifiers,
})
const ctrl = { ctrlKey: true }
const ctrlShift = { ctrlKey: true, shiftKey: true }

describe('terminal keys', () => {
  it('Ctrl+C interrupts, but copies when something is selected', () => {
    expect(keyAction(key('KeyC', ctrl), false)).toBe('shell')
    expect(keyAction(key('KeyC', ctrl), true)).toBe('copy')
  })

  it('copy and paste chords', () => {
    expect(keyAction(key('KeyC', ctrlShift), false)).toBe('copy')
    expect(keyAction(key('KeyV', ctrlShift), false)).toBe('browser-paste')
    expect(keyAction(key('KeyV', ctrl), false)).toBe('browser-paste')
    expect(keyAction(key('Insert', ctrl), true)).toBe('copy')
    expect(keyAction(key('Insert', { shiftKey: true }), false)).toBe('browser-paste')
    expect(keyAction(key('Insert'), false)).toBe('shell')
  })

  it('a Korean layout changes nothing: chords go by position', () => {
    expect(keyAction(key('KeyF', { ...ctrlShift, key: 'ㄹ' }), false)).toBe('search')
  })

  it('search', () => {
    expect(keyAction(key('KeyF', ctrlShift), false)).toBe('search')
  })

  it('Tab, Escape and Ctrl+R belong to the shell', () => {
    for (const each of [key('Tab'), key('Escape'), key('KeyR', ctrl), key('KeyD', ctrl)])
      expect(keyAction(each, true)).toBe('shell')
  })

  it('never acts while Hangul is being composed', () => {
    expect(keyAction(key('KeyC', { ...ctrl, isComposing: true }), true)).toBe('shell')
    expect(keyAction(key('KeyF', { ...ctrlShift, keyCode: 229 }), false)).toBe('shell')
  })
})
