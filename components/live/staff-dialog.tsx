'use client'

import { useTranslations } from 'next-intl'
import { useEffect, useEffectEvent, useId, useState } from 'react'
import type { ErrorId } from '#server/protocol/error.ts'
import { NAME_LENGTH } from '#server/protocol/live-limit.ts'
import type { StaffLink, StaffRole } from '#server/protocol/live-staff.ts'
import { Badge } from '../ui/badge.tsx'
import { Button } from '../ui/button.tsx'
import { CopyButton } from '../ui/copy-button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { Segmented } from '../ui/segmented.tsx'
import type { BoardSession } from './live-session.ts'

const ROLES: StaffRole[] = ['helper', 'co-teacher']

type Props = { open: boolean; onClose: () => void; boardUrl: string; session: BoardSession }

/** Links for those who teach along: made, sent, taken back. */
export function StaffDialog({ open, onClose, boardUrl, session }: Props) {
  const t = useTranslations('live.staff')
  const id = useId()
  const [links, setLinks] = useState<StaffLink[]>([])
  const [role, setRole] = useState<StaffRole>('helper')
  const [name, setName] = useState('')
  const [made, setMade] = useState<{ name: string; url: string }>()
  const [error, setError] = useState<ErrorId>()
  const load = useEffectEvent(async () => {
    const result = await session.call('staff:list', {})
    if (result.ok) setLinks(result.value)
    else setError(result.error)
  })
  useEffect(() => {
    if (open) void load()
  }, [open])
  const invite = async () => {
    const result = await session.call('staff:invite', { role, name })
    if (!result.ok) return setError(result.error)
    setError(undefined)
    setLinks([...links, result.value.link])
    setMade({ name: result.value.link.name, url: `${boardUrl}?staff=${result.value.token}` })
    setName('')
  }
  const revoke = async (link: string) => {
    const result = await session.call('staff:revoke', { link })
    if (!result.ok) return setError(result.error)
    setLinks(links.filter((one) => one.id !== link))
    setMade(undefined)
  }
  return (
    <Dialog
      open={open}
      onOpenChange={() => {
        setMade(undefined)
        onClose()
      }}
      title={t('title')}
      description={t('lead')}
      closeLabel={t('close')}
    >
      <form
        className="mt-4 space-y-3"
        onSubmit={(event) => {
          event.preventDefault()
          if (name.trim() !== '') void invite()
        }}
      >
        <Segmented<StaffRole>
          label={t('role')}
          value={role}
          options={ROLES.map((value) => ({ value, label: t(`roles.${value}`) }))}
          onChange={setRole}
        />
        <p className="text-[0.8125rem] text-ink-soft">{t(`about.${role}`)}</p>
        <div>
          <label htmlFor={`${id}-name`} className="font-medium">
            {t('name')}
          </label>
          <div className="mt-1.5 flex gap-2">
            <input
              id={`${id}-name`}
              value={name}
              maxLength={NAME_LENGTH}
              autoComplete="off"
              onChange={(event) => setName(event.target.value)}
              className="h-9 min-w-0 flex-1 rounded-md border border-line-control bg-surface px-3 pointer-coarse:h-11"
            />
            <Button type="submit" variant="primary" disabled={name.trim() === ''}>
              {t('make')}
            </Button>
          </div>
        </div>
      </form>
      {made ? (
        <div role="status" className="mt-3 rounded-lg border border-accent-line bg-accent-soft p-3">
          <p>{t('once', { name: made.name })}</p>
          <p className="mt-1 flex items-center gap-1">
            <code className="min-w-0 flex-1 font-mono text-xs break-all" data-testid="staff-link">
              {made.url}
            </code>
            <CopyButton text={made.url} label={t('copy')} done={t('copied')} className="text-ink-soft hover:bg-hover" />
          </p>
        </div>
      ) : null}
      {error ? <ErrorNote id={error} className="mt-3" /> : null}
      <h3 className="mt-5 text-[0.8125rem] font-semibold text-ink-soft">{t('list')}</h3>
      {links.length === 0 ? <p className="mt-1.5 text-ink-faint">{t('none')}</p> : null}
      <ul className="mt-1 divide-y divide-line">
        {links.map((link) => (
          <li key={link.id} className="flex min-h-11 items-center gap-2 py-1">
            <span className="min-w-0 flex-1 truncate font-medium">{link.name}</span>
            <Badge>{t(`roles.${link.role}`)}</Badge>
            <Button size="sm" aria-label={t('revokeOf', { name: link.name })} onClick={() => void revoke(link.id)}>
              {t('revoke')}
            </Button>
          </li>
        ))}
      </ul>
    </Dialog>
  )
}
