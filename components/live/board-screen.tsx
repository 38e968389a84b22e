'use client'

import { Users, WifiOff } from 'lucide-react'
import { useFormatter, useTranslations } from 'next-intl'
import { useState } from 'react'
import type { Board, BoardRow } from '#server/protocol/live.ts'
import { Callout } from '../ui/callout.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { PageLoading } from '../ui/page-loading.tsx'
import { Toaster, toast } from '../ui/toast.tsx'
import { AskPanel, type PollItem } from './ask-panel.tsx'
import { BoardCommands } from './board-commands.tsx'
import { BoardGrid } from './board-grid.tsx'
import { BoardHead } from './board-head.tsx'
import { BoardWall } from './board-wall.tsx'
import { Clusters } from './clusters.tsx'
import { ExercisePanel } from './exercise-panel.tsx'
import { GateStrip } from './gate-strip.tsx'
import type { BoardSession } from './live-session.ts'
import { Lobby } from './lobby.tsx'
import { NeedQueue } from './need-queue.tsx'
import { PersonPanel } from './person-panel.tsx'
import { PulseStrip } from './pulse-strip.tsx'
import { RunStrip } from './run-strip.tsx'
import { SteerBar } from './steer-bar.tsx'
import { useBoard, useNow } from './use-live.ts'

export interface BoardLesson {
  slug: string
  number: string
  title: string
  steps: { id: string; title: string }[]
}
/** Beside the grid, one at a time. */
const PANELS = ['need', 'ask', 'wall', 'exercise'] as const
type Panel = (typeof PANELS)[number]

type Props = { id: string; joinUrl: string; lessons: BoardLesson[]; items: PollItem[] }

export function BoardScreen({ id, joinUrl, lessons, items }: Props) {
  const t = useTranslations('live.board')
  const errors = useTranslations('error')
  const format = useFormatter()
  const { session, view } = useBoard(id)
  const now = useNow(view.skew)
  const [panel, setPanel] = useState<Panel>('need')
  const { board, person } = view
  if (view.error) return <ErrorNote id={view.error.id} detail={view.error.detail} className="mx-auto mt-10 max-w-lg" />
  if (!session || !board) return <PageLoading />
  const rows = sorted(board.rows)
  const { me } = board
  const helps = me.role === 'helper'
  const open = (row: BoardRow) => {
    // Said here at once, as the server would.
    if (helps && row.claimed?.by !== me.id) toast(errors('claim-first.todo'), 'warn')
    else void session.openPerson(row.id)
  }
  return (
    <div className="flex min-h-[calc(100dvh-var(--header-height))] flex-col">
      {helps ? null : (
        <BoardCommands board={board} lessons={lessons} items={items} session={session} onPanel={setPanel} />
      )}
      <BoardHead board={board} joinUrl={joinUrl} session={session} />
      {helps ? null : <SteerBar info={board.info} rows={rows} lessons={lessons} session={session} now={now} />}
      {helps ? null : <GateStrip board={board} lessons={lessons} session={session} now={now} />}
      <RunStrip board={board} lessons={lessons} session={session} now={now} readOnly={helps} />
      {view.connected ? null : (
        <Callout tone="warn" role="status" icon={<WifiOff aria-hidden="true" />} className="mx-4 mt-3">
          {t('offline', { time: format.dateTime(view.asOf, { timeStyle: 'medium' }) })}
        </Callout>
      )}
      <div className="grid min-h-0 flex-1 gap-4 p-4 min-[1100px]:grid-cols-[minmax(0,1fr)_22rem]">
        <div className="min-w-0 space-y-3">
          <Lobby board={{ ...board, rows }} />
          <Clusters clusters={board.clusters} lessons={lessons} rows={rows} session={session} readOnly={helps} />
          {rows.length === 0 ? (
            <EmptyState
              icon={<Users aria-hidden="true" />}
              title={t('empty.title')}
              className="rounded-xl border border-line bg-surface"
            >
              {t('empty.text', { code: board.info.code })}
            </EmptyState>
          ) : (
            <BoardGrid rows={rows} lessons={lessons} now={now} chosen={person?.row.id} onOpen={open} />
          )}
          <PulseStrip board={board} now={now} session={session} />
          <p className="text-right text-xs text-ink-faint tabular-nums">
            {view.asOf > 0 ? t('asOf', { time: format.dateTime(view.asOf, { timeStyle: 'medium' }) }) : null}
          </p>
        </div>
        <aside className="min-w-0 max-[1099px]:order-first" aria-label={t('side')}>
          {helps ? null : <SideTabs panel={panel} onPanel={setPanel} board={board} />}
          {panel === 'need' ? (
            <NeedQueue rows={board.rows} me={me} now={now} session={session} onOpen={open} />
          ) : panel === 'ask' ? (
            <AskPanel board={board} items={items} session={session} />
          ) : panel === 'wall' ? (
            <BoardWall wall={board.wall} session={session} />
          ) : (
            <ExercisePanel board={board} rows={rows} session={session} />
          )}
        </aside>
      </div>
      <PersonPanel view={view} lessons={lessons} now={now} session={session as BoardSession} />
      <Toaster closeLabel={t('close')} />
    </div>
  )
}

function SideTabs({
  panel,
  onPanel,
  board,
}: {
  panel: Panel
  onPanel: (panel: Panel) => void
  board: Pick<Board, 'rows' | 'wall' | 'faults'>
}) {
  const t = useTranslations('live.board.tab')
  const counts = {
    need: board.rows.filter((row) => row.need.level !== 'calm').length,
    ask: 0,
    wall: board.wall.filter(({ state }) => state === 'open').length,
    exercise: board.faults.length,
  }
  return (
    <div role="tablist" aria-label={t('label')} className="mb-3 flex border-b border-line">
      {PANELS.map((name) => (
        <button
          key={name}
          type="button"
          role="tab"
          aria-selected={panel === name}
          onClick={() => onPanel(name)}
          className="inline-flex h-10 flex-1 items-center justify-center gap-1.5 border-b-2 border-transparent text-sm font-medium text-ink-soft hover:text-ink aria-selected:border-accent aria-selected:text-ink"
        >
          {t(name)}
          {counts[name] > 0 ? (
            <span className="rounded-full bg-accent-soft px-1.5 text-xs text-accent tabular-nums">{counts[name]}</span>
          ) : null}
        </button>
      ))}
    </div>
  )
}

/** Stable: by name. A row that moves while one reaches for it is worse than one that is not on top. */
function sorted(rows: BoardRow[]): BoardRow[] {
  return [...rows].sort((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true }))
}
