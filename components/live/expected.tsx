'use client'

import { Users } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useId, useState } from 'react'
import type { ErrorId } from '#server/protocol/error.ts'
import type { Board } from '#server/protocol/live.ts'
import { CLASS_SIZE } from '#server/protocol/live-limit.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import type { BoardSession } from './live-session.ts'

/** What was typed as a number of people; undefined: nothing. */
export function expectedOf(typed: string): number | undefined {
  const people = Math.floor(Number(typed))
  return typed.trim() === '' || !Number.isFinite(people) || people < 1 ? undefined : Math.min(people, CLASS_SIZE)
}

/** How many are to come: places are kept for them. */
export function PeopleField({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const t = useTranslations('live.expected')
  const id = useId()
  return (
    <div className="mt-4">
      <label htmlFor={id} className="block font-medium">
        {t('field')}
      </label>
      <input
        id={id}
        type="number"
        inputMode="numeric"
        min={1}
        max={CLASS_SIZE}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        aria-describedby={`${id}-hint`}
        className="mt-1.5 h-10 w-28 rounded-md border border-line-control bg-surface px-3 tabular-nums"
      />
      <p id={`${id}-hint`} className="mt-1 text-[0.8125rem] text-ink-soft">
        {t('hint')}
      </p>
    </div>
  )
}

/** More than there is room for: says for how many, and what can be done. */
export function PeopleError({ id, detail }: { id: ErrorId; detail?: string }) {
  const t = useTranslations('live.expected')
  return (
    <div className="w-full">
      <ErrorNote id={id} className="mt-3" />
      {id === 'class-places' && detail ? (
        <p className="mt-2 text-sm font-medium">{t('room', { places: Number(detail) })}</p>
      ) : null}
    </div>
  )
}

/** Who is here of those expected; who teaches says how many are. */
export function Expected({ board, session }: { board: Board; session: BoardSession }) {
  const t = useTranslations('live.expected')
  const { expected } = board.info
  const [open, setOpen] = useState(false)
  const [people, setPeople] = useState('')
  const [error, setError] = useState<{ id: ErrorId; detail?: string }>()
  const here = board.rows.filter((row) => row.presence !== 'away').length
  const all = board.rows.length
  const words = expected === null ? t('here', { here, all }) : t('of', { here, expected })
  if (board.me.role === 'helper') return <p className="text-sm text-ink-soft tabular-nums">{words}</p>
  const set = async () => {
    const result = await session.call('board:expect', { people: expectedOf(people) ?? null })
    setError(result.ok ? undefined : { id: result.error, ...(result.detail ? { detail: result.detail } : {}) })
    if (result.ok) setOpen(false)
  }
  return (
    <>
      <Button
        variant="ghost"
        title={t('change')}
        onClick={() => {
          setPeople(expected === null ? '' : String(expected))
          setError(undefined)
          setOpen(true)
        }}
      >
        <Users aria-hidden="true" />
        <span className="tabular-nums">{words}</span>
      </Button>
      <Dialog
        open={open}
        onOpenChange={setOpen}
        title={t('change')}
        closeLabel={t('close')}
        footer={
          <>
            <Button onClick={() => setOpen(false)}>{t('cancel')}</Button>
            <Button variant="primary" onClick={() => void set()}>
              {t('set')}
            </Button>
          </>
        }
      >
        <PeopleField value={people} onChange={setPeople} />
        {error ? <PeopleError {...error} /> : null}
      </Dialog>
    </>
  )
}
