'use client'

import { Radar, ShieldX } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useMemo } from 'react'
import { Badge } from '#components/ui/badge.tsx'
import { classNames } from '#components/ui/class-name.ts'
import { EmptyState } from '#components/ui/empty-state.tsx'
import type { ApiCall } from '#server/protocol/lab.ts'
import { type CallGroup, groupCalls } from './call-group.ts'
import { CallPath } from './call-path.tsx'
import { useLabDesk } from './lab-context.ts'
import { useClock } from './use-clock.ts'

/** A docker command shown as what it is: requests to the daemon. */
export function XrayPanel() {
  const t = useTranslations('lab.xray')
  const { view } = useLabDesk()
  const calls = view.room?.calls
  const commands = view.room?.commands
  const groups = useMemo(() => groupCalls(calls ?? [], commands ?? []).toReversed(), [calls, commands])
  if (groups.length === 0)
    return (
      <EmptyState icon={<Radar aria-hidden="true" />} title={t('empty')}>
        {t('emptyText')}
      </EmptyState>
    )
  const newest = calls?.at(-1)
  return (
    <>
      {newest ? <CallPath call={newest} /> : null}
      <ol aria-label={`${t('list')}, ${t('newest')}`} className="divide-y divide-line">
        {groups.map((group, index) => (
          <li key={group.key}>
            <Group group={group} open={index === 0} />
          </li>
        ))}
      </ol>
    </>
  )
}

function Group({ group, open }: { group: CallGroup; open: boolean }) {
  const t = useTranslations('lab.xray')
  const clock = useClock()
  const { command, calls } = group
  const slowest = Math.max(...calls.map(({ ms }) => ms), 1)
  return (
    <details open={open}>
      <summary className="flex min-h-10 items-center gap-2.5 px-4 py-1.5 hover:bg-hover focus-visible:-outline-offset-2">
        {command ? (
          <code className="min-w-0 flex-1 truncate text-[0.8125rem] font-medium">
            <span aria-hidden="true" className="text-ink-faint select-none">
              ${' '}
            </span>
            {command.line}
          </code>
        ) : (
          <span className="min-w-0 flex-1 truncate text-[0.8125rem] text-ink-soft">{t('loose')}</span>
        )}
        {command ? (
          command.exit === undefined ? (
            <Badge tone="accent">{t('running')}</Badge>
          ) : (
            <Badge tone={command.exit === 0 ? 'neutral' : 'bad'}>{t('exit', { code: command.exit })}</Badge>
          )
        ) : null}
        <span className="text-xs whitespace-nowrap text-ink-faint">{t('calls', { count: calls.length })}</span>
        <time
          dateTime={new Date(calls[0]!.time).toISOString()}
          className="text-xs text-ink-faint tabular-nums max-[560px]:hidden"
        >
          {clock(calls[0]!.time)}
        </time>
      </summary>
      <div className="overflow-x-auto px-4 pb-3">
        <table className="w-full text-left text-[0.8125rem]">
          <thead className="sr-only">
            <tr>
              <th scope="col">{t('call')}</th>
              <th scope="col">{t('status')}</th>
              <th scope="col">{t('time')}</th>
            </tr>
          </thead>
          <tbody>
            {calls.map((call) => (
              <Row key={call.n} call={call} slowest={slowest} />
            ))}
          </tbody>
        </table>
      </div>
    </details>
  )
}

const methodTone: Record<string, string> = {
  GET: 'text-accent',
  HEAD: 'text-accent',
  POST: 'text-ok',
  PUT: 'text-ok',
  DELETE: 'text-bad',
}
const FAILED = 400
const SECOND_MS = 1_000

/** Full ids as docker ps shortens them. */
const shortPath = (path: string) => path.replace(/\b([0-9a-f]{12})[0-9a-f]{52}\b/g, '$1')

function Row({ call, slowest }: { call: ApiCall; slowest: number }) {
  const t = useTranslations('lab.xray')
  const failed = call.status >= FAILED
  return (
    <tr className="border-t border-line align-baseline first:border-t-0">
      <td className="w-full py-1.5 pr-3 font-mono">
        <span className={classNames('inline-block w-14 font-semibold', methodTone[call.method])}>{call.method}</span>
        <span className="break-all" title={call.path}>
          {shortPath(call.path)}
        </span>
        {call.object ? <span className="ml-2 font-sans text-ink-faint">{call.object}</span> : null}
        {call.error ? (
          <span lang="en" className="mt-0.5 block pl-14 text-xs break-words text-bad">
            {call.error}
          </span>
        ) : null}
      </td>
      <td className="py-1.5 pr-3 whitespace-nowrap">
        {call.refused ? (
          <Badge tone="warn">
            <ShieldX aria-hidden="true" />
            {t('refused')}
          </Badge>
        ) : (
          <span className={classNames('font-mono tabular-nums', failed ? 'font-semibold text-bad' : 'text-ink-soft')}>
            {call.status}
          </span>
        )}
      </td>
      <td className="w-28 min-w-20 py-1.5 text-right whitespace-nowrap text-ink-soft tabular-nums">
        {call.ms < SECOND_MS ? t('ms', { ms: Math.round(call.ms) }) : t('s', { s: (call.ms / SECOND_MS).toFixed(1) })}
        <span aria-hidden="true" className="mt-1 block h-0.5 rounded-full bg-line">
          <span
            className={classNames('ml-auto block h-full rounded-full', failed ? 'bg-bad' : 'bg-accent')}
            style={{ width: `${Math.max(3, (call.ms / slowest) * 100)}%` }}
          />
        </span>
      </td>
    </tr>
  )
}
