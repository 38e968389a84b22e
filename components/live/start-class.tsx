'use client'

import { useLocale, useTranslations } from 'next-intl'
import { useId, useState } from 'react'
import type { ErrorId } from '#server/protocol/error.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { useRouter } from '../ui/navigation.ts'
import { Spinner } from '../ui/spinner.tsx'
import { expectedOf, PeopleError, PeopleField } from './expected.tsx'
import { ask } from './live-session.ts'

type Props = { lessons: { slug: string; title: string; minutes: number }[] }

/** One click starts a class with all lessons; who wants to choose, chooses first. */
export function StartClass({ lessons }: Props) {
  const t = useTranslations('live.start')
  const locale = useLocale()
  const router = useRouter()
  const id = useId()
  const [choosing, setChoosing] = useState(false)
  const [title, setTitle] = useState('')
  const [chosen, setChosen] = useState(lessons.map(({ slug }) => slug))
  const [people, setPeople] = useState('')
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<{ id: ErrorId; detail?: string }>()
  const expected = expectedOf(people)
  const start = async () => {
    setBusy(true)
    const result = await ask(locale, 'board:start', {
      title,
      lessons: lessons.map(({ slug }) => slug).filter((slug) => chosen.includes(slug)),
      ...(expected === undefined ? {} : { expected }),
    })
    if (result.ok) return router.push(`/live/${result.value.id}`)
    setBusy(false)
    setError({ id: result.error, ...(result.detail ? { detail: result.detail } : {}) })
  }
  const minutes = lessons.filter(({ slug }) => chosen.includes(slug)).reduce((sum, lesson) => sum + lesson.minutes, 0)
  return (
    <div className="flex flex-wrap items-center gap-2">
      <Button variant="primary" size="lg" disabled={busy} onClick={() => void start()}>
        {busy ? <Spinner /> : null}
        {t('go')}
      </Button>
      <Button size="lg" onClick={() => setChoosing(true)}>
        {t('choose')}
      </Button>
      {error ? <PeopleError {...error} /> : null}
      <Dialog
        open={choosing}
        onOpenChange={setChoosing}
        title={t('choose')}
        closeLabel={t('close')}
        footer={
          <>
            <p className="flex-1 self-center text-ink-soft">{t('minutes', { minutes })}</p>
            <Button variant="primary" disabled={busy || chosen.length === 0} onClick={() => void start()}>
              {t('go')}
            </Button>
          </>
        }
      >
        <label htmlFor={`${id}-title`} className="mt-2 block font-medium">
          {t('title')}
        </label>
        <input
          id={`${id}-title`}
          value={title}
          maxLength={80}
          onChange={(event) => setTitle(event.target.value)}
          placeholder={t('titleHint')}
          className="mt-1.5 h-10 w-full rounded-md border border-line-control bg-surface px-3"
        />
        <PeopleField value={people} onChange={setPeople} />
        {error ? <PeopleError {...error} /> : null}
        <fieldset className="mt-4">
          <legend className="font-medium">{t('lessons')}</legend>
          <ul className="mt-1.5 divide-y divide-line">
            {lessons.map((lesson) => (
              <li key={lesson.slug}>
                <label className="flex min-h-10 items-center gap-3 py-1.5">
                  <input
                    type="checkbox"
                    checked={chosen.includes(lesson.slug)}
                    onChange={() =>
                      setChosen(
                        chosen.includes(lesson.slug)
                          ? chosen.filter((slug) => slug !== lesson.slug)
                          : [...chosen, lesson.slug],
                      )
                    }
                    className="size-4 accent-(--accent)"
                  />
                  <span className="min-w-0 flex-1">{lesson.title}</span>
                  <span className="text-ink-faint tabular-nums">{t('minutes', { minutes: lesson.minutes })}</span>
                </label>
              </li>
            ))}
          </ul>
        </fieldset>
      </Dialog>
    </div>
  )
}
