'use client'

import { Minus, Plus, Settings2, SquareTerminal, X } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { type RefObject, useRef, useState } from 'react'
import { useGuestTerminal } from '#components/terminal/guest.ts'
import { Terminal, type TerminalHandle } from '#components/terminal/terminal.tsx'
import { Button } from '#components/ui/button.tsx'
import { classNames } from '#components/ui/class-name.ts'
import { Dialog } from '#components/ui/dialog.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { IconButton } from '#components/ui/icon-button.tsx'
import { Menu, MenuItem, MenuSeparator } from '#components/ui/menu.tsx'
import { toast } from '#components/ui/toast.tsx'
import type { ErrorId } from '#server/protocol/error.ts'
import { CoachOverlay } from './coach-overlay.tsx'
import { useLabDesk } from './lab-context.ts'
import { runningIn } from './lab-view.ts'
import { Gate } from './link-state.tsx'
import { MAX_FONT_PX, MIN_FONT_PX } from './panel-state.ts'

type Props = {
  handle: RefObject<TerminalHandle | null>
  /** Where the focus goes when it leaves the terminal. */
  onLeave: () => void
}

export function TerminalPane({ handle, onLeave }: Props) {
  const t = useTranslations('lab')
  const te = useTranslations('error')
  const desk = useLabDesk()
  const { view, session, live, activeTerminal, setActiveTerminal, panels } = desk
  const [closing, setClosing] = useState<{ id: string; name: string; command: string }>()
  const guestTerminal = useGuestTerminal()
  const tabs = useRef<HTMLDivElement>(null)
  const terminals = view.room?.terminals ?? []
  const nameOf = (index: number) => t('terminals.name', { number: index + 1 })
  const tell = (error: ErrorId) => toast(`${te(`${error}.title`)}. ${te(`${error}.todo`)}`, 'warn')

  const close = async (id: string) => {
    const result = await session?.closeTerminal(id)
    if (result && !result.ok) tell(result.error)
  }
  const askClose = (id: string, name: string) => {
    const command = view.room && runningIn(view.room, id)?.line
    if (command === undefined) void close(id)
    else setClosing({ id, name, command })
  }
  const blockedFor = (id: string) => {
    if (view.attached.includes(id)) return undefined
    return live ? t('link.attaching') : t('link.offlineBlocked')
  }

  return (
    <div className="flex h-full min-h-0 flex-col bg-surface">
      <div className="flex shrink-0 items-stretch border-b border-line">
        <div
          ref={tabs}
          role="tablist"
          aria-label={t('terminals.list')}
          className="flex min-w-0 items-stretch overflow-x-auto pl-1"
          onKeyDown={(event) => {
            const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
            if (step === 0 || terminals.length === 0) return
            const at = terminals.findIndex(({ id }) => id === activeTerminal)
            const next = terminals[(at + step + terminals.length) % terminals.length]!
            setActiveTerminal(next.id)
            tabs.current?.querySelector<HTMLElement>(`[data-tab="${next.id}"]`)?.focus()
          }}
        >
          {terminals.map((terminal, index) => {
            const selected = terminal.id === activeTerminal
            const busy = view.room && runningIn(view.room, terminal.id)
            return (
              <span key={terminal.id} role="presentation" className="group relative flex items-stretch">
                <button
                  type="button"
                  role="tab"
                  data-tab={terminal.id}
                  aria-selected={selected}
                  aria-controls={`terminal-${terminal.id}`}
                  tabIndex={selected ? 0 : -1}
                  title={busy?.line}
                  aria-keyshortcuts="Delete"
                  onKeyDown={(event) => {
                    if (event.key === 'Delete' && live) askClose(terminal.id, nameOf(index))
                  }}
                  onClick={() => {
                    setActiveTerminal(terminal.id)
                    requestAnimationFrame(() => handle.current?.focus())
                  }}
                  className={classNames(
                    'flex h-9 items-center gap-2 pr-1 pl-2.5 text-[0.8125rem] font-medium whitespace-nowrap transition-colors focus-visible:-outline-offset-2 pointer-coarse:h-11',
                    selected ? 'text-ink' : 'text-ink-soft hover:text-ink',
                  )}
                >
                  <SquareTerminal aria-hidden="true" className="size-4" />
                  {nameOf(index)}
                  {busy ? <span aria-hidden="true" className="size-1.5 rounded-full bg-accent" /> : null}
                </button>
                {/* For the mouse. A tab list holds tabs alone; keyboard and screen reader have Delete and the button behind the list. */}
                <button
                  type="button"
                  aria-hidden="true"
                  tabIndex={-1}
                  title={t('terminals.close', { name: nameOf(index) })}
                  disabled={!live}
                  onClick={() => askClose(terminal.id, nameOf(index))}
                  className="my-auto mr-1 grid size-6 place-items-center rounded text-ink-faint hover:bg-hover hover:text-ink disabled:opacity-45 pointer-coarse:size-9"
                >
                  <X aria-hidden="true" className="size-3.5" />
                </button>
                {selected ? (
                  <span aria-hidden="true" className="absolute inset-x-1.5 -bottom-px h-0.5 rounded-full bg-accent" />
                ) : null}
              </span>
            )
          })}
        </div>
        {terminals.map((terminal, index) =>
          terminal.id === activeTerminal ? (
            <button
              key={terminal.id}
              type="button"
              disabled={!live}
              onClick={() => askClose(terminal.id, nameOf(index))}
              className="sr-only my-auto rounded px-2 text-sm focus:not-sr-only"
            >
              {t('terminals.close', { name: nameOf(index) })}
            </button>
          ) : null,
        )}
        <IconButton
          size="sm"
          label={t('terminals.new')}
          disabled={!live}
          onClick={() => void desk.newTerminal()}
          className="my-auto ml-0.5"
        >
          <Plus aria-hidden="true" />
        </IconButton>
        <div className="flex-1" />
        <TerminalSettings />
      </div>
      <div className="relative min-h-0 flex-1">
        {terminals.map((terminal, index) => (
          <div
            key={terminal.id}
            id={`terminal-${terminal.id}`}
            role="tabpanel"
            aria-label={nameOf(index)}
            hidden={terminal.id !== activeTerminal}
          >
            <Terminal
              id={terminal.id}
              label={nameOf(index)}
              active={terminal.id === activeTerminal}
              blocked={blockedFor(terminal.id)}
              guest={guestTerminal === terminal.id}
              settings={panels}
              connect={(port) => session!.attach(terminal.id, port)}
              onLeave={() => {
                const tab = tabs.current?.querySelector<HTMLElement>(`[data-tab="${terminal.id}"]`)
                if (tab) tab.focus()
                else onLeave()
              }}
              handle={terminal.id === activeTerminal ? handle : undefined}
            />
          </div>
        ))}
        {view.room && terminals.length === 0 && live ? (
          <EmptyState
            icon={<SquareTerminal aria-hidden="true" />}
            title={t('terminals.none')}
            className="absolute inset-0 justify-center"
            action={
              <Button variant="primary" onClick={() => void desk.newTerminal()}>
                <Plus aria-hidden="true" />
                {t('terminals.new')}
              </Button>
            }
          >
            {t('terminals.noneText')}
          </EmptyState>
        ) : null}
        <Gate />
        <CoachOverlay />
      </div>
      <Dialog
        open={closing !== undefined}
        onOpenChange={(now) => {
          if (!now) setClosing(undefined)
        }}
        title={t('terminals.closeTitle', { name: closing?.name ?? '' })}
        description={t('terminals.closeText', { command: closing?.command ?? '' })}
        closeLabel={t('terminals.closeCancel')}
        footer={
          <>
            <Button onClick={() => setClosing(undefined)}>{t('terminals.closeCancel')}</Button>
            <Button
              variant="danger"
              onClick={() => {
                if (closing) void close(closing.id)
                setClosing(undefined)
              }}
            >
              {t('terminals.closeGo')}
            </Button>
          </>
        }
      />
    </div>
  )
}

