import { expect, test } from 'vitest'
import { blockAt, chooseBlock, isFree, overlaps } from './address.ts'

test('overlap is symmetric and knows single addresses', () => {
  expect(overlaps('10.128.0.0/9', '10.200.0.0/15')).toBe(true)
  expect(overlaps('10.200.0.0/15', '10.128.0.0/9')).toBe(true)
  expect(overlaps('10.201.0.7', '10.200.0.0/15')).toBe(true)
  expect(overlaps('10.202.0.7', '10.200.0.0/15')).toBe(false)
  expect(overlaps('192.168.0.0/16', '10.200.0.0/15')).toBe(false)
})

test('a block never lies in a network of the machine', () => {
  const taken = ['10.128.0.0/10', '10.192.0.0/11', '192.168.1.0/24']
  const second = chooseBlock('/srv/drydock', taken)
  expect(second).toBeGreaterThanOrEqual(224)
  expect(isFree(second, taken)).toBe(true)
})

test('the same home gets the same block, and two homes rarely share one', () => {
  expect(chooseBlock('/a', [])).toBe(chooseBlock('/a', []))
  expect(new Set(Array.from({ length: 20 }, (_, i) => chooseBlock(`/home/${i}`, []))).size).toBeGreaterThan(10)
})

test('no room is an error, not an overlap', () => {
  expect(() => chooseBlock('/a', ['10.0.0.0/8'])).toThrow('No free block')
})

test('the link is outside the pool', () => {
  const block = blockAt(200)
  expect(overlaps(block.hostAddress, block.pool)).toBe(false)
  expect(overlaps(block.engineAddress, block.pool)).toBe(false)
})
