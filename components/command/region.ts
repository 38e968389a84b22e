// F6 and Shift+F6 go from region to region, as in a browser: Tab belongs to the shell. A region says so with `data-region`,
// and where the focus goes in it with `data-region-focus` (a selector); else to the first thing that takes it.

const FOCUSABLE =
  'button:not(:disabled), a[href], input:not(:disabled), select:not(:disabled), textarea, [tabindex="0"]'

/** `current` undefined: the focus is in none of them. */
export function nextOf<T>(shown: readonly T[], current: T | undefined, backwards: boolean): T | undefined {
  const at = current === undefined ? -1 : shown.indexOf(current)
  if (at < 0) return backwards ? shown.at(-1) : shown[0]
  return shown[(at + (backwards ? shown.length - 1 : 1)) % shown.length]
}

const isShown = (element: HTMLElement) => element.getClientRects().length > 0

/** Focuses the first thing of the region that is there. */
export function focusRegion(region: HTMLElement): void {
  const wanted = region.dataset.regionFocus
  const candidates = [
    ...(wanted ? region.querySelectorAll<HTMLElement>(wanted) : []),
    ...region.querySelectorAll<HTMLElement>(FOCUSABLE),
  ]
  candidates.find((each) => isShown(each) && each.tabIndex >= 0)?.focus()
}

export function cycleRegion(backwards: boolean): void {
  const all = [...document.querySelectorAll<HTMLElement>('[data-region]')]
  // The main part of a page that has regions of its own is none.
  const shown = all.filter((each) => isShown(each) && !each.querySelector('[data-region]'))
  const current = document.activeElement?.closest<HTMLElement>('[data-region]') ?? undefined
  const next = nextOf(shown, current, backwards)
  if (next) focusRegion(next)
}
