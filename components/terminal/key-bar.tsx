'use client'

import { ArrowDown, ArrowLeft, ArrowRight, ArrowUp } from 'lucide-react'
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { classNames } from '#components/ui/class-name.ts'

type Props = {
  control: boolean
  disabled: boolean
  onControl: (armed: boolean) => void
  onKey: (data: string) => void
}

const keys: { data: string; face: ReactNode; name?: 'up' | 'down' | 'left' | 'right' }[] = [
  { data: '\t', face: 'Tab' },
  { data: '\x1b', face: 'Esc' },
  { data: '\x1b[A', face: <ArrowUp aria-hidden="true" />, name: 'up' },
  { data: '\x1b[B', face: <ArrowDown aria-hidden="true" />, name: 'down' },
  { data: '\x1b[D', face: <ArrowLeft aria-hidden="true" />, name: 'left' },
  { data: '\x1b[C', face: <ArrowRight aria-hidden="true" />, name: 'right' },
  { data: '-', face: '-' },
  { data: '/', face: '/' },
  { data: '|', face: '|' },
]

/** The keys that a phone's keyboard lacks; shown only where fingers are the pointer. */
export function KeyBar({ control, disabled, onControl, onKey }: Props) {
  const t = useTranslations('terminal')
  const look =
    'inline-flex h-11 min-w-11 flex-1 shrink-0 whitespace-nowrap items-center justify-center rounded-md border border-line px-2 font-mono text-[0.8125rem] disabled:opacity-45 [&_svg]:size-4'
  // Pressing a key here must not close the phone's keyboard: the terminal keeps the focus.
  const keepFocus = (event: { preventDefault: () => void }) => event.preventDefault()
  return (
    <div
      role="toolbar"
      aria-label={t('keyBar')}
      className="hidden shrink-0 gap-1 overflow-x-auto border-t border-line bg-surface p-1 pointer-coarse:flex"
    >
      <button
        type="button"
        disabled={disabled}
        aria-pressed={control}
        onPointerDown={keepFocus}
        onClick={() => onControl(!control)}
        className={classNames(look, control ? 'bg-accent text-accent-ink' : 'bg-raised text-ink')}
      >
        Ctrl
      </button>
      {keys.map((key) => (
        <button
          key={key.data}
          type="button"
          disabled={disabled}
          aria-label={key.name ? t(`arrow.${key.name}`) : undefined}
          onPointerDown={keepFocus}
          onClick={() => onKey(key.data)}
          className={classNames(look, 'bg-raised text-ink')}
        >
          {key.face}
        </button>
      ))}
    </div>
  )
}
