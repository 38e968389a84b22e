// A right that comes with a link: who holds the token has it. The token lies in a file that only the owner of the server can read.
import { timingSafeEqual } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { hash, randomToken } from './token.ts'

export interface Right {
  token: string
  is(token: string | undefined): boolean
}

/** `name`: of the file in the home; made when there is none. */
export function openRight(home: string, name: 'instructor-token' | 'admin-token'): Right {
  const file = join(home, name)
  if (!existsSync(file)) writeFileSync(file, randomToken(), { mode: 0o600 })
  const token = readFileSync(file, 'utf8').trim()
  return {
    token,
    is: (given) => given !== undefined && timingSafeEqual(Buffer.from(hash(given)), Buffer.from(hash(token))),
  }
}
