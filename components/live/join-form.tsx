'use client'

import { useLocale, useTranslations } from 'next-intl'
import { useId, useState } from 'react'
import type { ErrorId } from '#server/protocol/error.ts'
import { JOIN_CODE_LENGTH, NAME_LENGTH } from '#server/protocol/live-limit.ts'
import { Button } from '../ui/button.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { useRouter } from '../ui/navigation.ts'
import { Spinner } from '../ui/spinner.tsx'
import { ask } from './live-session.ts'

const field = 'mt-1.5 h-11 w-full rounded-md border border-line-control bg-surface px-3.5 text-base'

/** Into a class with its code and a name; no account. */
export function JoinForm({ code: given, name: known }: { code?: string; name?: string }) {
  const t = useTranslations('live.join')
  const locale = useLocale()
  const router = useRouter()
  const id = useId()
  const [code, setCode] = useState(given ?? '')
  const [name, setName] = useState(known ?? '')
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<ErrorId>()
  const join = async () => {
    setBusy(true)
    setError(undefined)
    const result = await ask(locale, 'class:join', { code, name })
    setBusy(false)
    if (!result.ok) return setError(result.error)
    const { place, lessons } = result.value.info
    const slug = place?.slug ?? lessons[0]
    // The bar of the class is drawn by the layout, which the server renders.
    router.push(slug ? (place?.step ? `/lab/${slug}` : `/lesson/${slug}`) : '/')
    router.refresh()
  }
  return (
    <form
      className="mt-6 max-w-sm space-y-4"
      onSubmit={(event) => {
        event.preventDefault()
        void join()
      }}
    >
      <div>
        <label htmlFor={`${id}-code`} className="text-sm font-medium">
          {t('code')}
        </label>
        <input
          id={`${id}-code`}
          value={code}
          onChange={(event) => setCode(event.target.value.toUpperCase())}
          required
          minLength={JOIN_CODE_LENGTH}
          maxLength={JOIN_CODE_LENGTH + 4}
          autoComplete="off"
          autoCapitalize="characters"
          spellCheck={false}
          placeholder="7KQM2X"
          className={`${field} font-mono tracking-[0.2em]`}
        />
      </div>
      <div>
        <label htmlFor={`${id}-name`} className="text-sm font-medium">
          {t('name')}
        </label>
        <input
          id={`${id}-name`}
          value={name}
          onChange={(event) => setName(event.target.value)}
          required
          maxLength={NAME_LENGTH}
          autoComplete="name"
          aria-describedby={`${id}-who`}
          className={field}
        />
        <p id={`${id}-who`} className="mt-1.5 text-[0.8125rem] text-ink-faint">
          {t('who')}
        </p>
      </div>
      {error ? <ErrorNote id={error} /> : null}
      <Button type="submit" variant="primary" size="lg" disabled={busy || name.trim() === '' || code.trim() === ''}>
        {busy ? <Spinner /> : null}
        {t('go')}
      </Button>
    </form>
  )
}
