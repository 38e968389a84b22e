'use client'

import { Pause, Play } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useEffect, useEffectEvent, useRef, useState } from 'react'
import { type OnlookerScreen, OnlookerTerminal } from '#components/terminal/onlooker.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { IconButton } from '../ui/icon-button.tsx'
import { PageLoading } from '../ui/page-loading.tsx'
import { Segmented } from '../ui/segmented.tsx'
import { type Cast, outputOf, parseCast, sizeAt } from './cast.ts'
import { clock } from './span.ts'

const TICK_MS = 50
const SPEEDS = ['0.5', '1', '2', '4'] as const
type Speed = (typeof SPEEDS)[number]

/** Plays a recording: forward, from anywhere, faster; and straight to where a command failed. */
export function CastPlayer({ id }: { id: string }) {
  const [cast, setCast] = useState<Cast | 'missing'>()
  useEffect(() => {
    const loading = new AbortController()
    void fetch(`/api/recording/${id}.cast`, { signal: loading.signal })
      .then(async (response) => setCast((response.ok && parseCast(await response.text())) || 'missing'))
      .catch(() => loading.signal.aborted || setCast('missing'))
    return () => loading.abort()
  }, [id])
  if (!cast) return <PageLoading />
  return cast === 'missing' ? <ErrorNote id="not-found" /> : <Player cast={cast} />
}

function Player({ cast }: { cast: Cast }) {
  const t = useTranslations('live.record.player')
  const [at, setAt] = useState(0)
  const [playing, setPlaying] = useState(true)
  const [speed, setSpeed] = useState<Speed>('1')
  const screen = useRef<OnlookerScreen | undefined>(undefined)
  /** Up to where the screen has been drawn. */
  const drawn = useRef(-1)

  const draw = (to: number) => {
    if (!screen.current) return
    const back = to < drawn.current
    if (back) screen.current.replay(0)
    const text = outputOf(cast, back ? -1 : drawn.current, to)
    drawn.current = to
    if (text !== '') screen.current.write(new TextEncoder().encode(text), () => {})
  }
  const go = (to: number) => {
    setAt(to)
    draw(to)
  }
  const step = useEffectEvent(() => {
    const next = Math.min(cast.length, at + TICK_MS * Number(speed))
    go(next)
    if (next >= cast.length) setPlaying(false)
  })
  useEffect(() => {
    if (!playing) return
    const timer = setInterval(() => step(), TICK_MS)
    return () => clearInterval(timer)
  }, [playing])

  const marks = cast.events.filter(({ kind }) => kind === 'mark')
  return (
    <div className="mt-3 space-y-3">
      <OnlookerTerminal
        label={t('screen')}
        {...sizeAt(cast, at)}
        onScreen={(next) => {
          screen.current = next
          drawn.current = -1
          draw(at)
        }}
      />
      <div className="flex flex-wrap items-center gap-3">
        <IconButton
          label={t(playing ? 'pause' : 'play')}
          onClick={() => {
            if (!playing && at >= cast.length) go(0)
            setPlaying(!playing)
          }}
        >
          {playing ? <Pause aria-hidden="true" /> : <Play aria-hidden="true" />}
        </IconButton>
        <input
          type="range"
          min={0}
          max={Math.max(1, cast.length)}
          value={at}
          step={100}
          aria-label={t('seek')}
          aria-valuetext={clock(at)}
          onChange={(event) => go(Number(event.target.value))}
          className="h-8 min-w-32 flex-1 accent-(--accent)"
        />
        <span className="text-ink-soft tabular-nums">
          {clock(at)} / {clock(cast.length)}
        </span>
        <Segmented<Speed>
          label={t('speed')}
          value={speed}
          options={SPEEDS.map((value) => ({ value, label: `${value}×` }))}
          onChange={setSpeed}
        />
      </div>
      {marks.length > 0 ? (
        <section aria-label={t('errors')}>
          <h3 className="text-[0.8125rem] font-semibold text-ink-soft">{t('errors')}</h3>
          <ul className="mt-1 max-h-32 overflow-y-auto">
            {marks.map((mark) => (
              <li key={`${mark.at}${mark.text}`}>
                <button
                  type="button"
                  onClick={() => go(mark.at)}
                  className="flex min-h-8 w-full items-center gap-2 rounded px-1.5 text-left hover:bg-hover pointer-coarse:min-h-11"
                >
                  <span className="text-ink-soft tabular-nums">{clock(mark.at)}</span>
                  <code className="min-w-0 flex-1 truncate font-mono text-xs text-bad">{mark.text}</code>
                </button>
              </li>
            ))}
          </ul>
        </section>
      ) : null}
    </div>
  )
}
