'use client'

import { useTranslations } from 'next-intl'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { type Host, HostProvider } from '#components/host/host-context.ts'
import type { TerminalHandle } from '#components/terminal/terminal.tsx'
import { SplitGroup, SplitHandle, SplitPane } from '#components/ui/split-pane.tsx'
import { Toaster, toast } from '#components/ui/toast.tsx'
import type { Locale } from '#server/protocol/content.ts'
import { IdleBanner } from './idle-banner.tsx'
import { type LabDesk, LabDeskProvider } from './lab-context.ts'
import { runningIn } from './lab-view.ts'
import { LinkBanner } from './link-state.tsx'
import { type NarrowTab, NarrowTabs } from './narrow-tabs.tsx'
import type { PublicLab } from './public-lab.ts'
import { nextRegion, type Region, regions } from './region.ts'
import { TaskColumn } from './task-column.tsx'
import { TerminalPane } from './terminal-pane.tsx'
import { ToolPanel } from './tool-panel.tsx'
import { useLabSession, useMedia, usePanelState } from './use-lab.ts'

/** Below this width panes become tabs. */
const NARROW = '(max-width: 900px)'
/** Ctrl+E Ctrl+U: what is on the prompt is taken away, from its end to its start. */
const CLEAR_LINE = '\x05\x15'
const focusable = 'button:not(:disabled), a[href], input:not(:disabled), [tabindex="0"]'

const nothingToFollow = () => () => {}

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

  const runInNew = async (line: string) => {
    const made = await session?.createTerminal()
    if (!made) return
    if (!made.ok) return toast(`${te(`${made.error}.title`)}. ${te(`${made.error}.todo`)}`, 'warn')
    setWanted(made.value)
    if (narrow) setTab('terminal')
    session?.type(made.value, `${line}\r`)
    requestAnimationFrame(() => handle.current?.focus())
  }

  const focusRegion = useCallback((region: Region | undefined) => {
    if (region === 'terminal' && handle.current) return handle.current.focus()
    const place = root.current?.querySelector<HTMLElement>(`[data-region="${region}"]`)
    const inside = region === 'task' ? '[aria-current="step"] button' : '[role="tab"][aria-selected="true"]'
    ;(place?.querySelector<HTMLElement>(inside) ?? place?.querySelector<HTMLElement>(focusable))?.focus()
  }, [])
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.isComposing || event.code !== 'F6' || event.ctrlKey || event.altKey || event.metaKey) return
      event.preventDefault()
      const shown = regions.filter((region) => {
        const place = root.current?.querySelector<HTMLElement>(`[data-region="${region}"]`)
        return place !== null && place !== undefined && place.offsetParent !== null
      })
      const current = document.activeElement?.closest<HTMLElement>('[data-region]')?.dataset.region
      focusRegion(nextRegion(shown, current as Region | undefined, event.shiftKey))
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [focusRegion])

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
    runInNew: (line) => void runInNew(line),
  }

  const connected = view.link.phase === 'live'
  const { objects, transfers } = view.room ?? {}
  const host = useMemo(
    (): Host => ({
      live: connected,
      objects,
      transfers: transfers ?? [],
      follow: session?.follow ?? nothingToFollow,
    }),
    [connected, objects, transfers, session],
  )

  const compared = lab.vm ? (['vm'] as const) : []
  const task = <TaskColumn known={known} />
  const terminal = <TerminalPane handle={handle} onLeave={() => focusRegion('panel')} />
  return (
    <LabDeskProvider value={desk}>
      <HostProvider value={host}>
        <div
          ref={root}
          className="flex h-[calc(100dvh-var(--header-height))] flex-col overflow-hidden"
          data-lab={lab.slug}
          data-link={view.link.phase}
        >
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
                docker={<ToolPanel names={['docker', 'xray', ...compared, 'coach']} />}
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
                  <section data-region="task" aria-label={t('region.task')} className="h-full">
                    {task}
                  </section>
                </SplitPane>
                <SplitHandle label={t('resize.columns')} />
                <SplitPane id="lab-work" minSize="360px">
                  <SplitGroup id="lab-rows" orientation="vertical" className="h-full">
                    <SplitPane id="lab-terminal" defaultSize="58%" minSize="140px">
                      <section data-region="terminal" aria-label={t('region.terminal')} className="h-full">
                        {terminal}
                      </section>
                    </SplitPane>
                    <SplitHandle label={t('resize.rows')} />
                    <SplitPane id="lab-panel" minSize="37px">
                      <section data-region="panel" aria-label={t('region.panel')} className="h-full">
                        <ToolPanel names={['docker', 'xray', 'editor', 'browser', ...compared, 'coach']} />
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
