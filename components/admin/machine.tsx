import { getLocale, getTranslations } from 'next-intl/server'
import type { ReactNode } from 'react'
import type { Health } from '#server/protocol/lab.ts'
import type { AdminPage } from '#server/web/services.ts'
import { Card } from '../ui/card.tsx'
import { classNames } from '../ui/class-name.ts'
import { size } from '../ui/size.ts'

type Props = { agent: NonNullable<AdminPage['agent']>; disk: Health['disk'] }

/** Shares of the whole from which on the bar warns. */
const WARN = 0.75
const FULL = 0.9

/** How much the machine bears, and how much of it is taken. */
export async function Machine({ agent, disk }: Props) {
  const t = await getTranslations('admin.machine')
  const number = new Intl.NumberFormat(await getLocale(), { maximumFractionDigits: 2 })
  const { machine, rows, warm } = agent
  const running = rows.filter(({ workspace }) => workspace?.state === 'ready').length
  const containers = rows.reduce((sum, row) => sum + row.containers.running, 0)
  const taken = machine.memoryBytes - machine.memoryFreeBytes
  return (
    <section aria-label={t('title')} className="grid grid-cols-2 gap-3 lg:grid-cols-4">
      <Figure name={t('labs')} value={number.format(running)} of={t('ofHosts', { total: rows.length })}>
        {agent.labs.max === undefined ? null : <p>{t('max', { max: agent.labs.max })}</p>}
        {agent.labs.held > 0 ? <p>{t('held', { held: agent.labs.held })}</p> : null}
        {agent.labs.waiting > 0 ? (
          <p className="font-medium text-warn">{t('waiting', { waiting: agent.labs.waiting })}</p>
        ) : null}
        {t('around', { containers, ready: warm.ready, wanted: warm.wanted })}
      </Figure>
      <Figure name={t('load')} value={number.format(machine.load)} of={t('cpus', { cpus: machine.cpus })}>
        <Meter value={machine.load} max={machine.cpus} label={t('load')} />
      </Figure>
      <Figure name={t('memory')} value={size(taken)} of={t('of', { total: size(machine.memoryBytes) })}>
        <Meter value={taken} max={machine.memoryBytes} label={t('memory')} />
      </Figure>
      {disk ? (
        <Figure
          name={t('disk')}
          value={size(disk.totalBytes - disk.freeBytes)}
          of={t('of', { total: size(disk.totalBytes) })}
        >
          <Meter value={disk.totalBytes - disk.freeBytes} max={disk.totalBytes} label={t('disk')} />
        </Figure>
      ) : null}
    </section>
  )
}

function Figure({ name, value, of, children }: { name: string; value: string; of: string; children: ReactNode }) {
  return (
    <Card className="flex flex-col px-4 py-3.5">
      <h2 className="text-[0.8125rem] font-medium text-ink-soft">{name}</h2>
      <p className="mt-0.5 mb-2.5 flex flex-wrap items-baseline gap-x-1.5">
        <span className="text-2xl font-bold tracking-tight tabular-nums">{value}</span>
        <span className="text-sm text-ink-soft">{of}</span>
      </p>
      <div className="mt-auto text-[0.8125rem] text-ink-soft">{children}</div>
    </Card>
  )
}

function Meter({ value, max, label }: { value: number; max: number; label: string }) {
  const share = Math.min(1, value / max)
  const percent = Math.round(share * 100)
  return (
    <div role="img" aria-label={`${label}: ${percent} %`} className="h-1.5 overflow-hidden rounded-full bg-line">
      <div
        className={classNames(
          'h-full rounded-full',
          share >= FULL ? 'bg-bad' : share >= WARN ? 'bg-warn' : 'bg-accent',
        )}
        style={{ width: `${percent}%` }}
      />
    </div>
  )
}
