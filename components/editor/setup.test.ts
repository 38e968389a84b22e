import { EditorState } from '@codemirror/state'
import { expect, test } from 'vitest'
import { lineEnds } from './setup.ts'

test.each(['', 'a', 'a\nb\n', 'a\r\nb\r\n', 'a\r\nb\nc', 'a\rb\n', '\n\r\n', '\ufeffa\n', 'a\r\n\r\nb'])(
  '%j is given back as it was',
  (text) => {
    const state = EditorState.create({ doc: text, extensions: lineEnds(text) })
    expect(state.sliceDoc()).toBe(text)
  },
)
