import { describe, expect, it } from 'vitest'
import { layerCommands, writableLayer } from './layers-model.ts'

const paths = (name: 'one' | 'two', at: number) => writableLayer(name, at)?.map(({ mark }) => mark)

describe('layers figure', () => {
  it('gives every container a layer of its own, empty at first', () => {
    expect(paths('one', 0)).toBeUndefined()
    expect(paths('one', 1)).toEqual([])
    expect(paths('two', 1)).toBeUndefined()
    expect(paths('two', 2)).toEqual([])
  })

  it('writes into the layer of the container that wrote, and nowhere else', () => {
    expect(paths('one', 5)).toEqual(['A', 'C', 'D'])
    expect(paths('two', 5)).toEqual([])
  })

  it('loses the layer together with its container', () => {
    expect(paths('one', layerCommands.length)).toBeUndefined()
    expect(paths('two', layerCommands.length)).toEqual([])
  })
})
