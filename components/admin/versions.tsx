import { getLocale, getTranslations } from 'next-intl/server'
import type { AdminPage } from '#server/web/services.ts'
import { ago } from '../ui/ago.ts'
import { Card } from '../ui/card.tsx'
import { size } from '../ui/size.ts'

type Props = { page: AdminPage; now: number }

/** What runs here, and since when. */
export async function Versions({ page, now }: Props) {
  const t = await getTranslations('admin.version')
  const locale = await getLocale()
  const { health, agent, web } = page
  const since = (at: number) => t('since', { ago: ago(at, now, locale) ?? t('now') })
  const rows: [string, string][] = [
    ['Drydock', health.version],
    [t('web'), [`Node ${web.node}`, size(web.memoryBytes), since(web.started)].join(' · ')],
    ...(agent
      ? ([
          [t('agent'), [`Node ${agent.machine.node}`, since(agent.started)].join(' · ')],
          ['Linux', agent.machine.kernel],
        ] as [string, string][])
      : []),
    ...(health.engine.version ? ([['Docker Engine', health.engine.version]] as [string, string][]) : []),
  ]
  return (
    <section aria-labelledby="versions">
      <h2 id="versions" className="mb-3 text-lg font-semibold">
        {t('title')}
      </h2>
      <Card>
        <dl className="divide-y divide-line">
          {rows.map(([name, value]) => (
            <div key={name} className="flex flex-wrap gap-x-4 gap-y-0.5 px-4 py-2.5 text-sm">
              <dt className="w-32 shrink-0 font-medium">{name}</dt>
              <dd className="min-w-0 flex-1 text-ink-soft tabular-nums">{value}</dd>
            </div>
          ))}
        </dl>
      </Card>
    </section>
  )
}
