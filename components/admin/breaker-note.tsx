import { PauseCircle } from 'lucide-react'
import { getLocale, getTranslations } from 'next-intl/server'
import type { AdminPage } from '#server/web/services.ts'
import { Callout } from '../ui/callout.tsx'

type Props = { breaker: NonNullable<AdminPage['agent']>['breaker']; now: number }

const SECOND_MS = 1_000

/** While the engine is left alone: that it is, until when, and why. */
export async function BreakerNote({ breaker, now }: Props) {
  const t = await getTranslations('admin.breaker')
  const seconds = Math.max(0, Math.ceil(((breaker.retryAt ?? now) - now) / SECOND_MS))
  const at = new Intl.RelativeTimeFormat(await getLocale()).format(seconds, 'second')
  if (breaker.state === 'closed') return null
  return (
    <Callout
      tone={breaker.state === 'open' ? 'bad' : 'warn'}
      icon={<PauseCircle aria-hidden="true" />}
      title={t(breaker.state)}
      role="status"
    >
      <p>{breaker.state === 'open' ? t('openText', { at }) : t('probingText')}</p>
      {breaker.error ? <code className="mt-1 block font-mono text-xs break-words">{breaker.error}</code> : null}
    </Callout>
  )
}
