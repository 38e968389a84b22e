'use client'

import { ArrowDown, ArrowUp, CaseSensitive, X } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { IconButton } from '#components/ui/icon-button.tsx'

type Props = {
  result: { index: number; count: number }
  onFind: (text: string, direction: 'next' | 'previous', caseSensitive: boolean) => void
  onClose: () => void
}

export function SearchBar({ result, onFind, onClose }: Props) {
  const t = useTranslations('terminal')
  const [text, setText] = useState('')
  const [caseSensitive, setCaseSensitive] = useState(false)
  const input = useRef<HTMLInputElement>(null)
  useEffect(() => input.current?.focus(), [])

  const onKeyDown = (event: KeyboardEvent) => {
    // Enter ends a Hangul syllable that is being composed; it must not search as well.
    if (event.nativeEvent.isComposing) return
    if (event.key === 'Enter') onFind(text, event.shiftKey ? 'previous' : 'next', caseSensitive)
    if (event.key === 'Escape') onClose()
  }

  return (
    <search
      aria-label={t('search')}
      className="absolute top-2 right-4 z-20 flex max-w-[calc(100%-2rem)] items-center gap-0.5 rounded-lg border border-line-strong bg-raised py-1 pr-1 pl-3 shadow-pop"
    >
      <input
        ref={input}
        value={text}
        aria-label={t('search')}
        placeholder={t('search')}
        onKeyDown={onKeyDown}
        onChange={(event) => {
          setText(event.target.value)
          onFind(event.target.value, 'previous', caseSensitive)
        }}
        className="w-40 min-w-0 bg-transparent text-sm placeholder:text-ink-faint focus:outline-none"
      />
      <span role="status" className="min-w-14 text-right text-xs text-ink-faint tabular-nums">
        {text === '' ? '' : t('searchCount', { index: result.index, count: result.count })}
      </span>
      <IconButton
        size="sm"
        label={t('caseSensitive')}
        pressed={caseSensitive}
        onClick={() => {
          setCaseSensitive(!caseSensitive)
          onFind(text, 'previous', !caseSensitive)
        }}
      >
        <CaseSensitive aria-hidden="true" />
      </IconButton>
      <IconButton size="sm" label={t('searchPrevious')} onClick={() => onFind(text, 'previous', caseSensitive)}>
        <ArrowUp aria-hidden="true" />
      </IconButton>
      <IconButton size="sm" label={t('searchNext')} onClick={() => onFind(text, 'next', caseSensitive)}>
        <ArrowDown aria-hidden="true" />
      </IconButton>
      <IconButton size="sm" label={t('searchClose')} onClick={onClose}>
        <X aria-hidden="true" />
      </IconButton>
    </search>
  )
}
