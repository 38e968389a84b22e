'use client'

import { Megaphone } from 'lucide-react'
import { useLocale, useTranslations } from 'next-intl'
import type { BoardRow, ErrorCluster } from '#server/protocol/live.ts'
import { Button } from '../ui/button.tsx'
import { Callout } from '../ui/callout.tsx'
import { InlineText } from '../ui/inline-text.tsx'
import { toast } from '../ui/toast.tsx'
import type { BoardLesson } from './board-screen.tsx'
import type { BoardSession } from './live-session.ts'

type Props = {
  clusters: ErrorCluster[]
  lessons: BoardLesson[]
  rows: BoardRow[]
  session: BoardSession
  readOnly: boolean
}

/** The same error at several people: explained once, to those who have it or to all. */
export function Clusters({ clusters, lessons, rows, session, readOnly }: Props) {
  const t = useTranslations('live.cluster')
  const locale = useLocale()
  if (clusters.length === 0) return null
  const send = async (members: string[], signature: string) => {
    const result = await session.call('board:card', { members, signature })
    toast(t(result.ok ? 'sent' : 'failed', { count: members.length }), result.ok ? 'ok' : 'bad')
  }
  return (
    <div className="space-y-2">
      {clusters.map((cluster) => {
        const step =
          lessons.find(({ slug }) => slug === cluster.slug)?.steps.findIndex(({ id }) => id === cluster.step) ?? -1
        const { members, signature } = cluster
        return (
          <Callout
            key={`${cluster.slug}/${cluster.step}/${signature}`}
            tone="warn"
            role="status"
            icon={<Megaphone aria-hidden="true" />}
            title={
              <>
                {t('title', { count: members.length })} <InlineText>{cluster.title[locale]}</InlineText>
                {step >= 0 ? <span className="font-normal"> {t('step', { index: step + 1 })}</span> : null}
              </>
            }
          >
            <p lang="en" className="truncate font-mono text-xs">
              {cluster.line}
            </p>
            <p className="mt-1 text-[0.8125rem] text-ink-soft">
              {members.map((id) => rows.find((row) => row.id === id)?.name ?? '').join(', ')}
            </p>
            <div hidden={readOnly} className="mt-2 flex flex-wrap gap-1.5">
              <Button size="sm" variant="primary" onClick={() => void send(members, signature)}>
                {t('toThese', { count: members.length })}
              </Button>
              <Button
                size="sm"
                onClick={() =>
                  void send(
                    rows.map(({ id }) => id),
                    signature,
                  )
                }
              >
                {t('toAll')}
              </Button>
            </div>
          </Callout>
        )
      })}
    </div>
  )
}
