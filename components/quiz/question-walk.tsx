'use client'

import { ChevronRight } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import type { ReviewItem } from '#server/web/services.ts'
import { Button } from '../ui/button.tsx'
import { Link } from '../ui/navigation.ts'
import { QuizItem } from './quiz-item.tsx'

type Props = {
  items: ReviewItem[]
  /** How many were right at the first try; called once, after the last one. */
  onEnd: (right: number) => void
  /** Beside the button that goes on. */
  aside?: ReactNode
}

/** Questions of different lessons, one after the other; on without an answer is allowed and counts as not right. */
export function QuestionWalk({ items, onEnd, aside }: Props) {
  const t = useTranslations('review')
  const [at, setAt] = useState(0)
  const [first, setFirst] = useState<Record<number, boolean>>({})
  const place = useRef<HTMLParagraphElement>(null)

  useEffect(() => {
    if (at > 0) place.current?.focus()
  }, [at])

  const { slug, title, item } = items[at]!
  const last = at === items.length - 1
  const answered = first[at] !== undefined
  const on = () => (last ? onEnd(Object.values(first).filter(Boolean).length) : setAt(at + 1))
  return (
    <div>
      <p
        ref={place}
        tabIndex={-1}
        className="mb-3 flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1 text-[0.8125rem] text-ink-faint outline-none"
      >
        <span className="font-medium tabular-nums">{t('count', { total: items.length, n: at + 1 })}</span>
        <Link
          href={`/lesson/${slug}`}
          prefetch={false}
          className="rounded underline-offset-2 hover:text-ink hover:underline"
        >
          {t('from', { title })}
        </Link>
      </p>
      <QuizItem
        key={`${slug}/${item.id}`}
        slug={slug}
        item={item}
        onGraded={({ correct }) => setFirst((before) => ({ [at]: correct, ...before }))}
      />
      <div className="mt-5 flex flex-wrap items-center justify-end gap-2 border-t border-line pt-4">
        {aside}
        <Button variant={answered ? 'primary' : 'secondary'} onClick={on}>
          {t(last ? 'finish' : answered ? 'on' : 'pass')}
          <ChevronRight aria-hidden="true" />
        </Button>
      </div>
    </div>
  )
}
