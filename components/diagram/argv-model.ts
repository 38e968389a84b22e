// What a container runs: ENTRYPOINT and CMD of an image joined with what `docker run` says, word by word, and what echo then prints.
export const argvImages = ['cmd', 'entrypoint', 'both', 'shell'] as const
export type ArgvImage = (typeof argvImages)[number]

export const argvLines: Record<ArgvImage, string[]> = {
  cmd: ['CMD ["echo", "a"]'],
  entrypoint: ['ENTRYPOINT ["echo", "a"]'],
  both: ['ENTRYPOINT ["echo"]', 'CMD ["a"]'],
  shell: ['ENTRYPOINT echo a'],
}
const notes: Record<ArgvImage, { entrypoint: string[]; cmd: string[] }> = {
  cmd: { entrypoint: [], cmd: ['echo', 'a'] },
  entrypoint: { entrypoint: ['echo', 'a'], cmd: [] },
  both: { entrypoint: ['echo'], cmd: ['a'] },
  shell: { entrypoint: ['/bin/sh', '-c', 'echo a'], cmd: [] },
}

export const argvRuns = ['plain', 'word', 'override'] as const
export type ArgvRun = (typeof argvRuns)[number]
/** `image` stands for the image's name. */
export const runLines: Record<ArgvRun, string> = {
  plain: 'docker run image',
  word: 'docker run image b',
  override: 'docker run --entrypoint date image',
}

export type Origin = 'entrypoint' | 'cmd' | 'run'
export interface Word {
  text: string
  from: Origin
}
export type Outcome = 'prints' | 'notFound' | 'swallowed' | 'date'

export function assemble(image: ArgvImage, run: ArgvRun): { argv: Word[]; outcome: Outcome; printed: string } {
  const { entrypoint, cmd } = notes[image]
  if (run === 'override') return { argv: words(['date'], 'run'), outcome: 'date', printed: '' }
  const tail = run === 'word' ? words(['b'], 'run') : words(cmd, 'cmd')
  const argv = [...words(entrypoint, 'entrypoint'), ...tail]
  if (image === 'shell') return { argv, outcome: run === 'word' ? 'swallowed' : 'prints', printed: 'a' }
  const [program, ...args] = argv.map(({ text }) => text)
  if (program !== 'echo') return { argv, outcome: 'notFound', printed: '' }
  return { argv, outcome: 'prints', printed: args.join(' ') }
}

const words = (texts: string[], from: Origin): Word[] => texts.map((text) => ({ text, from }))
