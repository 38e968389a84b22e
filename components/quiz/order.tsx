import { ArrowDown, ArrowUp, Check, GripVertical, X } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { type KeyboardEvent, useRef, useState } from 'react'
import type { QuizGrade } from '#server/protocol/content.ts'
import { classNames } from '../ui/class-name.ts'
import { IconButton } from '../ui/icon-button.tsx'
import { InlineText } from '../ui/inline-text.tsx'
import { moved } from './draft.ts'

type Entry = { id: string; text: string }
type Props = { entries: Entry[]; ids: string[]; onOrder: (ids: string[]) => void; grade?: QuizGrade }

export function Order({ entries, ids, onOrder, grade }: Props) {
  const t = useTranslations('quiz')
  const [dragged, setDragged] = useState<string>()
  const [said, setSaid] = useState('')
  const list = useRef<HTMLOListElement>(null)
  const text = (id: string) => entries.find((entry) => entry.id === id)?.text ?? ''
  // A spoken label has no code style.
  const label = (id: string) => text(id).replaceAll('`', '')

  const move = (id: string, to: number, button?: 'up' | 'down') => {
    if (to < 0 || to >= ids.length) return
    onOrder(moved(ids, id, to))
    setSaid(t('order.moved', { item: label(id), total: ids.length, place: to + 1 }))
    if (!button) return
    // The row moved away under the focus: follow it. At an end that button is off, so take the other one.
    requestAnimationFrame(() => {
      const row = list.current?.children[to]
      const wanted = row?.querySelector<HTMLButtonElement>(`[data-move="${button}"]:not(:disabled)`)
      const target = wanted ?? row?.querySelector<HTMLButtonElement>('button:not(:disabled)')
      target?.focus()
    })
  }
  const onKey = (event: KeyboardEvent, id: string, index: number) => {
    const by = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : 0
    if (!by) return
    event.preventDefault()
    move(id, index + by, by < 0 ? 'up' : 'down')
  }

  return (
    <div>
      {grade ? null : <p className="mb-2.5 text-sm text-ink-soft">{t('order.help')}</p>}
      <ol ref={list} className="space-y-2">
        {ids.map((id, index) => {
          const note = grade?.notes.find((one) => one.id === id)
          const place = grade?.key.ids?.indexOf(id) ?? -1
          return (
            <li
              key={id}
              draggable={!grade}
              onDragStart={(event) => {
                event.dataTransfer.effectAllowed = 'move'
                event.dataTransfer.setData('text/plain', id)
                setDragged(id)
              }}
              onDragEnd={() => setDragged(undefined)}
              onDragOver={(event) => {
                if (!dragged) return
                event.preventDefault()
                if (dragged !== id) onOrder(moved(ids, dragged, index))
              }}
              onDrop={(event) => event.preventDefault()}
              className={classNames(
                'flex min-h-11 items-center gap-2.5 rounded-lg border py-1 pr-1.5 pl-2.5',
                !grade && 'cursor-grab border-line-strong bg-surface',
                dragged === id && 'border-accent bg-accent-soft',
                note && (note.correct ? 'border-ok/50 bg-ok-soft' : 'border-bad/50 bg-bad-soft'),
              )}
            >
              {grade ? null : <GripVertical aria-hidden="true" className="size-4 shrink-0 text-ink-faint" />}
              <span className="w-5 shrink-0 text-right text-sm font-semibold text-ink-faint tabular-nums">
                {index + 1}
              </span>
              <span className="min-w-0 flex-1 py-1">
                <InlineText>{text(id)}</InlineText>
              </span>
              {note ? (
                <span
                  className={classNames(
                    'inline-flex shrink-0 items-center gap-1 pr-1.5 text-xs font-semibold',
                    note.correct ? 'text-ok' : 'text-bad',
                  )}
                >
                  {note.correct ? (
                    <Check aria-hidden="true" className="size-4" />
                  ) : (
                    <X aria-hidden="true" className="size-4" />
                  )}
                  {note.correct ? t('rightOption') : t('order.belongs', { place: place + 1 })}
                </span>
              ) : (
                <>
                  <IconButton
                    size="sm"
                    data-move="up"
                    label={t('order.up', { item: label(id) })}
                    disabled={index === 0}
                    onKeyDown={(event) => onKey(event, id, index)}
                    onClick={() => move(id, index - 1, 'up')}
                  >
                    <ArrowUp aria-hidden="true" />
                  </IconButton>
                  <IconButton
                    size="sm"
                    data-move="down"
                    label={t('order.down', { item: label(id) })}
                    disabled={index === ids.length - 1}
                    onKeyDown={(event) => onKey(event, id, index)}
                    onClick={() => move(id, index + 1, 'down')}
                  >
                    <ArrowDown aria-hidden="true" />
                  </IconButton>
                </>
              )}
            </li>
          )
        })}
      </ol>
      <p aria-live="polite" className="sr-only">
        {said}
      </p>
    </div>
  )
}
