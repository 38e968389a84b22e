import { afterEach, describe, expect, it, vi } from 'vitest'
import { offer, offerEntries, offeredEntries, runOf } from './registry.ts'

const undo: (() => void)[] = []
afterEach(() => {
  for (const each of undo.splice(0)) each()
})
/** As much of an element as is looked at. */
const place = (...inside: unknown[]) => ({ contains: (one: unknown) => inside.includes(one) }) as unknown as Element

describe('what can be done', () => {
  it('who came last does it; when it goes, the one before does', () => {
    const [first, second] = [vi.fn(), vi.fn()]
    undo.push(offer('theme', first))
    const gone = offer('theme', second)
    runOf('theme', null)?.()
    gone()
    runOf('theme', null)?.()
    expect([first.mock.calls.length, second.mock.calls.length]).toEqual([1, 1])
  })

  it('some of it only while the focus is inside', () => {
    const [one, other] = [vi.fn(), vi.fn()]
    const focus = place()
    undo.push(offer('terminalLeave', one, () => place(focus)))
    undo.push(offer('terminalLeave', other, () => place()))
    runOf('terminalLeave', focus)?.()
    expect([one.mock.calls.length, other.mock.calls.length]).toEqual([1, 0])
    expect(runOf('terminalLeave', place())).toBeUndefined()
  })

  it('entries are read when they are asked for', () => {
    let title = 'docker ps'
    const gone = offerEntries(() => [{ key: 'a', group: 'step', title, run: () => {} }])
    title = 'docker images'
    expect(offeredEntries().map((entry) => entry.title)).toEqual(['docker images'])
    gone()
    expect(offeredEntries()).toEqual([])
  })
})
