'use client'

import { useEffect, useState } from 'react'
import type { Health } from '#server/protocol/lab.ts'
import { buttonClass } from '../ui/button.tsx'
import { classNames } from '../ui/class-name.ts'
import { Link } from '../ui/navigation.ts'
import { type HealthLevel, healthLevel } from './level.ts'

const POLL_MS = 30_000

// Shape as well as colour: a disc, a ring, a square.
const shapes: Record<HealthLevel, string> = {
  ok: 'rounded-full bg-ok',
  starting: 'rounded-full border-2 border-warn',
  problem: 'rounded-[1px] bg-bad',
}

const ask = async (): Promise<HealthLevel> => {
  try {
    const response = await fetch('/api/health')
    return healthLevel((await response.json()) as Health)
  } catch {
    return 'problem'
  }
}

type Props = { initial: HealthLevel; labels: Record<HealthLevel, string> }

/** Tells in the header whether labs can run, asked again while the page is looked at. */
export function HealthDot({ initial, labels }: Props) {
  const [level, setLevel] = useState(initial)
  useEffect(() => {
    const timer = setInterval(async () => {
      if (document.visibilityState === 'visible') setLevel(await ask())
    }, POLL_MS)
    return () => clearInterval(timer)
  }, [])
  return (
    <Link
      href="/health"
      prefetch={false}
      aria-label={labels[level]}
      title={labels[level]}
      className={buttonClass('ghost', 'md', 'w-9 px-0!')}
    >
      <span aria-hidden="true" className={classNames('size-2.5', shapes[level])} />
    </Link>
  )
}
