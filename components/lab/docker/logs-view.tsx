'use client'

import { ArrowDownToLine, Clock, Search } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { memo, useDeferredValue, useEffect, useRef, useState } from 'react'
import { classNames } from '#components/ui/class-name.ts'
import { CopyButton } from '#components/ui/copy-button.tsx'
import { ErrorNote } from '#components/ui/error-note.tsx'
import { IconButton } from '#components/ui/icon-button.tsx'
import type { DockerPart } from '#server/protocol/docker.ts'
import type { DockerContainer } from '#server/protocol/lab.ts'
import { useLabDesk } from '../lab-context.ts'
import { useClock } from '../use-clock.ts'
import { emptyLog, matching, type NumberedLine, pieces, withLines } from './log-model.ts'
import { useFollow } from './use-follow.ts'

/** So near to its end the list counts as being at it. */
const NEAR_END_PX = 24

type End = Extract<DockerPart, { kind: 'end' }>

/** `docker logs -f`, with search. */
export function LogsView({ container }: { container: DockerContainer }) {
  const t = useTranslations('lab.docker.logs')
  const tl = useTranslations('lab')
  const { live } = useLabDesk()
  const [log, setLog] = useState(emptyLog)
  const [end, setEnd] = useState<End>()
  const [search, setSearch] = useState('')
  const [follows, setFollows] = useState(true)
  const [times, setTimes] = useState(false)
  const list = useRef<HTMLDivElement>(null)
  const wanted = useDeferredValue(search)
  const lines = matching(log.lines, wanted)
  // A container that is started again tells on; one that has ended is read to its end.
  const turn = container.state === 'running' || container.state === 'paused' ? 'runs' : 'ended'
  useFollow('logs', container.id, turn, {
    began() {
      setLog(emptyLog)
      setEnd(undefined)
    },
    part(part) {
      if (part.kind === 'logs') setLog((before) => withLines(before, part.lines))
      else if (part.kind === 'end') setEnd(part)
    },
  })

  // biome-ignore lint/correctness/useExhaustiveDependencies: new lines are the reason to scroll
  useEffect(() => {
    if (follows && list.current) list.current.scrollTop = list.current.scrollHeight
  }, [lines.length, log.next, follows])

  return (
    <>
      <div className="flex shrink-0 flex-wrap items-center gap-1 border-b border-line px-2.5 py-1.5">
        <label className="relative flex min-w-32 flex-1 items-center">
          <Search aria-hidden="true" className="pointer-events-none absolute left-2 size-3.5 text-ink-faint" />
          <input
            type="search"
            value={search}
            onChange={(event) => setSearch(event.target.value)}
            aria-label={t('search')}
            placeholder={t('search')}
            spellCheck={false}
            autoCapitalize="off"
            className="h-8 w-full min-w-0 rounded-md border border-line-control bg-surface pr-2 pl-7 font-mono text-[0.8125rem] placeholder:font-sans placeholder:text-ink-faint focus-visible:border-accent focus-visible:outline-offset-0 pointer-coarse:h-11"
          />
        </label>
        <p role="status" className="px-1.5 text-xs text-ink-faint tabular-nums">
          {wanted ? t('found', { count: lines.length }) : null}
        </p>
        <IconButton size="sm" label={t('times')} pressed={times} onClick={() => setTimes(!times)}>
          <Clock aria-hidden="true" />
        </IconButton>
        <IconButton size="sm" label={t('follow')} pressed={follows} onClick={() => setFollows(!follows)}>
          <ArrowDownToLine aria-hidden="true" />
        </IconButton>
        <CopyButton
          text={lines.map(({ text }) => text).join('\n')}
          label={t('copy')}
          done={tl('copied')}
          className="text-ink-soft hover:bg-hover hover:text-ink"
        />
      </div>
      <section
        ref={list}
        aria-label={t('label', { name: container.name })}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
        tabIndex={0}
        data-logs
        onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
          setFollows(scrollHeight - scrollTop - clientHeight < NEAR_END_PX)
        }}
        className="min-h-0 flex-1 overflow-y-auto bg-term-bg py-1.5 font-mono text-xs leading-5 text-term-ink focus-visible:-outline-offset-2"
      >
        {log.dropped > 0 ? (
          <p className="px-3 pb-1 font-sans text-term-faint">{t('dropped', { count: log.dropped })}</p>
        ) : null}
        {lines.map((line) => (
          <Line key={line.n} line={line} search={wanted} time={times} />
        ))}
        {log.lines.length === 0 ? (
          <p className="px-3 font-sans text-term-faint">{end || !live ? t('none') : t('waiting')}</p>
        ) : null}
        {log.lines.length > 0 && lines.length === 0 ? (
          <p className="px-3 font-sans text-term-faint">{t('noMatch')}</p>
        ) : null}
        {end && !end.error && log.lines.length > 0 ? (
          <p className="px-3 pt-1 font-sans text-term-faint">{t('end')}</p>
        ) : null}
      </section>
      {end?.error ? <ErrorNote id={end.error} detail={end.detail} className="m-2.5" /> : null}
    </>
  )
}

const Line = memo(function Line({ line, search, time }: { line: NumberedLine; search: string; time: boolean }) {
  const t = useTranslations('lab.docker.logs')
  const clock = useClock()
  return (
    <p
      className={classNames(
        'px-3 break-all whitespace-pre-wrap hover:bg-term-line',
        line.source === 'err' && 'text-[#ffb4a8]',
      )}
    >
      {time && line.time !== undefined ? (
        <span className="mr-2.5 text-term-faint select-none">{clock(line.time)}</span>
      ) : null}
      {line.source === 'err' ? <span className="sr-only">{t('err')} </span> : null}
      {pieces(line.text, search).map((piece, index) =>
        index % 2 === 1 ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one text have no identity but their place
          <mark key={index} className="rounded-xs bg-[#e4b54a] text-[#14191e]">
            {piece}
          </mark>
        ) : (
          piece
        ),
      )}
    </p>
  )
})
