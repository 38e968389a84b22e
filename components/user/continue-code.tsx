'use client'

// Taking progress to another device: a code is made here, or one made elsewhere is used here.
import { useTranslations } from 'next-intl'
import { type FormEvent, useId, useState } from 'react'
import type { ErrorId } from '#server/protocol/error.ts'
import { Button } from '../ui/button.tsx'
import { CopyButton } from '../ui/copy-button.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { useRouter } from '../ui/navigation.ts'
import { Spinner } from '../ui/spinner.tsx'

type Reply<T> = { ok: true; value: T } | { ok: false; error: ErrorId }

async function post<T>(path: string, body?: unknown): Promise<Reply<T>> {
  try {
    const response = await fetch(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body ?? {}),
    })
    const value = await response.json()
    return response.ok ? { ok: true, value: value as T } : { ok: false, error: (value.error as ErrorId) ?? 'internal' }
  } catch {
    return { ok: false, error: 'internal' }
  }
}

export function GiveCode() {
  const t = useTranslations('user.code')
  const ui = useTranslations('ui')
  const [busy, setBusy] = useState(false)
  const [reply, setReply] = useState<Reply<{ code: string }>>()
  const ask = async () => {
    setBusy(true)
    setReply(await post<{ code: string }>('/api/progress/code'))
    setBusy(false)
  }
  return (
    <div>
      <h3 className="font-semibold">{t('give')}</h3>
      <p className="mt-1 text-sm text-ink-soft">{t('giveText')}</p>
      <div role="status">
        {reply?.ok ? (
          <p className="mt-3 flex items-center gap-1 rounded-lg border border-accent-line bg-accent-soft py-1.5 pr-1.5 pl-3.5">
            <span className="sr-only">{t('yours')}</span>
            <code className="min-w-0 flex-1 font-mono text-base font-semibold tracking-wide select-all">
              {reply.value.code}
            </code>
            <CopyButton text={reply.value.code} label={t('copy')} done={ui('copied')} className="hover:bg-hover" />
          </p>
        ) : null}
      </div>
      {reply?.ok ? null : (
        <div className="mt-3 flex items-center gap-3">
          <Button onClick={ask} disabled={busy}>
            {t('get')}
          </Button>
          {busy ? <Spinner label={ui('loading')} /> : null}
        </div>
      )}
      {reply && !reply.ok ? <ErrorNote id={reply.error} className="mt-3" /> : null}
    </div>
  )
}

export function UseCode() {
  const t = useTranslations('user.code')
  const ui = useTranslations('ui')
  const router = useRouter()
  const id = useId()
  const [code, setCode] = useState('')
  const [state, setState] = useState<'idle' | 'busy' | 'done' | { error: ErrorId }>('idle')
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setState('busy')
    const reply = await post('/api/progress/continue', { code: code.trim() })
    if (!reply.ok) return setState({ error: reply.error })
    setState('done')
    router.refresh()
  }
  return (
    <form onSubmit={submit}>
      <h3 className="font-semibold">{t('have')}</h3>
      <p className="mt-1 text-sm text-ink-soft">{t('haveText')}</p>
      <div className="mt-3 flex gap-2">
        <label htmlFor={id} className="sr-only">
          {t('label')}
        </label>
        <input
          id={id}
          value={code}
          onChange={(event) => setCode(event.target.value)}
          placeholder={t('label')}
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          className="h-9 min-w-0 flex-1 rounded-md border border-line-control bg-surface px-3 font-mono text-sm placeholder:font-sans placeholder:text-ink-faint pointer-coarse:h-11"
        />
        <Button type="submit" disabled={state === 'busy' || code.trim() === ''}>
          {t('use')}
        </Button>
      </div>
      <div role="status" className="text-sm">
        {state === 'busy' ? <Spinner label={ui('loading')} className="mt-3" /> : null}
        {state === 'done' ? <p className="mt-2 font-medium text-ok">{t('done')}</p> : null}
      </div>
      {typeof state === 'object' ? <ErrorNote id={state.error} className="mt-3" /> : null}
    </form>
  )
}
