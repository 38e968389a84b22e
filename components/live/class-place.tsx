'use client'

import { ArrowRight, DoorClosed, Undo2 } from 'lucide-react'
import { useTranslations } from 'next-intl'
import type { ClassInfo } from '#server/protocol/live.ts'
import { buttonClass } from '../ui/button.tsx'
import { Link, usePathname } from '../ui/navigation.ts'
import { pageOf } from './use-follow.ts'

type Props = {
  info: ClassInfo
  titles: Record<string, string>
  steps: Record<string, Record<string, string>>
}

/** How the class moves, and where it is: one line that leads there. Who is led and looks elsewhere is called back. */
export function ClassPlace({ info, titles, steps }: Props) {
  const t = useTranslations('live.bar')
  const path = usePathname()
  const { place } = info
  const page = pageOf(place)
  if (!place || !page) return null
  const step = place.step ? steps[place.slug]?.[place.step] : undefined
  const mode = info.mode === 'gate' && !info.gate ? 'free' : info.mode
  const what = step ?? titles[place.slug] ?? place.slug
  const away = mode === 'lead' && path !== page
  return (
    <Link
      href={page}
      prefetch={false}
      title={t(`way.${mode}`)}
      data-mode={mode}
      className={
        away
          ? buttonClass('primary', 'sm', 'min-w-0 max-w-80')
          : 'inline-flex min-w-0 items-center gap-1.5 rounded px-1.5 py-1 text-accent hover:bg-hover'
      }
    >
      {mode === 'gate' ? <DoorClosed aria-hidden="true" className="size-4 shrink-0" /> : null}
      {away ? <Undo2 aria-hidden="true" /> : null}
      <span className="truncate">{t(away ? 'back' : `place.${mode}`, { what })}</span>
      <span className="sr-only">({t(`way.${mode}`)})</span>
      {away ? null : <ArrowRight aria-hidden="true" className="size-4 shrink-0" />}
    </Link>
  )
}
