// The words that a container of the learner's was started with, and where each came from. Pure.
import type { LookedAt } from '#server/protocol/look.ts'
import type { Origin, Word } from './argv-model.ts'

type Seen = LookedAt<'argv'>
/** What is worth a word. */
export type StartedNote =
  /** The image's line is in shell form. */
  | 'shell'
  /** And what follows it is the shell's, not the program's. */
  | 'swallowed'
  /** With --entrypoint the image's CMD is dropped. */
  | 'dropped'
  /** The words behind the image's name took CMD's place. */
  | 'replaced'
  | 'plain'
  /** The image is gone, so nobody knows what was its own. */
  | 'gone'

const same = (a: readonly string[], b: readonly string[]) =>
  a.length === b.length && a.every((word, at) => word === b[at])
const isShell = ([program, option]: readonly string[]) => program === '/bin/sh' && option === '-c'

/** Words said at docker run that are the image's own can't be told from them, and need not be: they run the same. */
export function startedOf({ image, container, argv }: Seen): { words: Word[]; note: StartedNote } {
  const { entrypoint, cmd } = container
  const begins: Origin = image && same(image.entrypoint, entrypoint) ? 'entrypoint' : 'run'
  const goesOn: Origin = image && begins === 'entrypoint' && same(image.cmd, cmd) ? 'cmd' : 'run'
  const words = argv.map((text, at) => ({ text, from: at < entrypoint.length ? begins : goesOn }))
  return { words, note: noteOf(image, container, begins, goesOn) }
}

function noteOf(
  image: Seen['image'],
  { entrypoint, cmd }: Seen['container'],
  begins: Origin,
  goesOn: Origin,
): StartedNote {
  if (!image) return 'gone'
  if (begins === 'run' && entrypoint.length > 0) return image.cmd.length > 0 && cmd.length === 0 ? 'dropped' : 'plain'
  if (isShell(entrypoint)) return cmd.length > 0 ? 'swallowed' : 'shell'
  if (goesOn === 'run') return 'replaced'
  return entrypoint.length === 0 && isShell(cmd) ? 'shell' : 'plain'
}