function TerminalSettings() {
  const t = useTranslations('lab.terminals')
  const { panels, setPanels } = useLabDesk()
  const size = (change: number) => setPanels({ fontSize: panels.fontSize + change })
  return (
    <Menu
      label={t('settings')}
      trigger={
        <IconButton size="sm" label={t('settings')} className="my-auto mr-1.5">
          <Settings2 aria-hidden="true" />
        </IconButton>
      }
    >
      <MenuItem
        disabled={panels.fontSize >= MAX_FONT_PX}
        onSelect={(event) => {
          event.preventDefault()
          size(1)
        }}
      >
        <Plus aria-hidden="true" />
        <span className="flex-1">{t('bigger')}</span>
        <span className="text-xs text-ink-faint tabular-nums">{panels.fontSize}px</span>
      </MenuItem>
      <MenuItem
        disabled={panels.fontSize <= MIN_FONT_PX}
        onSelect={(event) => {
          event.preventDefault()
          size(-1)
        }}
      >
        <Minus aria-hidden="true" />
        {t('smaller')}
      </MenuItem>
      <MenuSeparator />
      <Choice
        checked={panels.theme === 'light'}
        label={t('light')}
        onSelect={() => setPanels({ theme: panels.theme === 'light' ? 'dark' : 'light' })}
      />
      <Choice
        checked={panels.screenReader}
        label={t('screenReader')}
        onSelect={() => setPanels({ screenReader: !panels.screenReader })}
      />
    </Menu>
  )
}

function Choice({ checked, label, onSelect }: { checked: boolean; label: string; onSelect: () => void }) {
  return (
    <MenuItem role="menuitemcheckbox" aria-checked={checked} onSelect={onSelect}>
      <span aria-hidden="true" className="grid size-4 place-items-center">
        {checked ? '✓' : ''}
      </span>
      {label}
    </MenuItem>
  )
}
