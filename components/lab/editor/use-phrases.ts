'use client'

import { useTranslations } from 'next-intl'
import { useMemo } from 'react'
import type { Phrases } from '#components/editor/setup.ts'

/** CodeMirror's own words, by ours. */
const keys = {
  Find: 'find',
  Replace: 'replaceWith',
  next: 'next',
  previous: 'previous',
  all: 'all',
  'match case': 'matchCase',
  regexp: 'regexp',
  'by word': 'byWord',
  replace: 'replace',
  'replace all': 'replaceAll',
  close: 'close',
  'Go to line': 'goToLine',
  go: 'go',
  Diagnostics: 'hints',
  'No diagnostics': 'noHints',
  'Control character': 'control',
} as const

export function usePhrases(): Phrases {
  const t = useTranslations('lab.editor.phrase')
  return useMemo(() => Object.fromEntries(Object.entries(keys).map(([english, key]) => [english, t(key)])), [t])
}
