'use client'

import { useLocale, useTranslations } from 'next-intl'
import { useEffect, useEffectEvent, useState } from 'react'
import type { ErrorId } from '#server/protocol/error.ts'
import type { BoardRow } from '#server/protocol/live.ts'
import type { BoardFault, FaultKind } from '#server/protocol/live-exercise.ts'
import { Badge } from '../ui/badge.tsx'
import { Button } from '../ui/button.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { InlineCode } from '../ui/inline-code.tsx'
import { InlineText } from '../ui/inline-text.tsx'
import { toast } from '../ui/toast.tsx'
import type { BoardSession } from './live-session.ts'

type Props = { rows: BoardRow[]; faults: BoardFault[]; session: BoardSession }

/** Something is broken on students' hosts, and they are told so; who has found what, the cause for all, and back again. */
export function FaultPart({ rows, faults, session }: Props) {
  const t = useTranslations('live.fault')
  const locale = useLocale()
  const [kinds, setKinds] = useState<FaultKind[]>([])
  const [chosen, setChosen] = useState('')
  /** null: everybody who is here. */
  const [some, setSome] = useState<string[] | null>(null)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<ErrorId>()
  const load = useEffectEvent(async () => {
    const result = await session.call('fault:list', {})
    if (!result.ok) return setError(result.error)
    setKinds(result.value)
    setChosen(result.value[0]?.id ?? '')
  })
  useEffect(() => void load(), [])

  const kind = kinds.find(({ id }) => id === chosen)
  const here = rows.filter(({ presence }) => presence !== 'away')
  const members = some === null ? here.map(({ id }) => id) : some.filter((id) => rows.some((row) => row.id === id))
  const nameOf = (id: string) => rows.find((row) => row.id === id)?.name ?? ''
  const act = async (event: 'fault:inject' | 'fault:undo' | 'fault:show', on: string[]) => {
    setBusy(true)
    const result =
      event === 'fault:inject'
        ? await session.call(event, { members: on, fault: chosen })
        : await session.call(event, { members: on })
    setBusy(false)
    if (!result.ok) return setError(result.error)
    setError(undefined)
    const failed = result.value?.failed ?? []
    if (failed.length > 0)
      toast(t(event === 'fault:undo' ? 'notUndone' : 'unfit', { names: failed.map(nameOf).join(', ') }), 'warn')
  }
  return (
    <section aria-label={t('title')} data-testid="faults">
      <h2 className="text-base font-semibold">{t('title')}</h2>
      <p className="mt-1 text-ink-soft">{t('lead')}</p>
      <select
        aria-label={t('which')}
        value={chosen}
        onChange={(event) => setChosen(event.target.value)}
        className="mt-3 h-9 w-full rounded-md border border-line-control bg-surface px-2.5 pointer-coarse:h-11"
      >
        {kinds.map(({ id, title }) => (
          <option key={id} value={id}>
            {title[locale]}
          </option>
        ))}
      </select>
      {kind ? (
        <p className="mt-2 text-[0.8125rem] text-ink-soft">
          <InlineText>{kind.cause[locale]}</InlineText>
        </p>
      ) : null}
      <Whom rows={rows} here={here.length} some={some} onSome={setSome} />
      <Button
        variant="primary"
        disabled={busy || members.length === 0 || !kind}
        onClick={() => void act('fault:inject', members)}
        className="mt-3"
      >
        {busy ? t('busy') : t('go', { count: members.length })}
      </Button>
      {error ? <ErrorNote id={error} className="mt-3" /> : null}
      {faults.length > 0 ? (
        <>
          <ul className="mt-4 divide-y divide-line rounded-lg border border-line bg-surface">
            {faults.map((fault) => (
              <li key={fault.member} className="px-3 py-2" data-testid="fault">
                <p className="flex items-center gap-2">
                  <span className="min-w-0 flex-1 truncate font-medium">{nameOf(fault.member)}</span>
                  <Badge tone={fault.found === null ? 'warn' : 'ok'}>
                    {t(fault.found === null ? 'looking' : 'found')}
                  </Badge>
                  <Button
                    size="sm"
                    disabled={busy}
                    aria-label={t('undoOf', { name: nameOf(fault.member) })}
                    onClick={() => void act('fault:undo', [fault.member])}
                  >
                    {t('undo')}
                  </Button>
                </p>
                <p className="text-ink-soft">
                  {kinds.find(({ id }) => id === fault.fault)?.title[locale] ?? fault.fault}
                </p>
                {fault.found === null ? null : <p className="mt-1 whitespace-pre-wrap">“{fault.found}”</p>}
              </li>
            ))}
          </ul>
          <div className="mt-2.5 flex flex-wrap gap-1.5">
            <Button
              disabled={busy || faults.every(({ shown }) => shown)}
              onClick={() =>
                void act(
                  'fault:show',
                  faults.map(({ member }) => member),
                )
              }
            >
              {t('show')}
            </Button>
            <Button
              disabled={busy}
              onClick={() =>
                void act(
                  'fault:undo',
                  faults.map(({ member }) => member),
                )
              }
            >
              {t('undoAll')}
            </Button>
          </div>
        </>
      ) : kind ? (
        <p className="mt-3 text-[0.8125rem] text-ink-faint">
          {t('look')} <InlineCode>{kind.look}</InlineCode>
        </p>
      ) : null}
    </section>
  )
}

/** Everybody who is here, or only those who are ticked. */
function Whom({
  rows,
  here,
  some,
  onSome,
}: {
  rows: BoardRow[]
  here: number
  some: string[] | null
  onSome: (some: string[] | null) => void
}) {
  const t = useTranslations('live.fault')
  return (
    <fieldset className="mt-3">
      <legend className="sr-only">{t('whom')}</legend>
      <label className="flex min-h-8 items-center gap-2 pointer-coarse:min-h-11">
        <input
          type="checkbox"
          checked={some === null}
          onChange={(event) => onSome(event.target.checked ? null : [])}
          className="size-4 accent-(--accent)"
        />
        {t('all', { count: here })}
      </label>
      {some === null ? null : (
        <ul className="max-h-56 overflow-y-auto rounded-lg border border-line bg-surface px-3 py-1">
          {rows.map((row) => (
            <li key={row.id}>
              <label className="flex min-h-8 items-center gap-2 pointer-coarse:min-h-11">
                <input
                  type="checkbox"
                  checked={some.includes(row.id)}
                  onChange={(event) =>
                    onSome(event.target.checked ? [...some, row.id] : some.filter((id) => id !== row.id))
                  }
                  className="size-4 shrink-0 accent-(--accent)"
                />
                <span className="min-w-0 truncate">{row.name}</span>
              </label>
            </li>
          ))}
        </ul>
      )}
    </fieldset>
  )
}
