'use client'

import { AppWindow, Container as ContainerIcon, FileCode, ListChecks, SquareTerminal } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { type ReactNode, useState } from 'react'
import { classNames } from '#components/ui/class-name.ts'
import { useLabDesk } from './lab-context.ts'

export type NarrowTab = 'task' | 'terminal' | 'editor' | 'docker' | 'browser'

const tabs = [
  { name: 'task', icon: ListChecks, region: 'task' },
  { name: 'terminal', icon: SquareTerminal, region: 'terminal' },
  { name: 'editor', icon: FileCode, region: 'panel' },
  { name: 'docker', icon: ContainerIcon, region: 'panel' },
  { name: 'browser', icon: AppWindow, region: 'panel' },
] as const

/** Where the focus goes first in a region. */
export const firstOf = {
  task: '[aria-current="step"] button',
  terminal: '.xterm-helper-textarea',
  panel: '[role="tab"][aria-selected="true"]',
}

type Props = { tab: NarrowTab; onTab: (tab: NarrowTab) => void } & Record<NarrowTab, ReactNode>

/** One pane at a time, tabs below the thumb. A pane is made when it is first looked at, and then stays. */
export function NarrowTabs({ tab, onTab, ...panes }: Props) {
  const t = useTranslations('lab')
  const { view } = useLabDesk()
  const [seen, setSeen] = useState<ReadonlySet<NarrowTab>>(new Set([tab]))
  if (!seen.has(tab)) setSeen(new Set([...seen, tab]))
  const news = view.room?.cards.at(-1)
  const unread = news !== undefined && !view.dismissed.includes(news.n)
  return (
    <div className="flex h-full flex-col">
      {tabs.map(({ name, region }) => (
        <section
          key={name}
          id={`pane-${name}`}
          role="tabpanel"
          aria-label={t(`tab.${name}`)}
          hidden={name !== tab}
          data-region={name === tab ? region : undefined}
          data-region-focus={firstOf[region]}
          className="min-h-0 flex-1"
        >
          {seen.has(name) ? panes[name] : null}
        </section>
      ))}
      <div
        role="tablist"
        aria-label={t('region.panel')}
        className="grid shrink-0 grid-cols-5 border-t border-line bg-bg pb-[env(safe-area-inset-bottom)]"
      >
        {tabs.map(({ name, icon: Icon }) => (
          <button
            key={name}
            type="button"
            role="tab"
            aria-selected={name === tab}
            aria-controls={`pane-${name}`}
            onClick={() => onTab(name)}
            className={classNames(
              'relative flex h-13 flex-col items-center justify-center gap-0.5 text-[0.6875rem] font-medium transition-colors focus-visible:-outline-offset-2',
              name === tab ? 'text-accent' : 'text-ink-soft',
            )}
          >
            <span className="relative">
              <Icon aria-hidden="true" className="size-5" />
              {name === 'terminal' && unread ? (
                <span className="absolute -top-0.5 -right-1 size-2 rounded-full bg-warn">
                  <span className="sr-only">{t('coach.new')}</span>
                </span>
              ) : null}
            </span>
            {t(`tab.${name}`)}
          </button>
        ))}
      </div>
    </div>
  )
}
