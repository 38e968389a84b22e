'use client'

import { Play } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { CopyButton } from '#components/ui/copy-button.tsx'
import { useLabDesk } from './lab-context.ts'

/** A command that runs, or goes on the prompt, with one click. */
export function CommandBlock({ command, act = 'run' }: { command: string; act?: 'run' | 'put' }) {
  const t = useTranslations('lab')
  const desk = useLabDesk()
  const label = t(act)
  return (
    <div className="flex items-stretch overflow-hidden rounded-md border border-term-line bg-term-bg text-term-ink">
      <button
        type="button"
        disabled={!desk.live}
        title={desk.live ? label : t('notLive')}
        onClick={() => desk[act](command)}
        className="group flex min-h-9 min-w-0 flex-1 items-center gap-2.5 py-1.5 pl-3 text-left font-mono text-[0.8125rem] transition-colors focus-visible:-outline-offset-2 not-disabled:hover:bg-term-line disabled:cursor-default pointer-coarse:min-h-11"
      >
        <Play
          aria-hidden="true"
          className="size-3.5 shrink-0 text-term-faint group-not-disabled:text-term-prompt group-hover:fill-current"
        />
        <code className="min-w-0 break-words whitespace-pre-wrap">{command}</code>
        <span className="sr-only">{label}</span>
      </button>
      <CopyButton
        text={command}
        label={t('copy')}
        done={t('copied')}
        className="m-1 self-center text-term-faint hover:bg-term-line hover:text-term-ink focus-visible:-outline-offset-2"
      />
    </div>
  )
}
