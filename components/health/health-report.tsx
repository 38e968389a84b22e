import { CircleCheck, CircleDashed, Loader, TriangleAlert } from 'lucide-react'
import { getLocale, getTranslations } from 'next-intl/server'
import type { ReactNode } from 'react'
import type { Health } from '#server/protocol/lab.ts'
import { Badge, type Tone } from '../ui/badge.tsx'
import { Callout } from '../ui/callout.tsx'
import { Card } from '../ui/card.tsx'
import { healthLevel } from './level.ts'
import { problems } from './problem.ts'

type State = 'ok' | 'starting' | 'away' | 'failed' | 'off' | 'ready' | 'building' | 'waiting'

const tones: Record<State, Tone> = {
  ok: 'ok',
  ready: 'ok',
  starting: 'warn',
  building: 'warn',
  waiting: 'neutral',
  off: 'neutral',
  away: 'bad',
  failed: 'bad',
}
const GB = 1e9

async function StateBadge({ state }: { state: State }) {
  const t = await getTranslations('health.state')
  const tone = tones[state]
  const Icon = tone === 'ok' ? CircleCheck : tone === 'bad' ? TriangleAlert : tone === 'warn' ? Loader : CircleDashed
  return (
    <Badge tone={tone}>
      <Icon aria-hidden="true" />
      {t(state)}
    </Badge>
  )
}

function Row({ name, children, state }: { name: string; children?: ReactNode; state?: ReactNode }) {
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-3">
      <dt className="w-32 shrink-0 text-sm font-medium">{name}</dt>
      <dd className="flex min-w-0 flex-1 items-center justify-between gap-3 text-sm">
        <span className="min-w-0 text-ink-soft">{children}</span>
        {state}
      </dd>
    </div>
  )
}

export async function HealthReport({ health }: { health: Health }) {
  const t = await getTranslations('health')
  const locale = await getLocale()
  const level = healthLevel(health)
  const gigabytes = new Intl.NumberFormat(locale, { style: 'unit', unit: 'gigabyte', maximumFractionDigits: 1 })
  const { engine, disk } = health
  const engineFacts = [
    engine.version && t('engineVersion', { version: engine.version }),
    engine.api && t('api', { api: engine.api }),
    engine.storage && t('storage', { storage: engine.storage }),
    engine.privateEngine !== undefined && t(engine.privateEngine ? 'private' : 'shared'),
    engine.usernsRemap !== undefined && t(engine.usernsRemap ? 'userns' : 'noUserns'),
  ].filter(Boolean)
  const images = Object.entries(health.catalog).sort(([a], [b]) => a.localeCompare(b))
  const summary = { ok: 'ok', starting: 'warn', problem: 'bad' } as const
  return (
    <div className="space-y-8">
      <Callout
        tone={summary[level]}
        icon={level === 'ok' ? <CircleCheck aria-hidden="true" /> : <TriangleAlert aria-hidden="true" />}
        title={t(`summary.${level}`)}
        role="status"
      />
      {problems(health).map((problem) => (
        <Card key={problem.id} className="border-l-3 border-l-bad px-4 py-3.5">
          <h2 className="font-semibold">{t(`problem.${problem.id}.title`)}</h2>
          <p className="mt-1 text-sm">{t(`problem.${problem.id}.todo`)}</p>
          {problem.detail ? (
            <p className="mt-2 rounded bg-sunken px-2.5 py-1.5 font-mono text-xs text-ink-soft">{problem.detail}</p>
          ) : null}
        </Card>
      ))}
      <Card>
        <dl className="divide-y divide-line">
          <Row name={t('web')} state={<StateBadge state={health.web} />}>
            {t('version')} {health.version}
          </Row>
          <Row name={t('agent')} state={<StateBadge state={health.agent} />}>
            {health.tenants === undefined ? null : `${t('tenants')} ${health.tenants}`}
          </Row>
          <Row name={t('engine')} state={<StateBadge state={engine.state} />}>
            {engineFacts.join(' · ')}
          </Row>
          <Row name={t('registry')} state={<StateBadge state={health.registry.state} />}>
            {health.registry.detail}
          </Row>
          {disk ? (
            <Row name={t('disk')}>
              {t('free', {
                free: gigabytes.format(disk.freeBytes / GB),
                total: gigabytes.format(disk.totalBytes / GB),
              })}
            </Row>
          ) : null}
        </dl>
      </Card>
      <section>
        <h2 className="mb-3 text-lg font-semibold">{t('catalog')}</h2>
        {images.length === 0 ? (
          <p className="text-sm text-ink-soft">{t('catalogEmpty')}</p>
        ) : (
          <Card>
            <ul className="divide-y divide-line">
              {images.map(([name, image]) => (
                <li key={name} className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2.5 text-sm">
                  <code className="w-32 shrink-0 font-mono text-[0.8125rem] font-medium">{name}</code>
                  <span className="min-w-0 flex-1 text-ink-soft">
                    {image.origin === 'debian-packages' || image.origin === 'upstream'
                      ? t(`originName.${image.origin}`)
                      : image.origin}
                    {image.detail ? <span className="block font-mono text-xs">{image.detail}</span> : null}
                  </span>
                  <StateBadge state={image.state} />
                </li>
              ))}
            </ul>
          </Card>
        )}
      </section>
      <p className="text-[0.8125rem] text-ink-faint">{t('refreshed')}</p>
    </div>
  )
}
