// An image of the learner's as layers, and which of them other images stand on, too. Pure.
import type { LookedAt } from '#server/protocol/look.ts'

type Image = LookedAt<'layers'>['images'][number]

export interface StackLayer {
  id: string
  instruction: string | undefined
  size: number | undefined
  /** Other images that stand on the very same layer. */
  sharedWith: string[]
}

const DIGITS = 12
/** Without a tag it goes by twelve digits, as in docker images. */
export const imageTitle = ({ id, tags }: Pick<Image, 'id' | 'tags'>): string =>
  tags[0] ?? id.replace('sha256:', '').slice(0, DIGITS)

/** Top first, as it is drawn. */
export function stackOf(image: Image, images: readonly Image[]): StackLayer[] {
  const others = images.filter(({ id }) => id !== image.id)
  return image.layers
    .map(({ id, made }) => ({
      id,
      instruction: made && instructionOf(made.by),
      size: made?.size,
      sharedWith: others.filter(({ layers }) => layers.some((one) => one.id === id)).map(imageTitle),
    }))
    .toReversed()
}

/** Bytes of shared layers; undefined when the size of one is not known. */
export const sharedBytes = (stack: readonly StackLayer[]): number | undefined =>
  stack
    .filter(({ sharedWith }) => sharedWith.length > 0)
    .reduce<number | undefined>(
      (sum, { size }) => (sum === undefined || size === undefined ? undefined : sum + size),
      0,
    )

/** A row of docker history as its Dockerfile would have it. */
export function instructionOf(by: string): string {
  const text = by.replace(/^(?:\|\d+ .*? )?\/bin\/sh -c (#\(nop\)\s+)?/, (_all, nop?: string) => (nop ? '' : 'RUN '))
  return text.replace(/^(COPY|ADD) (.*?)(?:file|dir|multi):[0-9a-f]{64} in /, '$1 $2… ').trim()
}
