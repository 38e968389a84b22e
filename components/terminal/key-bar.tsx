'use client'

import { ArrowDown, ArrowLeft, ArrowRight, ArrowUp, ClipboardPaste } from 'lucide-react'
import { useTranslations } from 'next-intl'
import type { ComponentProps, ReactNode } from 'react'
import { classNames } from '#components/ui/class-name.ts'
import type { TouchKey } from './touch-key.ts'

type Props = {
  control: boolean
  disabled: boolean
  onControl: (armed: boolean) => void
  onKey: (key: TouchKey) => void
  onPaste: () => void
}

const before: { key: TouchKey; face: ReactNode }[] = [
  { key: 'escape', face: 'Esc' },
  { key: 'tab', face: 'Tab' },
]
const after: { key: TouchKey; face: ReactNode }[] = [
  { key: 'up', face: <ArrowUp aria-hidden="true" /> },
  { key: 'down', face: <ArrowDown aria-hidden="true" /> },
  { key: 'left', face: <ArrowLeft aria-hidden="true" /> },
  { key: 'right', face: <ArrowRight aria-hidden="true" /> },
  { key: 'pipe', face: '|' },
  { key: 'dash', face: '-' },
  { key: 'slash', face: '/' },
  { key: 'tilde', face: '~' },
]

/** The keys that a phone's keyboard lacks; shown only where fingers are the pointer. */
export function KeyBar({ control, disabled, onControl, onKey, onPaste }: Props) {
  const t = useTranslations('terminal')
  const names: Record<TouchKey, string> = {
    escape: t('key.escape'),
    tab: t('key.tab'),
    up: t('arrow.up'),
    down: t('arrow.down'),
    left: t('arrow.left'),
    right: t('arrow.right'),
    pipe: t('key.pipe'),
    dash: t('key.dash'),
    slash: t('key.slash'),
    tilde: t('key.tilde'),
  }
  const button = ({ key, face }: { key: TouchKey; face: ReactNode }) => (
    <Key key={key} aria-label={names[key]} disabled={disabled} onClick={() => onKey(key)}>
      {face}
    </Key>
  )
  return (
    <div
      role="toolbar"
      aria-label={t('keyBar')}
      className="hidden shrink-0 gap-1 overflow-x-auto border-t border-line bg-surface p-1 pointer-coarse:flex"
    >
      {before.map(button)}
      <Key
        aria-label={t('key.control')}
        aria-pressed={control}
        disabled={disabled}
        onClick={() => onControl(!control)}
        className="aria-pressed:border-accent aria-pressed:bg-accent aria-pressed:text-accent-ink"
      >
        Ctrl
      </Key>
      {after.map(button)}
      <Key aria-label={t('paste')} disabled={disabled} onClick={onPaste}>
        <ClipboardPaste aria-hidden="true" />
      </Key>
    </div>
  )
}

// Pressing a key here must not close the phone's keyboard: the terminal keeps the focus.
const keepFocus = (event: { preventDefault: () => void }) => event.preventDefault()

function Key({ className, ...rest }: ComponentProps<'button'>) {
  return (
    <button
      type="button"
      onPointerDown={keepFocus}
      onMouseDown={keepFocus}
      className={classNames(
        'inline-flex h-11 min-w-12 flex-1 shrink-0 items-center justify-center rounded-md border border-line bg-raised px-2 font-mono text-[0.8125rem] whitespace-nowrap text-ink disabled:opacity-45 [&_svg]:size-4',
        className,
      )}
      {...rest}
    />
  )
}
