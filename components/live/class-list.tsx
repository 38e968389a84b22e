import { getFormatter, getTranslations } from 'next-intl/server'
import type { ClassSummary } from '#server/web/services.ts'
import { Badge } from '../ui/badge.tsx'
import { buttonClass } from '../ui/button.tsx'
import { Link } from '../ui/navigation.ts'

/** Running classes first; ended ones lead to their reports. */
export async function ClassList({ classes }: { classes: ClassSummary[] }) {
  const t = await getTranslations('live.list')
  const format = await getFormatter()
  const sorted = [...classes].sort(
    (a, b) => Number(a.ended !== null) - Number(b.ended !== null) || b.created - a.created,
  )
  return (
    <ul className="divide-y divide-line rounded-lg border border-line bg-surface">
      {sorted.map((one) => (
        <li key={one.id} className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3">
          <div className="min-w-0 flex-1">
            <p className="flex items-center gap-2 font-medium">
              {one.title || t('untitled')}
              {one.ended === null ? <Badge tone="ok">{t('running')}</Badge> : null}
            </p>
            <p className="text-[0.8125rem] text-ink-soft">
              {format.dateTime(one.created, { dateStyle: 'medium', timeStyle: 'short' })} ·{' '}
              {t('members', { count: one.members })}
            </p>
          </div>
          {one.ended === null ? (
            <>
              <span className="font-mono text-lg tracking-widest">{one.code}</span>
              <Link href={`/live/${one.id}`} prefetch={false} className={buttonClass('primary')}>
                {t('board')}
              </Link>
            </>
          ) : (
            <Link href={`/live/${one.id}/report`} prefetch={false} className={buttonClass('secondary')}>
              {t('report')}
            </Link>
          )}
        </li>
      ))}
    </ul>
  )
}
