import { expect, it } from 'vitest'
import { parseBlocks } from './blocks.ts'

it('paragraphs flow together until an empty line', () => {
  expect(parseBlocks('one\ntwo\n\nthree')).toEqual([
    { kind: 'paragraph', text: 'one two' },
    { kind: 'paragraph', text: 'three' },
  ])
})

it('lists, with lines that go on', () => {
  expect(parseBlocks('look:\n- `a`\n- b\n  more\n\n1. x\n2. y')).toEqual([
    { kind: 'paragraph', text: 'look:' },
    { kind: 'list', ordered: false, items: ['`a`', 'b more'] },
    { kind: 'list', ordered: true, items: ['x', 'y'] },
  ])
})

it('fenced code keeps its lines, also when the fence is never closed', () => {
  expect(parseBlocks('```console\n$ ls\n\na\n```\nend')).toEqual([
    { kind: 'code', language: 'console', text: '$ ls\n\na' },
    { kind: 'paragraph', text: 'end' },
  ])
  expect(parseBlocks('```\nx')).toEqual([{ kind: 'code', language: '', text: 'x' }])
})
