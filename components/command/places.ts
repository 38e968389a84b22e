'use client'

import { useEffect, useState } from 'react'
import type { Place } from '#server/protocol/place.ts'

/** One answer for each language, for as long as the page lives: lessons don't change under it. */
const known = new Map<string, Place[]>()

/** Lessons with their steps, asked for when the palette is first opened; without an answer there are only actions and pages. */
export function usePlaces(locale: string): readonly Place[] {
  const [places, setPlaces] = useState(known.get(locale) ?? [])
  useEffect(() => {
    if (known.has(locale)) return setPlaces(known.get(locale)!)
    const abort = new AbortController()
    fetch(`/api/places?locale=${locale}`, { signal: abort.signal })
      .then(async (response) => {
        if (!response.ok) return
        const made = (await response.json()) as Place[]
        known.set(locale, made)
        setPlaces(made)
      })
      .catch(() => {})
    return () => abort.abort()
  }, [locale])
  return places
}
