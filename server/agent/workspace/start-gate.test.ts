import { setTimeout as wait } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { createStartGate } from './start-gate.ts'

/** Work that ends when it is told to. */
function jobs() {
  const began: string[] = []
  const enders = new Map<string, () => void>()
  return {
    began,
    job: (name: string) => () => {
      began.push(name)
      return new Promise<string>((resolve) => {
        enders.set(name, () => resolve(name))
      })
    },
    end: async (name: string) => {
      enders.get(name)?.()
      await wait(0)
    },
  }
}

test('so many at a time, the others in order', async () => {
  const { began, job, end } = jobs()
  const gate = createStartGate({ atOnce: 2 })
  const all = ['a', 'b', 'c', 'd'].map((name) => gate.run(name, job(name)))
  await wait(0)
  expect([began, gate.waiting()]).toEqual([['a', 'b'], 2])
  await end('b')
  expect(began).toEqual(['a', 'b', 'c'])
  await end('a')
  await end('c')
  await end('d')
  expect(await Promise.all(all)).toEqual(['a', 'b', 'c', 'd'])
})

test('work that fails gives its place on', async () => {
  const { began, job } = jobs()
  const gate = createStartGate({ atOnce: 1 })
  const failing = gate.run('a', () => Promise.reject(new Error('no')))
  void gate.run('b', job('b'))
  await expect(failing).rejects.toThrow('no')
  expect(began).toEqual(['b'])
})

test('who waits long hears their place, and keeps it by asking again', async () => {
  const { began, job, end } = jobs()
  const gate = createStartGate({ atOnce: 1, turnMs: 20 })
  void gate.run('a', job('a'))
  const late = ['b', 'c'].map((name) => gate.run(name, job(name)).catch((error) => `${error.id} ${error.detail}`))
  expect(await Promise.all(late)).toEqual(['labs-starting 1', 'labs-starting 2'])
  // Asked in the other order: b was first and stays so.
  const third = gate.run('c', job('c')).catch(() => 'not yet')
  void gate.run('b', job('b'))
  await end('a')
  expect(began).toEqual(['a', 'b'])
  expect(await third).toBe('not yet')
})

test('a place between two asks is no hole: the next who is there goes first', async () => {
  const { began, job, end } = jobs()
  const gate = createStartGate({ atOnce: 1, turnMs: 30 })
  void gate.run('a', job('a'))
  await expect(gate.run('b', job('b'))).rejects.toMatchObject({ id: 'labs-starting', detail: '1' })
  void gate.run('c', job('c'))
  await end('a')
  expect(began).toEqual(['a', 'c'])
  void gate.run('b', job('b'))
  await end('c')
  expect(began).toEqual(['a', 'c', 'b'])
})

test('who does not ask again loses the place', async () => {
  let time = 0
  const { job } = jobs()
  const gate = createStartGate({ atOnce: 1, turnMs: 5, now: () => time })
  void gate.run('a', job('a'))
  await expect(gate.run('gone', job('gone'))).rejects.toMatchObject({ detail: '1' })
  time = 31_000
  await expect(gate.run('b', job('b'))).rejects.toMatchObject({ detail: '1' })
})

test('quiet comes when nobody starts or waits', async () => {
  const { job, end } = jobs()
  const gate = createStartGate({ atOnce: 1 })
  let calm = false
  void gate.run('a', job('a'))
  void gate.run('b', job('b'))
  void gate.quiet().then(() => {
    calm = true
  })
  await wait(0)
  await end('a')
  expect(calm).toBe(false)
  await end('b')
  expect(calm).toBe(true)
  await gate.quiet()
})
