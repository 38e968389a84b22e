// Dockerfile text -> one logical line per instruction, the way the classic builder's parser joins them. What comes out is written anew
// (dockerfile-rewrite.ts), so that the engine only ever sees lines that were understood here.
import { bad } from './refusal.ts'

export interface Instruction {
  /** Upper case: FROM, RUN … */
  name: string
  /** What follows the name, trimmed. */
  rest: string
  /** The joined line as the builder prints it in `Step n/m :`. */
  text: string
  /** First line in the file, from 1. */
  line: number
}
export interface Dockerfile {
  /** Of line continuations and quotes. */
  mark: '\\' | '`'
  instructions: Instruction[]
}

export const DOCKERFILE_MAX_BYTES = 256 * 1024
/** The engine's own scanner stops at this. */
const LINE_MAX_BYTES = 65_535
const INSTRUCTIONS_MAX = 500

const NAMES = new Set(
  'ADD ARG CMD COPY ENTRYPOINT ENV EXPOSE FROM HEALTHCHECK LABEL MAINTAINER ONBUILD RUN SHELL STOPSIGNAL USER VOLUME WORKDIR'.split(
    ' ',
  ),
)
/** Go's [\t\v\f\r ]: JavaScript's \s is wider. */
export const BLANK = /[\t\v\f\r ]+/
const BLANKS = '\t\v\f\r '
/** Without a pattern: `[ ]+$` takes seconds on a long run of blanks that is not at the end. */
function trim(text: string): string {
  let from = 0
  let to = text.length
  while (from < to && BLANKS.includes(text[from] as string)) from++
  while (to > from && BLANKS.includes(text[to - 1] as string)) to--
  return text.slice(from, to)
}

/** @throws Refusal 400 in the words of the builder */
export function parseDockerfile(bytes: Uint8Array): Dockerfile {
  if (bytes.length > DOCKERFILE_MAX_BYTES)
    throw bad(
      `the Dockerfile is larger than ${DOCKERFILE_MAX_BYTES / 1024} KiB: make it smaller, or COPY a script and RUN that`,
    )
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw bad('the Dockerfile is not UTF-8 text: save it as UTF-8')
  }
  const lines = text.split('\n').map((line) => line.replace(/\r$/, ''))
  for (const [n, line] of lines.entries())
    if (/[\0-\x08\x0b-\x1f\x7f\x85\u2028\u2029]/.test(line))
      throw bad(`dockerfile parse error line ${n + 1}: control character: remove it`)
  const { mark, from } = readDirectives(lines)
  const instructions = join(lines, from, mark)
  if (instructions.length === 0) throw bad('the Dockerfile (Dockerfile) cannot be empty')
  if (instructions.length > INSTRUCTIONS_MAX) throw bad(`the Dockerfile has more than ${INSTRUCTIONS_MAX} instructions`)
  return { mark, instructions }
}

function readDirectives(lines: string[]): { mark: '\\' | '`'; from: number } {
  let mark: '\\' | '`' = '\\'
  const seen = new Set<string>()
  let from = 0
  for (; from < lines.length; from++) {
    const found = /^[ \t]*#[ \t]*([a-zA-Z][a-zA-Z0-9]*)[ \t]*=[ \t]*(.*?)[ \t]*$/.exec(lines[from] as string)
    if (!found) break
    const name = (found[1] as string).toLowerCase()
    if (name !== 'escape' && name !== 'syntax' && name !== 'check') break
    if (seen.has(name))
      throw bad(`dockerfile parse error line ${from + 1}: only one ${name} parser directive can be used`)
    seen.add(name)
    if (name !== 'escape') continue
    if (found[2] !== '\\' && found[2] !== '`')
      throw bad(`dockerfile parse error line ${from + 1}: invalid ESCAPE '${found[2]}'. Must be \` or \\`)
    mark = found[2]
  }
  return { mark, from }
}

function join(lines: string[], from: number, mark: '\\' | '`'): Instruction[] {
  const out: Instruction[] = []
  for (let n = from; n < lines.length; n++) {
    const first = trim(lines[n] as string)
    if (first === '' || first.startsWith('#')) continue
    const line = n + 1
    const parts: string[] = []
    for (let next: string | undefined = first; next !== undefined; ) {
      const cut = continued(next, mark)
      parts.push(cut ?? next)
      if (cut === undefined) break
      if (continued(cut, mark) !== undefined)
        throw bad(
          `dockerfile parse error line ${n + 1}: a line must not end with ${mark}${mark}: put the text in quotes or add a word after it`,
        )
      do next = lines[++n]
      while (next !== undefined && /^[\t\v\f\r ]*(?:#|$)/.test(next))
    }
    const text = trim(parts.join(''))
    if (text === '') continue
    if (Buffer.byteLength(text) >= LINE_MAX_BYTES)
      throw bad(
        `dockerfile parse error line ${line}: dockerfile line greater than maximum allowed size of ${LINE_MAX_BYTES}`,
      )
    const instruction = readInstruction(text, line)
    // Before the next line, which would only be called an unknown instruction.
    if (HEREDOC.test(instruction.rest) && /^(?:RUN|COPY|ADD|ONBUILD)$/.test(instruction.name)) throw heredoc(line)
    out.push(instruction)
  }
  return out
}

/** The line without its continuation mark; undefined when the next line is one of its own. */
function continued(line: string, mark: string): string | undefined {
  let end = line.length
  while (end > 0 && (line[end - 1] === ' ' || line[end - 1] === '\t')) end--
  return line[end - 1] === mark ? line.slice(0, end - 1) : undefined
}

const HEREDOC = /(?:^|[^<])<<-?(["']?)[A-Za-z_][A-Za-z0-9_]*\1(?:[\t >|;&]|$)/

function heredoc(line: number) {
  return bad(
    `dockerfile parse error line ${line}: here-documents (<<EOF) require BuildKit, and this engine has the classic builder: join the commands with && \\, or COPY a script`,
  )
}

/** One logical line. @throws Refusal 400 */
export function readInstruction(text: string, line: number): Instruction {
  const word = text.split(BLANK, 1)[0] as string
  const name = word.toUpperCase()
  if (!NAMES.has(name) || name.length !== word.length)
    throw bad(`dockerfile parse error line ${line}: unknown instruction: ${name}`)
  return { name, rest: trim(text.slice(word.length)), text, line }
}
