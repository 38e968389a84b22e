'use client'

import {
  AppWindow,
  Container as ContainerIcon,
  FileCode,
  Gauge,
  MessageCircleWarning,
  Radar,
  ScrollText,
} from 'lucide-react'
import dynamic from 'next/dynamic'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { Spinner } from '#components/ui/spinner.tsx'
import { Tab, TabList, TabPanel, Tabs } from '#components/ui/tabs.tsx'
import { BrowserPanel } from './browser-panel.tsx'
import { CoachPanel } from './coach-panel.tsx'
import { DockerPanel } from './docker-panel.tsx'
import { useLabDesk } from './lab-context.ts'
import { LogPanel } from './log-panel.tsx'
import type { PanelName } from './panel-state.ts'
import { VmPanel } from './vm-panel.tsx'
import { XrayPanel } from './xray-panel.tsx'

/** CodeMirror and all around it is fetched when somebody wants to edit. */
const EditorPanel = dynamic(() => import('./editor/editor-panel.tsx').then((made) => made.EditorPanel), {
  ssr: false,
  loading: () => <Spinner className="m-4" />,
})

const icons = {
  docker: ContainerIcon,
  xray: Radar,
  editor: FileCode,
  browser: AppWindow,
  vm: Gauge,
  log: ScrollText,
  coach: MessageCircleWarning,
}
const panels = {
  docker: DockerPanel,
  xray: XrayPanel,
  editor: EditorPanel,
  browser: BrowserPanel,
  vm: VmPanel,
  log: LogPanel,
  coach: CoachPanel,
}

/** The panels below the terminal. `names`: those shown here, at least one. */
export function ToolPanel({ names }: { names: readonly PanelName[] }) {
  const t = useTranslations('lab')
  const { panels: state, setPanels, view } = useLabDesk()
  const shown = names.includes(state.panel) ? state.panel : names[0]!
  // What is typed there stays while another panel is looked at; before it was looked at, nothing of it is fetched.
  const [edited, setEdited] = useState(shown === 'editor')
  if (shown === 'editor' && !edited) setEdited(true)
  const cards = view.room?.cards.length ?? 0
  return (
    <Tabs
      value={shown}
      onValueChange={(panel) => setPanels({ panel: panel as PanelName })}
      className="flex h-full min-h-0 flex-col bg-surface"
    >
      <TabList aria-label={t('region.panel')} className={names.length === 1 ? 'hidden' : 'shrink-0 overflow-y-hidden'}>
        {names.map((name) => {
          const Icon = icons[name]
          return (
            <Tab key={name} value={name}>
              <Icon aria-hidden="true" />
              {t(`tab.${name}`)}
              {name === 'coach' && cards > 0 ? (
                <span className="rounded-full bg-warn-soft px-1.5 text-xs text-warn tabular-nums">{cards}</span>
              ) : null}
            </Tab>
          )
        })}
      </TabList>
      {names.map((name) => {
        const Panel = panels[name]
        return (
          <TabPanel
            key={name}
            value={name}
            // The page in the browser keeps its state while another panel is looked at.
            forceMount={name === 'browser' || (name === 'editor' && edited) ? true : undefined}
            className="min-h-0 flex-1 overflow-y-auto focus-visible:-outline-offset-2 data-[state=inactive]:hidden"
          >
            <Panel />
          </TabPanel>
        )
      })}
    </Tabs>
  )
}
