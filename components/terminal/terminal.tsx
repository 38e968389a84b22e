'use client'

// The terminal widget: props in, callbacks out. Where the bytes come from is the business of `connect`.
import '@xterm/xterm/css/xterm.css'
import { useTranslations } from 'next-intl'
import {
  type RefObject,
  useCallback,
  useEffect,
  useEffectEvent,
  useId,
  useImperativeHandle,
  useRef,
  useState,
} from 'react'
import { useKeysOf } from '#components/command/keys.ts'
import { useCommands } from '#components/command/use-commands.ts'
import { Button } from '#components/ui/button.tsx'
import { classNames } from '#components/ui/class-name.ts'
import { Dialog } from '#components/ui/dialog.tsx'
import { Spinner } from '#components/ui/spinner.tsx'
import { toast } from '#components/ui/toast.tsx'
import { readClipboard } from './clipboard.ts'
import { KeyBar } from './key-bar.tsx'
import { createScreen, type Screen, type ScreenSettings, type Size } from './screen.ts'
import { SearchBar } from './search-bar.tsx'
import { TerminalMenu } from './terminal-menu.tsx'

/** What draws the bytes of a terminal. */
export type TerminalPort = {
  readonly size: Size
  /** The next `bytes` bytes are a replay: the screen is cleared first. */
  replay(bytes: number): void
  write(frame: Uint8Array): void
}

/** What a terminal is connected to. */
export type TerminalLine = {
  input(bytes: Uint8Array): void
  drawn(bytes: number): void
  resize(size: Size): void
  close(): void
}

export type TerminalHandle = { focus(): void }

type Props = {
  id: string
  label: string
  /** Hidden terminals stay alive and keep drawing. */
  active: boolean
  /** Why nothing can be typed; undefined when it can. */
  blocked: string | undefined
  /** Somebody else types here, too. */
  guest: boolean
  settings: ScreenSettings
  connect: (port: TerminalPort) => TerminalLine
  onLeave: () => void
  handle?: RefObject<TerminalHandle | null>
}

type Ask = { text: string; lines: number; go: () => void }

const FLASH_MS = 600

