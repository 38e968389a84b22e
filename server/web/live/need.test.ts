// The score of need, rule by rule; the numbers are those of the class's design.
import { describe, expect, test } from 'vitest'
import { HYSTERESIS_MS, needOf, type Signals, steady } from './need.ts'

const NOW = 1_000_000_000
const ago = (seconds: number) => NOW - seconds * 1000
const calm: Signals = {
  now: NOW,
  sticky: null,
  stepSince: ago(30),
  errors: new Map(),
  fails: new Map(),
  visible: true,
  lastActive: ago(1),
  lastKey: ago(1),
  fineUntil: 0,
  settledUntil: 0,
}
const need = (change: Partial<Signals>) => needOf({ ...calm, ...change })
const rules = (change: Partial<Signals>) => need(change).reasons.map(({ rule }) => rule)

describe('need', () => {
  test('who works is calm', () => expect(need({})).toEqual({ score: 0, level: 'calm', reasons: [] }))
  test('asked: red at once, and more urgent by the second', () => {
    expect(need({ sticky: { kind: 'stuck', at: NOW } })).toMatchObject({ score: 100, level: 'red' })
    expect(need({ sticky: { kind: 'stuck', at: ago(25) } }).score).toBe(125)
    expect(rules({ sticky: { kind: 'slow', at: ago(25) } })).toEqual([])
  })
  test('the same error three times, or the same wrong state twice', () => {
    const errors = (count: number) => new Map([['port-allocated', { count, last: ago(2) }]])
    expect(rules({ errors: errors(2) })).toEqual([])
    expect(need({ errors: errors(3) })).toMatchObject({
      score: 80,
      level: 'red',
      reasons: [{ rule: 'repeated', detail: 'port-allocated' }],
    })
    expect(rules({ fails: new Map([['unnamed', { count: 2, last: ago(2) }]]) })).toEqual(['repeated'])
  })
  test('dwell: beyond twice the median, never before two minutes', () => {
    const since = { stepSince: ago(130) }
    expect(rules(since)).toEqual(['dwell'])
    expect(rules({ stepSince: ago(119) })).toEqual([])
    expect(rules({ ...since, medianMs: 66_000 })).toEqual([])
    expect(need({ stepSince: ago(140), medianMs: 66_000 })).toMatchObject({ score: 60, level: 'amber' })
  })
  test('idle: 70 s amber, so that 90 s are kept; 150 s red, and not while the page is out of view', () => {
    const still = (seconds: number) => ({ stepSince: ago(160), lastActive: ago(seconds), medianMs: 500_000 })
    expect(rules(still(69))).toEqual([])
    expect(need(still(70))).toMatchObject({ score: 50, level: 'amber' })
    expect(need(still(150))).toMatchObject({ score: 70, level: 'red' })
    expect(rules({ ...still(150), visible: false })).toEqual([])
  })
  test('idle: a command that took long does not hide that no key has come for 80 s', () => {
    const slow = (key: number, end: number) => ({ stepSince: ago(end), lastActive: ago(end), lastKey: ago(key) })
    expect(rules(slow(79, 30))).toEqual([])
    expect(need(slow(80, 30))).toMatchObject({ score: 50, level: 'amber' })
    // Who waits for the end of a command, or has just seen it, is not silent.
    expect(rules(slow(120, 19))).toEqual([])
  })
  test('environment: after ten seconds, until nobody can be helped any more', () => {
    expect(rules({ unhealthySince: ago(10) })).toEqual([])
    expect(need({ unhealthySince: ago(11) })).toMatchObject({ score: 90, level: 'red' })
    expect(rules({ unhealthySince: ago(301) })).toEqual([])
  })
  test('off the path is told, but is not amber by itself', () =>
    expect(need({ offPath: { what: 'hangul-layout', at: ago(5) } })).toMatchObject({ score: 40, level: 'calm' }))
  test('"fine, just reading" takes dwell and idling away, not an error', () => {
    const long = { stepSince: ago(300), lastActive: ago(300), fineUntil: NOW + 1 }
    expect(rules(long)).toEqual([])
    expect(rules({ ...long, errors: new Map([['x', { count: 3, last: NOW }]]) })).toEqual(['repeated'])
  })
  test('settled: silent until then', () =>
    expect(need({ sticky: { kind: 'stuck', at: ago(5) }, settledUntil: NOW + 1 }).level).toBe('calm'))
  test('the worst reason decides, all are told', () =>
    expect(need({ sticky: { kind: 'stuck', at: NOW }, stepSince: ago(130) }).reasons.map(({ rule }) => rule)).toEqual([
      'asked',
      'dwell',
    ]))
  test('a level stays a moment after its cause went', () => {
    const red = need({ unhealthySince: ago(20) })
    expect(steady(red, NOW, need({}), NOW + HYSTERESIS_MS - 1).level).toBe('red')
    expect(steady(red, NOW, need({}), NOW + HYSTERESIS_MS).level).toBe('calm')
  })
})
