import { expect, it } from 'vitest'
import { createLocks } from './lock.ts'

const tick = () => new Promise((resolve) => setTimeout(resolve, 1))

it('lets different repositories go side by side, one repository one by one, and sweeping alone', async () => {
  const locks = createLocks()
  const log: string[] = []
  const open = new Map<string, () => void>()
  const job = (name: string) => async () => {
    log.push(`${name} in`)
    await new Promise<void>((resolve) => open.set(name, resolve))
    log.push(`${name} out`)
  }
  const a1 = locks.repository('a', job('a1'))
  const a2 = locks.repository('a', job('a2'))
  const b = locks.repository('b', job('b'))
  await tick()
  expect(log).toEqual(['a1 in', 'b in'])
  const sweep = locks.all(job('sweep'))
  const c = locks.repository('c', job('c'))
  open.get('a1')?.()
  await tick()
  // The sweep waits for b; those that came after it wait for the sweep.
  expect(log).toEqual(['a1 in', 'b in', 'a1 out'])
  open.get('b')?.()
  await tick()
  expect(log.slice(3)).toEqual(['b out', 'sweep in'])
  open.get('sweep')?.()
  await tick()
  expect(log.slice(5).sort()).toEqual(['a2 in', 'c in', 'sweep out'])
  open.get('a2')?.()
  open.get('c')?.()
  await Promise.all([a1, a2, b, sweep, c])
})

it('goes on after a failure', async () => {
  const locks = createLocks()
  const fail = () => Promise.reject(new Error('no'))
  await expect(locks.repository('a', fail)).rejects.toThrow('no')
  await expect(locks.all(fail)).rejects.toThrow('no')
  expect(await locks.repository('a', async () => 'yes')).toBe('yes')
})
