'use client'

import { ArrowLeft, ChartLine, FileText, SquareTerminal, TextSearch, Trash2 } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useEffect, useRef, useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { IconButton } from '#components/ui/icon-button.tsx'
import { Tab, TabList, TabPanel, Tabs } from '#components/ui/tabs.tsx'
import type { DockerContainer } from '#server/protocol/lab.ts'
import { StateIcon } from '../container-card.tsx'
import { useLabDesk } from '../lab-context.ts'
import { quote } from './command-line.ts'
import { ContainerButtons } from './container-buttons.tsx'
import { InspectView } from './inspect-view.tsx'
import { LogsView } from './logs-view.tsx'
import { DEFAULT_NETWORKS, type Shown } from './shown.ts'
import { StatsView } from './stats-view.tsx'
import type { Acting } from './use-act.ts'

type View = 'logs' | 'inspect' | 'stats'
const icons = { logs: FileText, inspect: TextSearch, stats: ChartLine }

type Props = {
  object: Shown
  /** Of a container: what it is now. */
  container: DockerContainer | undefined
  acting: Acting
  onBack: () => void
  onRemove: () => void
}

/** One object: of a container its logs, inspect, stats and a shell; of anything else what inspect says. */
export function ObjectView({ object, container, acting, onBack, onRemove }: Props) {
  const t = useTranslations('lab.docker')
  const { live, runInNew } = useLabDesk()
  const views: readonly View[] = container ? ['logs', 'inspect', 'stats'] : ['inspect']
  const [view, setView] = useState<View>(views[0]!)
  const back = useRef<HTMLButtonElement>(null)
  // What was clicked to come here is gone.
  useEffect(() => back.current?.focus(), [])
  const name = container?.name ?? object.name
  const shell = `docker exec -it ${quote(name)} sh`
  const removable = object.kind !== 'network' || !DEFAULT_NETWORKS.includes(object.name)
  return (
    <section aria-label={name} data-object={name} className="flex min-h-0 flex-1 flex-col">
      <div className="flex shrink-0 flex-wrap items-center gap-x-2 gap-y-1 px-2.5 pt-1.5">
        <IconButton ref={back} size="sm" label={t('back')} onClick={onBack}>
          <ArrowLeft aria-hidden="true" />
        </IconButton>
        {container ? <StateIcon container={container} /> : null}
        <h3 className="min-w-0 flex-1 truncate font-mono text-sm font-semibold" title={name}>
          {name}
        </h3>
        {container ? (
          <>
            <Button
              size="sm"
              disabled={!live || container.state !== 'running'}
              title={shell}
              onClick={() => runInNew(shell)}
            >
              <SquareTerminal aria-hidden="true" />
              {t('shell')}
            </Button>
            <ContainerButtons container={container} acting={acting} onRemove={onRemove} />
          </>
        ) : removable ? (
          <IconButton size="sm" label={t('act.remove', { name })} disabled={!live} onClick={onRemove}>
            <Trash2 aria-hidden="true" />
          </IconButton>
        ) : null}
      </div>
      <Tabs value={view} onValueChange={(next) => setView(next as View)} className="flex min-h-0 flex-1 flex-col">
        <TabList aria-label={t('views', { name })} className="shrink-0 overflow-y-hidden px-2.5">
          {views.map((each) => {
            const Icon = icons[each]
            return (
              <Tab key={each} value={each}>
                <Icon aria-hidden="true" />
                {t(`view_${each}`)}
              </Tab>
            )
          })}
        </TabList>
        <TabPanel value={view} className="flex min-h-0 flex-1 flex-col focus-visible:-outline-offset-2">
          {view === 'inspect' ? <InspectView object={object} revision={container?.status} /> : null}
          {view === 'logs' && container ? <LogsView container={container} /> : null}
          {view === 'stats' && container ? <StatsView container={container} /> : null}
        </TabPanel>
      </Tabs>
    </section>
  )
}
