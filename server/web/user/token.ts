import { createHash, randomBytes, randomInt } from 'node:crypto'

const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567'
/** Read aloud and typed by hand: no 0/O, 1/I/L. */
const CODE_LETTERS = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789'
/** 12 letters of 31: 59 bits, far beyond what the rate limit lets anyone try. */
const CODE_LENGTH = 12

/** Random lower-case base32, 5 bits a letter. */
export function randomName(length: number): string {
  return Array.from(randomBytes(length), (byte) => BASE32[byte & 31]).join('')
}

export function randomToken(): string {
  return randomBytes(32).toString('base64url')
}

/** e.g. 7KQM-2XWD-P9RT */
export function randomCode(): string {
  const letters = Array.from({ length: CODE_LENGTH }, () => CODE_LETTERS[randomInt(CODE_LETTERS.length)]).join('')
  return letters.match(/.{4}/g)!.join('-')
}

/** e.g. 7KQM2X. 29 bits: a class's code is for as long as the class, and tries are limited. */
export function randomJoinCode(length: number): string {
  return Array.from({ length }, () => CODE_LETTERS[randomInt(CODE_LETTERS.length)]).join('')
}

/** What a person typed -> the form that is hashed; undefined when it can't be a code. */
export function normalCode(typed: string): string | undefined {
  const letters = typed.toUpperCase().replace(/[\s-]/g, '')
  return new RegExp(`^[${CODE_LETTERS}]{${CODE_LENGTH}}$`).test(letters) ? letters : undefined
}

export function hash(secret: string): string {
  return createHash('sha256').update(secret).digest('hex')
}
