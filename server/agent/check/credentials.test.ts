import { expect, it } from 'vitest'
import { inName } from './credentials.ts'

it('fills account and password in, and asks for them only if a line wants them', async () => {
  let asked = 0
  const account = async () => {
    asked++
    return { name: 'alice', password: 'dd_$&1' }
  }
  expect(await inName(['docker ps', "docker ps --format '{{.Names}}'"], account)).toEqual([
    'docker ps',
    "docker ps --format '{{.Names}}'",
  ])
  expect(asked).toBe(0)
  const lines = ['docker login -u {account} -p {password}', 'docker push {account}/app && docker pull {account}/app']
  expect(await inName(lines, account)).toEqual([
    'docker login -u alice -p dd_$&1',
    'docker push alice/app && docker pull alice/app',
  ])
  expect(asked).toBe(1)
})
