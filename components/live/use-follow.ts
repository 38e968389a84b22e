'use client'

import { useTranslations } from 'next-intl'
import { useEffect, useEffectEvent } from 'react'
import type { ClassInfo } from '#server/protocol/live.ts'
import { usePathname, useRouter } from '../ui/navigation.ts'
import { toast } from '../ui/toast.tsx'

/** The page where the class is. */
export function pageOf(place: ClassInfo['place']): string | undefined {
  return place ? `${place.step ? '/lab' : '/lesson'}/${place.slug}` : undefined
}

/** In lead mode the class goes where the instructor goes. Only a change, or a call, moves anybody, so that who looks back may. */
export function useFollow(info: ClassInfo | undefined): void {
  const t = useTranslations('live.bar')
  const router = useRouter()
  const path = usePathname()
  const mode = info?.mode
  const called = info?.called ?? null
  const target = pageOf(info?.place ?? null)
  const go = useEffectEvent(() => {
    if (!target || path === target) return
    router.push(target)
    toast(t(called === null ? 'followed' : 'called'))
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: a call moves whoever has gone elsewhere since
  useEffect(() => {
    if (mode === 'lead' && target) go()
  }, [mode, target, called])
}
