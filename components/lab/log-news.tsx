'use client'

import { useTranslations } from 'next-intl'
import { useLabDesk } from './lab-context.ts'

/** In screen reader mode: says how the last command ended, and how much there is to read in the command log. */
export function LogNews() {
  const t = useTranslations('lab.log')
  const { view, panels } = useLabDesk()
  const last = view.room?.commands.findLast(({ exit }) => exit !== undefined)
  const lines = last?.output.trim() ? last.output.trim().split('\n').length : 0
  return (
    <p role="status" className="sr-only">
      {panels.screenReader && last ? t('ended', { command: last.line, code: last.exit ?? 0, lines }) : null}
    </p>
  )
}
