import { describe, expect, it } from 'vitest'
import { defaultPanelState, readPanelState, writePanelState } from './panel-state.ts'

const storage = (initial?: string) => {
  let value = initial ?? null
  return {
    getItem: () => value,
    setItem: (_key: string, next: string) => {
      value = next
    },
  }
}

describe('panel state', () => {
  it('comes back as it was kept', () => {
    const kept = storage()
    const state = { ...defaultPanelState, panel: 'browser', fontSize: 18, theme: 'light' } as const
    writePanelState(() => kept, state)
    expect(readPanelState(() => kept)).toEqual(state)
  })

  it('a wrong field falls back alone, the others stay', () => {
    const kept = storage(JSON.stringify({ panel: 'gone', fontSize: 999, theme: 'light', screenReader: 'yes' }))
    expect(readPanelState(() => kept)).toEqual({ ...defaultPanelState, theme: 'light' })
  })

  it.each(['', '{', 'null', '[]', '"x"'])('survives %j', (text) => {
    expect(readPanelState(() => storage(text))).toEqual(defaultPanelState)
  })

  it('survives a browser without storage', () => {
    const none = () => {
      throw new Error('SecurityError')
    }
    expect(readPanelState(none)).toEqual(defaultPanelState)
    expect(() => writePanelState(none, defaultPanelState)).not.toThrow()
  })
})
