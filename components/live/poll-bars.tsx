import { Check } from 'lucide-react'
import { useTranslations } from 'next-intl'
import type { PollResult } from '#server/protocol/live.ts'
import { classNames } from '../ui/class-name.ts'
import { InlineText } from '../ui/inline-text.tsx'

/** Who chose what, as bars with their numbers written beside them. */
export function PollBars({ result, className }: { result: PollResult; className?: string }) {
  const t = useTranslations('live.poll')
  return (
    <ul className={classNames('space-y-2.5', className)}>
      {result.counts.map((count) => (
        <li key={count.id} className="text-sm">
          <p className="flex items-start gap-2">
            <span className="min-w-0 flex-1 whitespace-pre-wrap">
              {count.text ? <InlineText>{count.text}</InlineText> : t(count.id === 'right' ? 'right' : 'wrong')}
            </span>
            {count.correct ? (
              <span className="inline-flex items-center gap-1 text-xs font-semibold text-ok">
                <Check aria-hidden="true" className="size-4" />
                {t('right')}
              </span>
            ) : null}
            <span className="w-9 text-right font-medium tabular-nums">{count.count}</span>
          </p>
          <div className="mt-1 h-2 overflow-hidden rounded-full bg-sunken">
            <div
              className={classNames('h-full rounded-full', count.correct ? 'bg-ok' : 'bg-line-control')}
              style={{ width: `${result.total > 0 ? (100 * count.count) / result.total : 0}%` }}
            />
          </div>
        </li>
      ))}
    </ul>
  )
}
