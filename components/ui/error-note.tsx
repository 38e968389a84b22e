import { TriangleAlert } from 'lucide-react'
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import type { ErrorId } from '#server/protocol/error.ts'
import { Callout } from './callout.tsx'

type Props = { id: ErrorId; detail?: string; action?: ReactNode; className?: string }

/** What happened and what to do, for every error id. `detail` is for people who debug. */
export function ErrorNote({ id, detail, action, className }: Props) {
  const t = useTranslations('error')
  return (
    <Callout
      tone="bad"
      role="alert"
      icon={<TriangleAlert aria-hidden="true" />}
      title={t(`${id}.title`)}
      className={className}
    >
      <p>{t(`${id}.todo`)}</p>
      {detail ? <p className="mt-1 font-mono text-xs text-ink-soft">{detail}</p> : null}
      {action ? <div className="mt-2.5">{action}</div> : null}
    </Callout>
  )
}
