'use client'

import { useTranslations } from 'next-intl'
import { useEffect, useMemo, useRef, useState } from 'react'
import { focusRegion } from '#components/command/region.ts'
import { type Host, HostProvider } from '#components/host/host-context.ts'
import type { TerminalHandle } from '#components/terminal/terminal.tsx'
import { SplitGroup, SplitHandle, SplitPane } from '#components/ui/split-pane.tsx'
import { Toaster, toast } from '#components/ui/toast.tsx'
import type { Locale } from '#server/protocol/content.ts'
import { IdleBanner } from './idle-banner.tsx'
import { LabCommands } from './lab-commands.tsx'
import { type LabDesk, LabDeskProvider } from './lab-context.ts'
import { runningIn } from './lab-view.ts'
import { LinkBanner } from './link-state.tsx'
import { LogNews } from './log-news.tsx'
import { firstOf, type NarrowTab, NarrowTabs } from './narrow-tabs.tsx'
import type { PanelName } from './panel-state.ts'
import type { PublicLab } from './public-lab.ts'
import { TaskColumn } from './task-column.tsx'
import { TerminalPane } from './terminal-pane.tsx'
import { ToolPanel } from './tool-panel.tsx'
import { useLabSession, useMedia, usePanelState } from './use-lab.ts'

/** Below this width panes become tabs. */
const NARROW = '(max-width: 900px)'
/** Ctrl+E Ctrl+U: what is on the prompt is taken away, from its end to its start. */
const CLEAR_LINE = '\x05\x15'

const nothingToFollow = () => () => {}
const nothingToLookAt = async () => ({ ok: false, error: 'agent-away' }) as const

type Props = { lab: PublicLab; locale: Locale; known: readonly string[] }

