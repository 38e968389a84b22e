'use client'

// The way of the newest API call; it lights up anew with each.
import { Check, X } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { Fragment } from 'react'
import { classNames } from '#components/ui/class-name.ts'
import type { ApiCall } from '#server/protocol/lab.ts'
import { type HopState, hopState, pathHops } from './call-path.ts'

const looks: Record<HopState, string> = {
  lit: 'border-accent bg-accent-soft text-ink',
  stop: 'border-bad bg-bad-soft text-bad',
  dark: 'border-dashed border-line-strong text-ink-faint',
}

export function CallPath({ call }: { call: ApiCall }) {
  const t = useTranslations('lab.xray.path')
  return (
    <ol aria-label={t('label')} data-call-path={call.n} className="flex items-center px-4 pt-3 pb-2 text-xs">
      {pathHops.map((hop, index) => {
        const state = hopState(hop, call)
        return (
          <Fragment key={hop}>
            {index > 0 ? (
              <li
                aria-hidden="true"
                className={classNames(
                  'h-0 min-w-2 flex-1 border-t-2',
                  state === 'dark' ? 'border-dashed border-line-strong' : 'border-accent',
                )}
              />
            ) : null}
            <li
              // Another call is another light.
              key={call.n}
              data-hop={hop}
              data-state={state}
              className={classNames(
                'call-hop inline-flex min-w-0 items-center gap-1 rounded-md border px-2 py-1 font-medium [&_svg]:size-3.5 [&_svg]:shrink-0',
                looks[state],
              )}
              style={{ animationDelay: `${index * 90}ms` }}
            >
              {state === 'lit' ? <Check aria-hidden="true" className="text-accent max-[560px]:hidden" /> : null}
              {state === 'stop' ? <X aria-hidden="true" /> : null}
              <span className="truncate">{t(hop)}</span>
              <span className="sr-only">{t(`state.${state}`)}</span>
            </li>
          </Fragment>
        )
      })}
    </ol>
  )
}
