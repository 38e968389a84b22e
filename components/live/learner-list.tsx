import { Users } from 'lucide-react'
import { getFormatter, getLocale, getTranslations } from 'next-intl/server'
import type { Text } from '#server/protocol/content.ts'
import type { LearnerRow } from '#server/web/services.ts'
import { ago } from '../ui/ago.ts'
import { classNames } from '../ui/class-name.ts'
import { EmptyState } from '../ui/empty-state.tsx'
import { Progress } from '../ui/progress.tsx'

type Props = { rows: LearnerRow[]; titles: Record<string, Text>; now: number }

/** Who is where. Online first, then who was there last. */
export async function LearnerList({ rows, titles, now }: Props) {
  const t = await getTranslations('live')
  const locale = await getLocale()
  const format = await getFormatter()
  if (rows.length === 0) {
    return (
      <EmptyState
        icon={<Users aria-hidden="true" />}
        title={t('empty.title')}
        className="rounded-xl border border-line"
      >
        {t('empty.text')}
      </EmptyState>
    )
  }
  const sorted = [...rows].sort((a, b) => Number(b.online) - Number(a.online) || b.lastAt - a.lastAt)
  const online = rows.filter((row) => row.online).length
  const head = 'px-3.5 py-2 text-left font-semibold whitespace-nowrap'
  const cell = 'px-3.5 py-2.5 align-middle'
  return (
    <div>
      <p className="mb-3 flex flex-wrap justify-between gap-x-4 text-sm text-ink-soft">
        <span className="font-medium text-ink">{t('online', { total: rows.length, online })}</span>
        <span className="tabular-nums">{t('asOf', { time: format.dateTime(now, { timeStyle: 'medium' }) })}</span>
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scroll area must be reachable by keyboard */}
      <div className="overflow-x-auto rounded-lg border border-line bg-surface" tabIndex={0}>
        <table className="w-full min-w-180 border-collapse text-sm">
          <thead className="bg-sunken text-[0.8125rem] text-ink-soft">
            <tr>
              {(['alias', 'lesson', 'step', 'last', 'error'] as const).map((column) => (
                <th key={column} scope="col" className={head}>
                  {t(`column.${column}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {sorted.map((row) => (
              <tr key={`${row.alias}-${row.slug}`} className="border-t border-line">
                <th scope="row" className={classNames(cell, 'text-left font-medium whitespace-nowrap')}>
                  <span
                    role="img"
                    aria-label={t(row.online ? 'isOnline' : 'isOffline')}
                    title={t(row.online ? 'isOnline' : 'isOffline')}
                    className={classNames(
                      'mr-2.5 inline-block size-2.5 rounded-full',
                      row.online ? 'bg-ok' : 'border-2 border-line-control',
                    )}
                  />
                  {row.alias}
                </th>
                <td className={cell}>{titles[row.slug]?.[locale] ?? row.slug}</td>
                <td className={classNames(cell, 'min-w-52')}>
                  {row.step ? (
                    <>
                      {t('step', { index: row.step.index + 1, total: row.step.total, title: row.step.title[locale] })}
                      <Progress
                        value={row.step.index}
                        max={row.step.total}
                        label={`${row.step.index}/${row.step.total}`}
                        className="mt-1.5"
                      />
                    </>
                  ) : (
                    <span className="text-ink-faint">{t('noStep')}</span>
                  )}
                </td>
                <td className={classNames(cell, 'whitespace-nowrap text-ink-soft tabular-nums')}>
                  {ago(row.lastAt, now, locale) ?? t('ago.now')}
                </td>
                <td className={cell}>
                  {row.lastError ? (
                    <code className="font-mono text-xs text-bad">{row.lastError}</code>
                  ) : (
                    <span className="text-ink-faint">{t('noError')}</span>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  )
}
