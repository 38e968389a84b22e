// COPY and ADD: read word for word and written anew, because both can name an image (--from) and ADD can make the engine fetch a URL
// from the host's own network.
import { BLANK } from './dockerfile-parse.ts'
import { bad, forbidden } from './refusal.ts'

export interface Copy {
  name: 'COPY' | 'ADD'
  from?: string
  chown?: string
  /** Sources, then the destination. */
  paths: string[]
  json: boolean
}

/** @throws Refusal 400 or 403 */
export function readCopy(name: 'COPY' | 'ADD', rest: string, line: number): Copy {
  const wrong = (what: string) => bad(`dockerfile parse error line ${line}: ${what}`)
  const copy: Copy = { name, paths: [], json: false }
  let text = rest
  for (;;) {
    const word = text.split(BLANK, 1)[0] as string
    if (!word.startsWith('--')) break
    text = text.slice(word.length).replace(/^[\t\v\f\r ]+/, '')
    if (word === '--') break
    const flag = /^--([a-z-]+)(?:=([^"'\\`]*))?$/.exec(word)
    const key = flag?.[1]
    const value = flag?.[2] ?? ''
    if (key === 'chmod' || key === 'link' || key === 'parents' || key === 'exclude' || key === 'checksum')
      throw wrong(
        `the --${key} option requires BuildKit, and this engine has the classic builder: leave it out (for --chmod: RUN chmod …)`,
      )
    if ((key !== 'chown' && !(key === 'from' && name === 'COPY')) || value === '')
      throw wrong(`unknown or unreadable flag: ${word}`)
    if (copy[key] !== undefined) throw wrong(`Duplicate flag specified: ${key}`)
    copy[key] = value
  }
  if (text.startsWith('[')) {
    copy.json = true
    copy.paths = strings(text, wrong)
  } else copy.paths = text.split(BLANK).filter(Boolean)
  if (copy.paths.length < 2)
    throw bad(
      `dockerfile parse error line ${line}: ${name} requires at least two arguments, but only one was provided. Destination could not be determined.`,
    )
  if (name === 'ADD') for (const source of copy.paths.slice(0, -1)) noFetch(source, line)
  return copy
}

function strings(text: string, wrong: (what: string) => Error): string[] {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw wrong('not a JSON list of strings: write ["from","to"], or put ./ before a name that begins with [')
  }
  if (!Array.isArray(value) || !value.every((item) => typeof item === 'string'))
    throw wrong('only string values are allowed in the JSON form')
  for (const item of value as string[])
    if (/[\0-\x1f\x7f]|\p{Surrogate}/u.test(item)) throw wrong('control character in a path')
  return value as string[]
}

/** A source that is, or may become by quotes or variables, an address is refused. */
function noFetch(source: string, line: number) {
  if (/^(?:[a-z][a-z0-9+.-]*:\/\/|git@)/i.test(source))
    throw forbidden(
      `dockerfile parse error line ${line}: ADD of an address is not allowed here: download the file in the shell and COPY it, or use RUN wget`,
    )
  if (/[$"'\\`]/.test(source) && !/^(?:\.?\/|\.$)/.test(source))
    throw forbidden(
      `dockerfile parse error line ${line}: ADD ${source}: a variable or quote could make this an address: use COPY, or begin the path with ./`,
    )
}

export function writeCopy(copy: Copy): string {
  const flags = [copy.from && `--from=${copy.from}`, copy.chown && `--chown=${copy.chown}`].filter(Boolean)
  return [copy.name, ...flags, copy.json ? JSON.stringify(copy.paths) : copy.paths.join(' ')].join(' ')
}
