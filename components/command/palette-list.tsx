'use client'

import { useTranslations } from 'next-intl'
import { classNames } from '../ui/class-name.ts'
import { Kbd } from '../ui/kbd.tsx'
import type { ActionId, actions } from './action.ts'
import type { Entry } from './registry.ts'

export type Row = Omit<Entry, 'group'> & {
  group: Entry['group'] | (typeof actions)[ActionId]['group'] | 'page' | 'lesson'
  keys?: string
}

type Props = {
  id: string
  label: string
  rows: readonly Row[]
  active: Row | undefined
  optionId: (row: Row) => string
  onPoint: (row: Row) => void
  onChoose: (row: Row) => void
}

/** The focus stays in the field above: the active option is told by its id. */
export function PaletteList({ id, label, rows, active, optionId, onPoint, onChoose }: Props) {
  const t = useTranslations('command.group')
  const groups = [...new Set(rows.map(({ group }) => group))]
  return (
    <div id={id} role="listbox" aria-label={label} className="min-h-0 overflow-y-auto overscroll-contain p-1.5">
      {groups.map((group) => (
        // biome-ignore lint/a11y/useSemanticElements: a fieldset holds fields; this is a group of options
        <div key={group} role="group" aria-labelledby={`${id}-${group}`}>
          <div
            id={`${id}-${group}`}
            role="presentation"
            className="px-2.5 pt-2 pb-1 text-xs font-semibold text-ink-faint"
          >
            {t(group)}
          </div>
          {rows
            .filter((row) => row.group === group)
            .map((row) => (
              // biome-ignore lint/a11y/useKeyWithClickEvents: keys are the field's, which has the focus
              <div
                key={row.key}
                id={optionId(row)}
                role="option"
                tabIndex={-1}
                aria-selected={row === active}
                onPointerMove={() => (row === active ? undefined : onPoint(row))}
                // The field keeps the focus.
                onMouseDown={(event) => event.preventDefault()}
                onClick={() => onChoose(row)}
                className={classNames(
                  'flex min-h-9 cursor-pointer items-center gap-3 rounded-md px-2.5 py-1.5 text-sm pointer-coarse:min-h-11',
                  row === active ? 'bg-accent-soft text-ink' : 'text-ink-soft',
                )}
              >
                <span className={classNames('min-w-0 flex-1', row.group === 'step' && 'font-mono text-[0.8125rem]')}>
                  {row.title}
                </span>
                {row.detail ? (
                  <span className="max-w-[45%] shrink-0 truncate text-xs text-ink-faint">{row.detail}</span>
                ) : null}
                {row.keys ? (
                  <span className="shrink-0 text-xs pointer-coarse:hidden">
                    <Kbd>{row.keys}</Kbd>
                  </span>
                ) : null}
              </div>
            ))}
        </div>
      ))}
    </div>
  )
}
