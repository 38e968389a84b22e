// $VARIABLES in FROM. The value is only used to find an image of the tenant: what the builder gets is that image's id.
import { bad } from './refusal.ts'

export type Args = ReadonlyMap<string, string>

/** Quotes removed, $X, ${X}, ${X:-d}, ${X-d}, ${X:+d}, ${X+d} replaced. @throws Refusal 400 on anything else */
export function expand(word: string, args: Args, mark: string): string {
  let out = ''
  let quote = ''
  for (let at = 0; at < word.length; at++) {
    const c = word[at] as string
    if (quote === "'") {
      if (c === "'") quote = ''
      else out += c
    } else if (c === mark) {
      at++
      out += word[at] ?? ''
    } else if (c === '"') quote = quote ? '' : '"'
    else if (c === "'" && !quote) quote = "'"
    else if (c === '$') {
      const found = /^\$(?:([A-Za-z_][A-Za-z0-9_]*)|\{([A-Za-z_][A-Za-z0-9_]*)(?:(:?[-+])([^{}$"']*))?\})/.exec(
        word.slice(at),
      )
      if (!found)
        throw bad(
          `failed to process "${word}": this substitution is not served in FROM: use $NAME, \${NAME} or \${NAME:-default}`,
        )
      out += value(found, args)
      at += found[0].length - 1
    } else out += c
  }
  if (quote) throw bad(`failed to process "${word}": unexpected end of statement while looking for matching ${quote}`)
  return out
}

function value(found: RegExpExecArray, args: Args): string {
  const [, plain, braced, operator, other = ''] = found
  const current = args.get((plain ?? braced) as string)
  const isSet = operator?.startsWith(':') ? (current ?? '') !== '' : current !== undefined
  if (operator?.endsWith('-')) return isSet ? (current as string) : other
  if (operator?.endsWith('+')) return isSet ? other : ''
  return current ?? ''
}

/** Words of an ARG line: NAME or NAME=value, values may be quoted. */
export function argWords(rest: string): string[] {
  return rest.match(/(?:"(?:\\.|[^"\\])*"|'[^']*'|\\.|[^\s"'\\])+/g) ?? []
}
