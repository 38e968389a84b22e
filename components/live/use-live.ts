'use client'

import { useLocale } from 'next-intl'
import { useEffect, useState, useSyncExternalStore } from 'react'
import {
  type BoardSession,
  type BoardView,
  type ClassSession,
  type ClassView,
  createBoardSession,
  createClassSession,
  noBoard,
  noClass,
} from './live-session.ts'

const quiet = () => () => {}

export function useClass(): { session: ClassSession | undefined; view: ClassView } {
  const locale = useLocale()
  const [session, setSession] = useState<ClassSession>()
  useEffect(() => {
    const made = createClassSession(locale)
    setSession(made)
    return () => {
      setSession(undefined)
      made.dispose()
    }
  }, [locale])
  const view = useSyncExternalStore(session?.subscribe ?? quiet, session?.get ?? (() => noClass), () => noClass)
  return { session, view }
}

export function useBoard(id: string): { session: BoardSession | undefined; view: BoardView } {
  const locale = useLocale()
  const [session, setSession] = useState<BoardSession>()
  useEffect(() => {
    const made = createBoardSession(locale, id)
    setSession(made)
    return () => {
      setSession(undefined)
      made.dispose()
    }
  }, [locale, id])
  const view = useSyncExternalStore(session?.subscribe ?? quiet, session?.get ?? (() => noBoard), () => noBoard)
  return { session, view }
}

/** The browser's clock plus `skew`, once a second. 0 before the first paint in the browser. */
export function useNow(skew = 0): number {
  const [now, setNow] = useState(0)
  useEffect(() => {
    const tick = () => setNow(Date.now() + skew)
    tick()
    const timer = setInterval(tick, 1_000)
    return () => clearInterval(timer)
  }, [skew])
  return now
}
