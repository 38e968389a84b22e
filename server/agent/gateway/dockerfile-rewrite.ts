// A learner's Dockerfile -> one that names only images by id, each proven to be the tenant's or the catalog's. Right behind every FROM
// stands a label of the tenant: no other tenant's layer can have it as parent, so nothing is ever shared through the build cache.
import { type Copy, readCopy, writeCopy } from './dockerfile-copy.ts'
import { BLANK, type Dockerfile, type Instruction, readInstruction } from './dockerfile-parse.ts'
import { type Args, argWords, expand } from './dockerfile-word.ts'
import { bad, forbidden } from './refusal.ts'

export const BUILD_LABEL = 'drydock.build'

export interface BaseImage {
  /** Full id, sha256:… */
  id: string
  /** ONBUILD triggers that the tenant could have written; [] for catalog images. */
  onBuild: string[]
}
export interface RewriteOptions {
  tenant: string
  buildArgs: Readonly<Record<string, string | null>>
  /** Stage name or number to stop at. */
  target?: string
  /** An image that the tenant may use; undefined when it has none of that name. Throws only Refusals. */
  image(name: string): Promise<BaseImage | undefined>
}

/** One line of the builder's `Step n/m`, in the order the builder runs them. */
export interface BuildStep {
  text: string
  /** Added here; not shown. */
  hidden: boolean
  /** Begins a stage. */
  from: boolean
}
export interface Rewritten {
  text: string
  /** Up to and including the target stage. */
  steps: BuildStep[]
  /** Line in the rewritten file (from 1) -> line in the learner's. */
  lines: number[]
  /** Ids of the images that it begins with or copies from. */
  images: string[]
}

interface Stage {
  name?: string
  from: number
}

