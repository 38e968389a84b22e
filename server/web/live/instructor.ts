// Who may see the list of learners: the holder of the instructor link. The token lies in a file that only the owner can read.
import { timingSafeEqual } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { hash, randomToken } from '../user/token.ts'

export interface Instructor {
  token: string
  is(token: string | undefined): boolean
}

export function openInstructor(home: string): Instructor {
  const file = join(home, 'instructor-token')
  if (!existsSync(file)) writeFileSync(file, randomToken(), { mode: 0o600 })
  const token = readFileSync(file, 'utf8').trim()
  return {
    token,
    is: (given) => given !== undefined && timingSafeEqual(Buffer.from(hash(given)), Buffer.from(hash(token))),
  }
}
