'use client'

import { Moon } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { Button } from '#components/ui/button.tsx'
import { useLabDesk } from './lab-context.ts'
import { useNow } from './use-now.ts'

const MINUTE_MS = 60_000
/** The words change by the minute. */
const LOOK_MS = 5_000

/** Before a lab that is left alone is put to rest: one click keeps it going. */
export function IdleBanner() {
  const { view } = useLabDesk()
  return view.restsAt === undefined || view.link.phase !== 'live' ? null : <Warning restsAt={view.restsAt} />
}

function Warning({ restsAt }: { restsAt: number }) {
  const t = useTranslations('lab.idle')
  const { session } = useLabDesk()
  const now = useNow(LOOK_MS)
  const minutes = Math.max(1, Math.ceil((restsAt - now) / MINUTE_MS))
  return (
    <div
      role="status"
      className="flex flex-wrap items-center justify-center gap-x-3 gap-y-1.5 border-b border-warn/30 bg-warn-soft px-4 py-2 text-sm text-warn"
    >
      <Moon aria-hidden="true" className="size-4 shrink-0 max-sm:hidden" />
      <span>{t('soon', { minutes })}</span>
      <Button size="sm" onClick={() => void session?.stay()}>
        {t('stay')}
      </Button>
    </div>
  )
}