/** @throws Refusal */
export async function rewriteDockerfile(file: Dockerfile, options: RewriteOptions): Promise<Rewritten> {
  const out: { text: string; line: number; step?: BuildStep; stage: number }[] = []
  const stages: Stage[] = []
  const images = new Set<string>()
  const meta = new Map<string, string>()
  if (file.mark === '`') out.push({ text: '# escape=`', line: 1, stage: -1 })
  for (const [n, instruction] of file.instructions.entries()) {
    let text = instruction.text
    if (instruction.name === 'FROM') text = await rewriteFrom(instruction)
    else if (stages.length === 0) {
      if (instruction.name !== 'ARG') throw bad('no build stage in current context')
      readArgs(instruction, meta, options.buildArgs, file.mark)
    } else text = await rewriteOther(instruction)
    const stage = stages.length - 1
    out.push({
      text,
      line: instruction.line,
      step: { text: instruction.text, hidden: false, from: instruction.name === 'FROM' },
      stage,
    })
    const next = file.instructions[n + 1]
    if (instruction.name === 'FROM' && next && next.name !== 'FROM') {
      // One per stage: two stages on one base would else find each other's label in the cache, and not their own steps behind it.
      const label = `LABEL ${BUILD_LABEL}=${options.tenant}${stage === 0 ? '' : `.${stage}`}`
      out.push({ text: label, line: instruction.line, step: { text: label, hidden: true, from: false }, stage })
    }
  }
  if (stages.length === 0) throw bad('no build stage in current context')
  const last = targetStage(stages, options.target)
  return {
    text: `${out.map(({ text }) => text).join('\n')}\n`,
    steps: out.flatMap(({ step, stage }) => (step && stage <= last ? [step] : [])),
    lines: out.map(({ line }) => line),
    images: [...images],
  }

  async function rewriteFrom({ rest, line }: Instruction): Promise<string> {
    const words = rest.split(BLANK).filter(Boolean)
    let platform = ''
    while (words[0]?.startsWith('--')) {
      const flag = /^--platform=([A-Za-z0-9_/.-]+)$/.exec(words.shift() as string)
      if (!flag || platform) throw bad(`dockerfile parse error line ${line}: unknown or unreadable flag in FROM`)
      platform = `--platform=${flag[1]} `
    }
    const [image, as, name, ...more] = words
    if (!image || more.length > 0 || (as !== undefined && (as.toLowerCase() !== 'as' || name === undefined)))
      throw bad(`dockerfile parse error line ${line}: FROM requires either one or three arguments`)
    const stageName = name?.toLowerCase()
    if (stageName !== undefined && !/^[a-z][a-z0-9_.-]*$/.test(stageName))
      throw bad(
        `dockerfile parse error line ${line}: invalid name for build stage: "${name}", name can't start with a number or contain symbols`,
      )
    const asked = expand(image, meta, file.mark)
    if (asked === '') throw bad(`base name (${image}) should not be blank`)
    const found = stages.findLast((stage) => stage.name === asked.toLowerCase())?.name ?? (await baseImage(asked))
    stages.push({ from: stages.length, ...(stageName !== undefined && { name: stageName }) })
    return `FROM ${platform}${found}${stageName === undefined ? '' : ` AS ${stageName}`}`
  }

  async function baseImage(asked: string): Promise<string> {
    if (asked === 'scratch') return asked
    const { id, onBuild } = await find(asked)
    for (const trigger of onBuild) await checkTrigger(trigger)
    return id
  }

  async function find(asked: string): Promise<BaseImage> {
    const image = await options.image(asked)
    if (!image) throw noImage(asked)
    images.add(image.id)
    return image
  }

  /** Stage names and numbers before this stage; anything else is an image. */
  function earlierStage(from: string): string | undefined {
    const earlier = stages.slice(0, -1)
    const named = earlier.find((stage) => stage.name === from.toLowerCase())
    if (named) return named.name
    if (!/^[0-9]{1,4}$/.test(from)) return undefined
    const index = Number(from)
    if (index >= earlier.length)
      throw bad(
        `invalid from flag value ${from}: ${index === earlier.length ? 'refers to current build stage' : 'index out of bounds'}`,
      )
    return String(index)
  }

  async function rewriteCopy(copy: Copy): Promise<string> {
    if (copy.from === undefined) return writeCopy(copy)
    return writeCopy({ ...copy, from: earlierStage(copy.from) ?? (await find(copy.from)).id })
  }

  async function rewriteOther({ name, rest, text, line }: Instruction): Promise<string> {
    switch (name) {
      case 'COPY':
      case 'ADD':
        return rewriteCopy(readCopy(name, rest, line))
      case 'RUN':
        checkRun(rest, line)
        return text
      case 'LABEL':
        checkLabel(rest, line)
        return text
      case 'ONBUILD':
        return `ONBUILD ${await rewriteOnBuild(rest, line)}`
      default:
        return text
    }
  }

  async function rewriteOnBuild(rest: string, line: number): Promise<string> {
    const inner = readInstruction(rest, line)
    if (inner.name === 'ONBUILD') throw bad("Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed")
    if (inner.name === 'FROM' || inner.name === 'MAINTAINER')
      throw bad(`${inner.name} isn't allowed as an ONBUILD trigger`)
    if (inner.name !== 'COPY') return rewriteOther(inner)
    const copy = readCopy('COPY', inner.rest, line)
    if (copy.from === undefined) return writeCopy(copy)
    // A name that is no image now may be a stage of the build that the trigger runs in; checkTrigger looks at it then.
    const image = await options.image(copy.from)
    if (!image && !/^[a-zA-Z][a-zA-Z0-9_.-]*$|^[0-9]{1,4}$/.test(copy.from)) throw noImage(copy.from)
    if (image) images.add(image.id)
    return writeCopy({ ...copy, from: image?.id ?? copy.from })
  }

  /** Triggers run as they stand in the image, unseen by this rewriting: only what needs none may pass. */
  async function checkTrigger(trigger: string): Promise<void> {
    const refuse = (why: string) => forbidden(`the base image has the trigger ONBUILD ${trigger}: ${why}`)
    if (/[\0-\x08\x0a-\x1f\x7f]/.test(trigger) || /[\\`][ \t]*$/.test(trigger) || trigger.trim() !== trigger)
      throw refuse('it cannot be read as one line')
    const inner = readInstruction(trigger, 0)
    if (inner.name !== 'COPY' && inner.name !== 'ADD') return
    const { from } = readCopy(inner.name, inner.rest, 0)
    if (from === undefined) return
    const stage = stages.find((one) => one.name === from.toLowerCase())
    if (stage || (/^[0-9]{1,4}$/.test(from) && Number(from) < stages.length)) return
    if ((await options.image(from))?.id !== from)
      throw refuse(`${from} is no stage of this build and no image of yours`)
    images.add(from)
  }
}

function readArgs(
  { rest, line }: Instruction,
  meta: Map<string, string>,
  given: RewriteOptions['buildArgs'],
  mark: string,
) {
  for (const word of argWords(rest)) {
    const equals = word.indexOf('=')
    const name = equals < 0 ? word : word.slice(0, equals)
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name))
      throw bad(`dockerfile parse error line ${line}: ARG ${word}: not a name`)
    const set = Object.hasOwn(given, name) ? given[name] : undefined
    if (set !== undefined && set !== null) meta.set(name, set)
    else if (equals >= 0) meta.set(name, expandDefault(word.slice(equals + 1), meta, mark))
  }
}

/** A default that is too clever is no error until a FROM needs it: then the name it leaves behind is not found. */
function expandDefault(text: string, args: Args, mark: string): string {
  try {
    return expand(text, args, mark)
  } catch {
    return ''
  }
}

function checkRun(rest: string, line: number) {
  const flag = /^--([a-z]+)/.exec(rest)
  if (flag)
    throw bad(
      `dockerfile parse error line ${line}: the --${flag[1]} option requires BuildKit, and this engine has the classic builder: leave it out`,
    )
}

function checkLabel(rest: string, line: number) {
  if (/(?:^|[\t\v\f\r "'])drydock\./i.test(rest))
    throw forbidden(
      `dockerfile parse error line ${line}: labels that begin with drydock. are kept for the course: use another name`,
    )
}

function targetStage(stages: Stage[], target: string | undefined): number {
  if (!target) return stages.length - 1
  const named = stages.findIndex((stage) => stage.name === target.toLowerCase())
  const index = named >= 0 ? named : /^[0-9]{1,4}$/.test(target) ? Number(target) : -1
  if (index < 0 || index >= stages.length) throw bad(`failed to reach build target ${target} in Dockerfile`)
  return index
}

function noImage(asked: string) {
  return bad(
    `pull access denied for ${asked}, repository does not exist or may require 'docker login': no image of that name is here or in the catalog (docker images, docker search)`,
  )
}