export function Terminal({ id, label, active, blocked, guest, settings, connect, onLeave, handle }: Props) {
  const t = useTranslations('terminal')
  const hint = useId()
  const whole = useRef<HTMLDivElement>(null)
  const element = useRef<HTMLDivElement>(null)
  const screen = useRef<Screen | undefined>(undefined)
  const [ready, setReady] = useState(false)
  const [searching, setSearching] = useState(false)
  const [result, setResult] = useState({ index: 0, count: 0 })
  const [ask, setAsk] = useState<Ask>()
  const [control, setControl] = useState(false)
  const [flash, setFlash] = useState(false)
  const [attempt, setAttempt] = useState(0)
  const [failed, setFailed] = useState(false)

  const options = useEffectEvent((target: HTMLElement, line: { current: TerminalLine | undefined }) => ({
    id,
    element: target,
    settings,
    words: { promptLabel: t('prompt', { name: label }), tooMuchOutput: t('tooMuchOutput') },
    onInput: (bytes: Uint8Array) => line.current?.input(bytes),
    onDrawn: (bytes: number) => line.current?.drawn(bytes),
    onResize: (size: Size) => line.current?.resize(size),
    onSearch: () => setSearching(true),
    onAskPaste: setAsk,
    onCopied: (ok: boolean) => toast(ok ? t('copied') : t('copyRefused'), ok ? 'neutral' : 'warn'),
    onBlockedKey: () => setFlash(true),
    onControlUsed: () => setControl(false),
    onSearchResult: setResult,
  }))
  const open = useEffectEvent(connect)
  const isBlocked = useEffectEvent(() => blocked !== undefined)
  const isActive = useEffectEvent(() => active)

  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt is a reason to start again
  useEffect(() => {
    const target = element.current
    if (!target) return
    const abort = new AbortController()
    const line: { current: TerminalLine | undefined } = { current: undefined }
    createScreen(options(target, line), abort.signal).then(
      (made) => {
        if (!made) return
        if (abort.signal.aborted) return made.dispose()
        screen.current = made
        made.block(isBlocked())
        line.current = open(made)
        setReady(true)
        if (wished.current || (isActive() && document.activeElement === document.body)) made.focus()
        wished.current = false
      },
      // The terminal's code is loaded when it is needed; a network that changes just then loses it.
      () => setFailed(!abort.signal.aborted),
    )
    return () => {
      abort.abort()
      line.current?.close()
      screen.current?.dispose()
      screen.current = undefined
      setReady(false)
    }
  }, [attempt])

  useEffect(() => screen.current?.block(blocked !== undefined), [blocked])
  useEffect(() => screen.current?.apply(settings), [settings])
  useEffect(() => {
    if (active) screen.current?.fit()
  }, [active])
  useEffect(() => {
    if (!flash) return
    const timer = setTimeout(() => setFlash(false), FLASH_MS)
    return () => clearTimeout(timer)
  }, [flash])
  // A terminal that is still being made takes the focus when it is there.
  const wished = useRef(false)
  useImperativeHandle(
    handle,
    () => ({
      focus() {
        wished.current = screen.current === undefined
        screen.current?.focus()
      },
    }),
    [],
  )

  useCommands({ terminalLeave: onLeave }, whole)
  const leaveKeys = useKeysOf('terminalLeave')
  const regionKeys = useKeysOf('regionNext')
  const paste = async () => {
    const text = await readClipboard()
    screen.current?.focus()
    if (text === undefined) toast(t('pasteByTouch'), 'warn')
    else screen.current?.paste(text)
  }

  const endSearch = useCallback(() => {
    setSearching(false)
    setResult({ index: 0, count: 0 })
    screen.current?.endFind()
    screen.current?.focus()
  }, [])

  return (
    <div
      ref={whole}
      className={classNames('absolute inset-0 flex-col', active ? 'flex' : 'hidden')}
      data-theme-name={settings.theme}
    >
      <TerminalMenu screen={screen} onSearch={() => setSearching(true)}>
        <section
          data-testid="terminal"
          data-terminal={id}
          data-ready={ready}
          data-guest={guest}
          aria-label={label}
          aria-describedby={hint}
          className={classNames(
            'relative min-h-0 flex-1 pt-2 pl-3',
            settings.theme === 'dark' ? 'bg-[#0e1217]' : 'bg-[#fbfcfd]',
            guest &&
              'after:pointer-events-none after:absolute after:inset-0 after:z-10 after:border-3 after:border-warn',
          )}
        >
          <div ref={element} className="h-full" />
          {ready ? null : (
            <div className="absolute inset-0 grid place-items-center">
              {failed ? (
                <div role="alert" className="flex flex-col items-center gap-3 px-6 text-center text-sm">
                  <p className={settings.theme === 'dark' ? 'text-term-ink' : undefined}>{t('failed')}</p>
                  <Button
                    onClick={() => {
                      setFailed(false)
                      setAttempt(attempt + 1)
                    }}
                  >
                    {t('retry')}
                  </Button>
                </div>
              ) : (
                <Spinner label={t('opening')} />
              )}
            </div>
          )}
        </section>
      </TerminalMenu>
      <p id={hint} className="sr-only">
        {t('leaveHint', { leave: leaveKeys?.label ?? t('noKey'), region: regionKeys?.label ?? t('noKey') })}
      </p>
      {searching ? (
        <SearchBar
          result={result}
          onFind={(text, direction, caseSensitive) => screen.current?.find(text, direction, caseSensitive)}
          onClose={endSearch}
        />
      ) : null}
      {blocked === undefined ? null : (
        <p
          role="status"
          className={classNames(
            'absolute inset-x-0 bottom-0 border-t px-3 py-1.5 text-[0.8125rem] transition-colors',
            flash ? 'border-warn bg-warn text-bg' : 'border-warn/30 bg-warn-soft text-warn',
          )}
        >
          {blocked}
        </p>
      )}
      <KeyBar
        control={control}
        disabled={blocked !== undefined}
        onControl={(armed) => {
          setControl(armed)
          screen.current?.armControl(armed)
          screen.current?.focus()
        }}
        onKey={(key) => {
          screen.current?.press(key)
          screen.current?.focus()
        }}
        onPaste={() => void paste()}
      />
      <Dialog
        open={ask !== undefined}
        onOpenChange={(now) => {
          if (!now) setAsk(undefined)
        }}
        title={t('pasteTitle', { lines: ask?.lines ?? 0 })}
        description={t('pasteWhy')}
        closeLabel={t('cancel')}
        footer={
          <>
            <Button onClick={() => setAsk(undefined)}>{t('cancel')}</Button>
            <Button
              variant="primary"
              onClick={() => {
                ask?.go()
                setAsk(undefined)
                requestAnimationFrame(() => screen.current?.focus())
              }}
            >
              {t('pasteGo')}
            </Button>
          </>
        }
      >
        <pre className="mt-3 max-h-60 overflow-auto rounded-md bg-term-bg p-3 text-[0.8125rem] text-term-ink">
          {ask?.text}
        </pre>
      </Dialog>
    </div>
  )
}
