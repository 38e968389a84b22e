// Patterns with stars, matched in (characters x pieces) steps at most. A regular expression with several stars can take years on one
// text, and what stands still then is the whole agent.

export type GlobPiece =
  | { kind: 'one'; fits(c: string): boolean }
  /** Any number of characters that fit. */
  | { kind: 'many'; fits(c: string): boolean }
  /** Nothing, or anything that ends in a slash. */
  | { kind: 'directories' }

/** Whether the whole text fits. */
export type Glob = (text: string) => boolean

export const literal = (wanted: string): GlobPiece => ({ kind: 'one', fits: (c) => c === wanted })
export const notSlash = (c: string) => c !== '/'
export const anything = () => true

export function createGlob(given: readonly GlobPiece[]): Glob {
  // Two of a kind that may be empty are one; so there are never more places than characters were read, twice over.
  const pieces = given.filter(
    (piece, i) => piece.kind === 'one' || piece.kind !== given[i - 1]?.kind || !alike(piece, given[i - 1]),
  )
  /** Adds a place, and those behind it that are reached without reading on. */
  const enter = (at: number, places: Set<number>) => {
    for (let next = at; !places.has(next); next++) {
      places.add(next)
      const piece = pieces[next]
      if (!piece || piece.kind === 'one') return
    }
  }
  /** In the middle of a directory's name. */
  const inside = (at: number) => -at - 1
  return (text) => {
    let places = new Set<number>()
    enter(0, places)
    for (const c of text) {
      const after = new Set<number>()
      for (const place of places) {
        const at = place < 0 ? inside(place) : place
        const piece = pieces[at]
        if (!piece) continue
        if (piece.kind === 'directories') {
          after.add(inside(at))
          if (c === '/') enter(at + 1, after)
        } else if (piece.fits(c)) enter(piece.kind === 'many' ? at : at + 1, after)
      }
      if (after.size === 0) return false
      places = after
    }
    return places.has(pieces.length)
  }
}

const alike = (a: GlobPiece, b: GlobPiece | undefined) =>
  a.kind === 'directories' || (a.kind === 'many' && b?.kind === 'many' && a.fits === b.fits)
