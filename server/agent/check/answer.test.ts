import type Dockerode from 'dockerode'
import { describe, expect, it } from 'vitest'
import { type AnswerCheck, grade } from './answer.ts'

const docker = {
  version: async () => ({ Version: '20.10.24', Os: 'linux' }),
  info: async () => ({ Driver: 'overlay2', CgroupVersion: '2' }),
} as unknown as Dockerode
const question = { ko: '무엇인가요?', en: 'What is it?' }
const asks = (of: 'version' | 'info', path: string): AnswerCheck => ({ type: 'answer', question, engine: { of, path } })

describe('answers that only the engine knows', () => {
  it('compares with docker version', async () => {
    expect((await grade(asks('version', 'Version'), ' 20.10.24 ', docker)).correct).toBe(true)
    expect((await grade(asks('version', 'Version'), '26.1.5', docker)).correct).toBe(false)
  })
  it('compares with docker info', async () => {
    expect((await grade(asks('info', 'Driver'), 'overlay2', docker)).correct).toBe(true)
    expect((await grade(asks('info', 'CgroupVersion'), '1', docker)).correct).toBe(false)
  })
  it('takes nothing for a value that is not there', async () => {
    expect((await grade(asks('info', 'Nowhere'), '', docker)).correct).toBe(false)
  })
})
