import { Users } from 'lucide-react'
import { getLocale, getTranslations } from 'next-intl/server'
import type { Text } from '#server/protocol/content.ts'
import type { AdminRow } from '#server/web/services.ts'
import { ago } from '../ui/ago.ts'
import { Badge, type Tone } from '../ui/badge.tsx'
import { classNames } from '../ui/class-name.ts'
import { EmptyState } from '../ui/empty-state.tsx'
import { size } from '../ui/size.ts'
import { RestButton } from './rest-button.tsx'

type Props = { rows: AdminRow[]; titles: Record<string, Text>; now: number }
type State = 'ready' | 'starting' | 'resting' | 'failed' | 'off'

const tones: Record<State, Tone> = { ready: 'ok', starting: 'warn', resting: 'neutral', failed: 'bad', off: 'neutral' }
const columns = ['learner', 'state', 'seen', 'containers', 'volumes', 'disk'] as const

/** Every learner's Docker host: those who are here first, then who was here last. */
export async function TenantTable({ rows, titles, now }: Props) {
  const t = await getTranslations('admin.tenant')
  const locale = await getLocale()
  // On narrow screens each row is a card, and each cell a line with its column's name before it.
  const cell =
    'px-3.5 align-middle md:py-2.5 max-md:flex max-md:items-center max-md:justify-between max-md:gap-4 max-md:py-1 max-md:before:text-[0.8125rem] max-md:before:text-ink-soft max-md:before:content-[attr(data-column)]'
  const name = (column: (typeof columns)[number]) => ({ 'data-column': t(`column.${column}`) })
  return (
    <section aria-labelledby="tenants">
      <h2 id="tenants" className="mb-3 text-lg font-semibold">
        {t('title')}
      </h2>
      {rows.length === 0 ? (
        <EmptyState
          icon={<Users aria-hidden="true" />}
          title={t('empty')}
          className="rounded-xl border border-line bg-surface"
        >
          {t('emptyText')}
        </EmptyState>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scroll area must be reachable by keyboard
        <div className="overflow-x-auto rounded-lg border border-line bg-surface" tabIndex={0}>
          <table className="w-full border-collapse text-sm max-md:block md:min-w-180">
            <thead className="bg-sunken text-[0.8125rem] text-ink-soft max-md:sr-only">
              <tr>
                {columns.map((column) => (
                  <th key={column} scope="col" className="px-3.5 py-2 text-left font-semibold whitespace-nowrap">
                    {t(`column.${column}`)}
                  </th>
                ))}
                <td className="w-px" />
              </tr>
            </thead>
            <tbody className="max-md:block">
              {rows.map((row) => {
                const state = row.workspace?.state ?? 'off'
                const lesson = row.learner?.lesson
                return (
                  <tr key={row.id} className="border-t border-line max-md:block max-md:py-2.5 max-md:first:border-t-0">
                    <th
                      scope="row"
                      className="px-3.5 text-left align-middle font-medium max-md:block max-md:pb-1.5 md:min-w-56 md:py-2.5"
                    >
                      <span className="flex items-center gap-2.5">
                        <span
                          role="img"
                          aria-label={t(row.learner?.online ? 'online' : 'offline')}
                          title={t(row.learner?.online ? 'online' : 'offline')}
                          className={classNames(
                            'size-2.5 shrink-0 rounded-full',
                            row.learner?.online ? 'bg-ok' : 'border-2 border-line-control',
                          )}
                        />
                        <span>
                          {row.learner?.alias ?? row.note ?? t('nobody')}
                          <span className="block text-[0.8125rem] font-normal text-ink-soft">
                            {lesson ? (titles[lesson]?.[locale] ?? lesson) : null}
                            <code className="block font-mono text-xs text-ink-faint">{row.id}</code>
                          </span>
                        </span>
                      </span>
                    </th>
                    <td {...name('state')} className={cell}>
                      <Badge tone={tones[state]}>{t(`state.${state}`)}</Badge>
                    </td>
                    <td {...name('seen')} className={classNames(cell, 'whitespace-nowrap text-ink-soft')}>
                      {ago(row.seen, now, locale) ?? t('now')}
                    </td>
                    <td {...name('containers')} className={classNames(cell, 'whitespace-nowrap tabular-nums')}>
                      {t('running', { running: row.containers.running, all: row.containers.all })}
                    </td>
                    <td {...name('volumes')} className={classNames(cell, 'tabular-nums')}>
                      {row.volumes}
                    </td>
                    <td {...name('disk')} className={classNames(cell, 'whitespace-nowrap tabular-nums')}>
                      {row.disk ? (
                        <span>
                          {size(row.disk.bytes)}{' '}
                          <span className="text-ink-faint">{t('ofDisk', { total: size(row.disk.maxBytes) })}</span>
                        </span>
                      ) : (
                        <span className="text-ink-faint">{t('unmeasured')}</span>
                      )}
                    </td>
                    <td className="px-3.5 align-middle max-md:block max-md:pt-2 md:py-2.5 md:text-right">
                      <RestButton
                        tenant={row.id}
                        name={row.learner?.alias ?? row.note ?? row.id}
                        off={row.containers.running === 0 && (state === 'resting' || state === 'off')}
                      />
                    </td>
                  </tr>
                )
              })}
            </tbody>
          </table>
        </div>
      )}
    </section>
  )
}
