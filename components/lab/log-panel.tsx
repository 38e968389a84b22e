'use client'

import { CornerDownLeft, ScrollText } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useId } from 'react'
import { Badge } from '#components/ui/badge.tsx'
import { CopyButton } from '#components/ui/copy-button.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { IconButton } from '#components/ui/icon-button.tsx'
import type { ShellCommand } from '#server/protocol/lab.ts'
import { useLabDesk } from './lab-context.ts'
import { useClock } from './use-clock.ts'

/** What the agent keeps of a command's output; what is as long has lost its beginning. */
const KEPT = 4 * 1024

/** The terminal as text: each command, how it ended and what it printed. For screen readers, and for who wants to copy. */
export function LogPanel() {
  const t = useTranslations('lab.log')
  const { view } = useLabDesk()
  const commands = view.room?.commands.toReversed() ?? []
  if (commands.length === 0)
    return (
      <EmptyState icon={<ScrollText aria-hidden="true" />} title={t('empty')}>
        {t('emptyText')}
      </EmptyState>
    )
  return (
    <ol aria-label={t('list')} className="divide-y divide-line" data-testid="command-log">
      {commands.map((command) => (
        <li key={`${command.terminal}/${command.n}`}>
          <LoggedCommand command={command} />
        </li>
      ))}
    </ol>
  )
}

function LoggedCommand({ command }: { command: ShellCommand }) {
  const t = useTranslations('lab.log')
  const { view, live, put } = useLabDesk()
  const clock = useClock()
  const heading = useId()
  const { line, exit, output, terminal, time } = command
  const number = (view.room?.terminals.findIndex(({ id }) => id === terminal) ?? -1) + 1
  return (
    <article aria-labelledby={heading} className="px-4 py-2.5">
      <header className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
        <h3 id={heading} className="min-w-0 flex-1 basis-60 font-mono text-[0.8125rem] font-medium break-words">
          {line}
        </h3>
        {exit === undefined ? (
          <Badge tone="accent">{t('running')}</Badge>
        ) : (
          <Badge tone={exit === 0 ? 'neutral' : 'bad'}>{t('exit', { code: exit })}</Badge>
        )}
        <span className="text-xs whitespace-nowrap text-ink-faint tabular-nums">
          {number > 0 ? `${t('where', { number })} · ` : null}
          <time dateTime={new Date(time).toISOString()}>{clock(time)}</time>
        </span>
        <IconButton size="sm" label={t('again')} disabled={!live} onClick={() => put(line)}>
          <CornerDownLeft aria-hidden="true" />
        </IconButton>
        {output === '' ? null : (
          <CopyButton
            text={output}
            label={t('copy')}
            done={t('copied')}
            className="text-ink-soft hover:bg-hover hover:text-ink"
          />
        )}
      </header>
      {exit === undefined ? null : output === '' ? (
        <p className="mt-1 text-[0.8125rem] text-ink-faint">{t('noOutput')}</p>
      ) : (
        <>
          {new TextEncoder().encode(output).length >= KEPT ? (
            <p className="mt-1 text-xs text-ink-faint">{t('end')}</p>
          ) : null}
          {/* biome-ignore lint/a11y/useSemanticElements: a fieldset holds fields, this is text that scrolls */}
          <pre
            // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable with the keyboard
            tabIndex={0}
            role="group"
            aria-label={t('output', { command: line })}
            className="mt-1.5 max-h-64 overflow-auto rounded-md bg-sunken px-3 py-2 font-mono text-[0.8125rem] leading-normal whitespace-pre-wrap focus-visible:-outline-offset-2"
          >
            {output.trimEnd()}
          </pre>
        </>
      )}
    </article>
  )
}
