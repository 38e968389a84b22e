'use client'

import { type RefObject, useLayoutEffect, useRef } from 'react'

const GLIDE_MS = 420

/**
 * Elements with data-glide move to their new place instead of jumping there (a container is seen going from
 * lane to lane); new ones fade in.
 * `sign` changes when places may have changed.
 */
export function useGlide(root: RefObject<HTMLElement | null>, sign: string): void {
  const places = useRef(new Map<string, DOMRect>())
  // biome-ignore lint/correctness/useExhaustiveDependencies: `sign` is the reason to measure again
  useLayoutEffect(() => {
    const still = window.matchMedia('(prefers-reduced-motion: reduce)').matches
    const origin = root.current?.getBoundingClientRect()
    const next = new Map<string, DOMRect>()
    const first = places.current.size === 0
    for (const element of root.current?.querySelectorAll<HTMLElement>('[data-glide]') ?? []) {
      const now = element.getBoundingClientRect()
      const id = element.dataset.glide!
      // Kept relative to the map, so that scrolling is no movement.
      const place = new DOMRect(now.x - origin!.x, now.y - origin!.y, now.width, now.height)
      next.set(id, place)
      const before = places.current.get(id)
      if (still || now.width === 0 || first) continue
      if (!before || before.width === 0) {
        element.animate([{ opacity: 0 }, { opacity: 1 }], { duration: GLIDE_MS })
        continue
      }
      const [dx, dy] = [before.x - place.x, before.y - place.y]
      if (Math.abs(dx) + Math.abs(dy) < 1) continue
      element.animate([{ transform: `translate(${dx}px, ${dy}px)` }, { transform: 'none' }], {
        duration: GLIDE_MS,
        easing: 'cubic-bezier(0.2, 0.7, 0.2, 1)',
      })
    }
    places.current = next
  }, [root, sign])
}