export function LabScreen({ lab, locale, known }: Props) {
  const t = useTranslations('lab')
  const tu = useTranslations('ui')
  const te = useTranslations('error')
  const { session, view } = useLabSession(lab.slug)
  const [panels, setPanels] = usePanelState()
  const narrow = useMedia(NARROW)
  const [tab, setTab] = useState<NarrowTab>('task')
  const [wanted, setWanted] = useState<string>()
  const handle = useRef<TerminalHandle>(null)
  const root = useRef<HTMLDivElement>(null)

  const terminals = view.room?.terminals
  const activeTerminal = terminals?.some(({ id }) => id === wanted) ? wanted : terminals?.[0]?.id
  const live = view.link.phase === 'live' && activeTerminal !== undefined

  const type = (line: string, end: string) => {
    if (!session || !activeTerminal || !live) return
    const busy = view.room && runningIn(view.room, activeTerminal)
    if (busy) return toast(t('busy', { command: busy.line }), 'warn')
    if (narrow) setTab('terminal')
    session.type(activeTerminal, CLEAR_LINE + line + end)
    // After a tab of a narrow screen has been drawn.
    requestAnimationFrame(() => handle.current?.focus())
  }

  const wish = useRef<string>(undefined)
  const showTerminal = (id: string) => {
    wish.current = id
    setWanted(id)
    if (narrow) setTab('terminal')
    if (id === activeTerminal) requestAnimationFrame(() => handle.current?.focus())
  }
  // A new terminal takes the focus when it is the one in front, not before.
  useEffect(() => {
    if (wish.current === undefined || wish.current !== activeTerminal) return
    wish.current = undefined
    handle.current?.focus()
  })
  const newTerminal = async () => {
    const made = await session?.createTerminal()
    if (made && !made.ok) toast(`${te(`${made.error}.title`)}. ${te(`${made.error}.todo`)}`, 'warn')
    if (!made?.ok) return
    showTerminal(made.value)
    return made.value
  }
  const runInNew = async (line: string) => {
    const made = await newTerminal()
    if (made !== undefined) session?.type(made, `${line}\r`)
  }
  const focusPanel = () => {
    const place = root.current?.querySelector<HTMLElement>('[data-region="panel"]')
    if (place) focusRegion(place)
  }
  const showPanel = (panel: PanelName) => {
    setPanels({ panel })
    if (narrow) setTab(panel === 'editor' || panel === 'browser' ? panel : 'docker')
    // After the tab has been drawn.
    requestAnimationFrame(focusPanel)
  }

  const desk: LabDesk = {
    lab,
    locale,
    view,
    session,
    live,
    panels,
    setPanels,
    activeTerminal,
    setActiveTerminal: setWanted,
    run: (line) => type(line, '\r'),
    put: (line) => type(line, ''),
    newTerminal: async () => void (await newTerminal()),
    runInNew: (line) => void runInNew(line),
  }

  const connected = view.link.phase === 'live'
  const { objects, transfers, builds, beats } = view.room ?? {}
  const host = useMemo(
    (): Host => ({
      live: connected,
      objects,
      transfers: transfers ?? [],
      builds: builds ?? [],
      beats: beats ?? 0,
      follow: session?.follow ?? nothingToFollow,
      look: session?.look ?? nothingToLookAt,
    }),
    [connected, objects, transfers, builds, beats, session],
  )

  const compared = lab.vm ? (['vm'] as const) : []
  const task = <TaskColumn known={known} />
  const terminal = <TerminalPane handle={handle} onLeave={focusPanel} />
  return (
    <LabDeskProvider value={desk}>
      <HostProvider value={host}>
        <div
          ref={root}
          className="flex h-[calc(100dvh-var(--header-height))] flex-col overflow-hidden"
          data-lab={lab.slug}
          data-link={view.link.phase}
        >
          <LabCommands onPanel={showPanel} onTerminal={showTerminal} />
          <LogNews />
          <LinkBanner />
          <IdleBanner />
          <div className="min-h-0 flex-1">
            {narrow === undefined ? (
              <div className="grid h-full grid-cols-[minmax(0,1fr)] min-[901px]:grid-cols-[25rem_minmax(0,1fr)]">
                <div className="min-h-0">{task}</div>
                <div className="border-l border-line bg-surface max-[900px]:hidden" />
              </div>
            ) : narrow ? (
              <NarrowTabs
                tab={tab}
                onTab={setTab}
                task={task}
                terminal={terminal}
                docker={<ToolPanel names={['docker', 'xray', ...compared, 'log', 'coach']} />}
                editor={<ToolPanel names={['editor']} />}
                browser={<ToolPanel names={['browser']} />}
              />
            ) : (
              <SplitGroup id="lab-columns" className="h-full">
                <SplitPane
                  id="lab-task"
                  defaultSize="400px"
                  minSize="300px"
                  maxSize="50%"
                  groupResizeBehavior="preserve-pixel-size"
                >
                  <section
                    data-region="task"
                    data-region-focus={firstOf.task}
                    aria-label={t('region.task')}
                    className="h-full"
                  >
                    {task}
                  </section>
                </SplitPane>
                <SplitHandle label={t('resize.columns')} />
                <SplitPane id="lab-work" minSize="360px">
                  <SplitGroup id="lab-rows" orientation="vertical" className="h-full">
                    <SplitPane id="lab-terminal" defaultSize="58%" minSize="140px">
                      <section
                        data-region="terminal"
                        data-region-focus={firstOf.terminal}
                        aria-label={t('region.terminal')}
                        className="h-full"
                      >
                        {terminal}
                      </section>
                    </SplitPane>
                    <SplitHandle label={t('resize.rows')} />
                    <SplitPane id="lab-panel" minSize="37px">
                      <section
                        data-region="panel"
                        data-region-focus={firstOf.panel}
                        aria-label={t('region.panel')}
                        className="h-full"
                      >
                        <ToolPanel names={['docker', 'xray', 'editor', 'browser', ...compared, 'log', 'coach']} />
                      </section>
                    </SplitPane>
                  </SplitGroup>
                </SplitPane>
              </SplitGroup>
            )}
          </div>
        </div>
        <Toaster closeLabel={tu('close')} />
      </HostProvider>
    </LabDeskProvider>
  )
}
