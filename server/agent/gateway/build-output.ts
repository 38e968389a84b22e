// The builder's messages as the learner's own engine would print them: steps as written, counted without ours, tags of the learner.
import type { BuildStep } from './dockerfile-rewrite.ts'

interface Message {
  stream?: string
  aux?: { ID?: string }
  error?: string
  errorDetail?: { code?: number; message?: string }
  [field: string]: unknown
}

export interface BuildResult {
  /** Full id of the built image. */
  id?: string
  /** Short id of the last step that succeeded. */
  last?: string
  /** Short ids of what the earlier stages ended in. */
  stages: string[]
  error?: string
}

export interface BuildOutput {
  readonly result: BuildResult
  /** Messages of the engine -> messages for the learner. */
  show(message: Message): Message[]
}

export function createBuildOutput(options: {
  /** Known once the context has been read, before the first message. */
  steps(): readonly BuildStep[]
  quiet: boolean
  /** Takes engine names out of a text. */
  clean(text: string): string
  /** A container of the build was made; its short id. */
  onContainer(id: string): void
}): BuildOutput {
  const result: BuildResult = { stages: [] }
  let hidden = false
  /** The engine writes a step and the line's end as two messages. */
  let swallowEnd = false

  /** What --label asks for is a step that the engine adds at the end and words itself. */
  const step = (number: number, count: number, words: string): Message[] => {
    const steps = options.steps()
    const current = steps[number - 1] ?? { text: words, hidden: false, from: false }
    if (current.from && result.last) result.stages.push(result.last)
    hidden = current.hidden
    swallowEnd = true
    if (hidden) return []
    const shown = number - steps.slice(0, number).filter((one) => one.hidden).length
    const total = count - steps.filter((one) => one.hidden).length
    return [{ stream: `Step ${shown}/${total} : ${current.text}` }, { stream: '\n' }]
  }

  const text = (stream: string): Message[] => {
    const found = /^Step (\d+)\/(\d+) : (.*)/s.exec(stream)
    if (found) return step(Number(found[1]), Number(found[2]), options.clean(found[3] as string))
    if (swallowEnd && stream === '\n') {
      swallowEnd = false
      return []
    }
    swallowEnd = false
    const last = /^ ---> ([0-9a-f]{12})\n?$/.exec(stream)
    if (last) result.last = last[1] as string
    const running = /^ ---> Running in ([0-9a-f]{12})\n?$/.exec(stream)
    if (running) options.onContainer(running[1] as string)
    if (options.quiet && /^sha256:[0-9a-f]{64}\n?$/.test(stream)) result.id = stream.trim()
    const ends = /^Successfully (?:built|tagged) /.test(stream)
    if (ends) hidden = false
    return hidden ? [] : [{ stream }]
  }

  return {
    result,
    show(message) {
      if (message.error !== undefined || message.errorDetail) {
        const said = options.clean(message.errorDetail?.message ?? message.error ?? 'the build failed')
        result.error = said
        const code = message.errorDetail?.code
        return [{ errorDetail: { ...(code !== undefined && { code }), message: said }, error: said }]
      }
      if (message.aux) {
        const id = message.aux.ID
        if (!id || !/^sha256:[0-9a-f]{64}$/.test(id)) return []
        result.id = id
        return [{ aux: { ID: id } }]
      }
      return typeof message.stream === 'string' ? text(message.stream) : []
    },
  }
}
