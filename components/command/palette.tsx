'use client'

import { Search } from 'lucide-react'
import { useLocale, useTranslations } from 'next-intl'
import { Dialog as Radix } from 'radix-ui'
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react'
import { usePathname, useRouter } from '../ui/navigation.ts'
import { useReturnFocus } from '../ui/return-focus.ts'
import { actionIds, specOf } from './action.ts'
import { chordLabel, chordOf } from './chord.ts'
import { chordFor, ownerOf } from './keymap.ts'
import { isMac, useKeyChanges } from './keys.ts'
import { PaletteList, type Row } from './palette-list.tsx'
import { usePlaces } from './places.ts'
import { offeredEntries, runOf } from './registry.ts'
import { found } from './search.ts'

/** More than anybody reads; the rest is found by typing on. */
const MOST = 60

type Props = { open: boolean; onClose: () => void }

/** Everything that can be done or gone to from here, found by its name. */
export function Palette({ open, onClose }: Props) {
  const t = useTranslations('command')
  // What was chosen is done when the dialog is gone and the focus is back where it was.
  const chosen = useRef<() => void>(undefined)
  const focus = useReturnFocus(() => {
    const run = chosen.current
    chosen.current = undefined
    if (run) requestAnimationFrame(run)
  })
  return (
    <Radix.Root open={open} onOpenChange={(now) => (now ? undefined : onClose())}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-[rgb(10_14_20/0.5)]" />
        <Radix.Content
          {...focus}
          aria-describedby={undefined}
          className="fixed top-[max(1rem,12dvh)] left-1/2 z-50 flex max-h-[min(34rem,76dvh)] w-[calc(100vw-2rem)] max-w-xl -translate-x-1/2 flex-col overflow-hidden rounded-xl border border-line-strong bg-raised shadow-pop focus:outline-none"
        >
          <Radix.Title className="sr-only">{t('title')}</Radix.Title>
          <Body
            onClose={onClose}
            onChoose={(run) => {
              chosen.current = run
              onClose()
            }}
          />
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}

function Body({ onClose, onChoose }: { onClose: () => void; onChoose: (run: () => void) => void }) {
  const t = useTranslations('command')
  const changes = useKeyChanges()
  const id = useId()
  const [query, setQuery] = useState('')
  const [at, setAt] = useState(0)
  const rows = useRows(query)
  const active = rows[Math.min(at, rows.length - 1)]
  const optionId = (row: Row) => `${id}-${row.key}`

  const activeId = active && optionId(active)
  useEffect(() => {
    if (activeId) document.getElementById(activeId)?.scrollIntoView({ block: 'nearest' })
  }, [activeId])

  const onKeyDown = (event: KeyboardEvent) => {
    // Enter ends a Hangul syllable that is being composed; it must not choose as well.
    if (event.nativeEvent.isComposing) return
    // The keys that open it close it.
    const chord = chordOf(event.nativeEvent)
    const action = chord && ownerOf(chord, changes, isMac())
    if (action === 'palette' || action === 'paletteInTerminal') {
      event.preventDefault()
      return onClose()
    }
    const now = Math.min(at, rows.length - 1)
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step !== undefined && rows.length > 0) {
      event.preventDefault()
      setAt((now + step + rows.length) % rows.length)
    }
    if (event.key === 'Enter' && active) {
      event.preventDefault()
      onChoose(active.run)
    }
  }

  return (
    <>
      <div className="flex items-center gap-2.5 border-b border-line px-4">
        <Search aria-hidden="true" className="size-4 shrink-0 text-ink-faint" />
        <input
          role="combobox"
          aria-label={t('find')}
          aria-expanded="true"
          aria-controls={`${id}-list`}
          aria-activedescendant={activeId}
          aria-autocomplete="list"
          autoComplete="off"
          autoCorrect="off"
          spellCheck={false}
          enterKeyHint="go"
          placeholder={t('placeholder')}
          value={query}
          onChange={(event) => {
            setQuery(event.target.value)
            setAt(0)
          }}
          onKeyDown={onKeyDown}
          className="h-12 min-w-0 flex-1 bg-transparent text-base placeholder:text-ink-faint focus:outline-none"
        />
      </div>
      <PaletteList
        id={`${id}-list`}
        label={t('title')}
        rows={rows}
        active={active}
        optionId={optionId}
        onPoint={(row) => setAt(rows.indexOf(row))}
        onChoose={(row) => onChoose(row.run)}
      />
      <p role="status" className={rows.length === 0 ? 'px-4 pt-1 pb-6 text-center text-sm text-ink-soft' : 'sr-only'}>
        {rows.length === 0 ? t('nothing', { query }) : t('count', { count: rows.length })}
      </p>
    </>
  )
}

/** What matches, its groups kept together: what can be done here first. */
function useRows(query: string): Row[] {
  const t = useTranslations('command')
  const locale = useLocale()
  const router = useRouter()
  const changes = useKeyChanges()
  const places = usePlaces(locale)
  const mac = isMac()
  const path = usePathname()
  const go = (href: string) => () => {
    const [page, place] = href.split('#')
    // The browser tells of a new place on the page that one is on only when it goes there itself.
    if (page === path && place) window.location.hash = place
    else router.push(href)
  }

  const here: readonly Row[] = offeredEntries()
  const done: Row[] = actionIds.flatMap((id) => {
    const { group, keysOnly } = specOf(id)
    const run = keysOnly ? undefined : runOf(id, null)
    const chord = chordFor(id, changes, mac)
    return run
      ? [{ key: id, group, title: t(`action.${id}`), words: id, keys: chord ? chordLabel(chord, mac) : undefined, run }]
      : []
  })
  const pages: Row[] = (['home', 'review', 'progress', 'registry', 'join', 'health'] as const).map((page) => ({
    key: page,
    group: 'page',
    title: t(`page.${page}`),
    words: page,
    run: go(page === 'home' ? '/' : `/${page}`),
  }))
  const lessons: Row[] = places.flatMap((lesson): Row[] => {
    const { slug } = lesson
    const detail = lesson.title
    const one = (kind: 'lab' | 'quiz' | 'sheet', href: string): Row => ({
      key: `${kind}:${slug}`,
      group: 'lesson',
      title: t(`place.${kind}`, { title: lesson.title }),
      words: `${kind} ${slug} ${lesson.number}`,
      quiet: true,
      run: go(href),
    })
    return [
      {
        key: `lesson:${slug}`,
        group: 'lesson',
        title: lesson.title,
        detail: lesson.number,
        words: slug,
        run: go(`/lesson/${slug}`),
      },
      ...(lesson.steps.length > 0 ? [one('lab', `/lab/${slug}`)] : []),
      ...(lesson.quiz ? [one('quiz', `/lesson/${slug}/quiz`)] : []),
      ...(lesson.sheet ? [one('sheet', `/lesson/${slug}#sheet`)] : []),
      ...lesson.steps.map(
        (step, index): Row => ({
          key: `step:${slug}:${step.id}`,
          group: 'lesson',
          title: t('place.step', { number: index + 1, title: step.title }),
          detail,
          words: `${slug} ${step.id}`,
          quiet: true,
          run: go(`/lab/${slug}#${step.id}`),
        }),
      ),
    ]
  })
  const all = [...here, ...done, ...pages, ...lessons].filter((row) => query.trim() !== '' || !row.quiet)
  const best = found(query, all, MOST)
  const groups = [...new Set(best.map(({ group }) => group))]
  return groups.flatMap((group) => best.filter((row) => row.group === group))
}
