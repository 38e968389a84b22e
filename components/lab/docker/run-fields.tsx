'use client'

// The repeated parts of the form of `docker run`.
import { Plus, X } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from '#components/ui/button.tsx'
import { classNames } from '#components/ui/class-name.ts'
import { IconButton } from '#components/ui/icon-button.tsx'

/** As many as the server takes. */
const ROWS_MAX = 20

export const field =
  'h-9 min-w-0 rounded-md border border-line-control bg-surface px-2.5 font-mono text-[0.8125rem] text-ink placeholder:text-ink-faint aria-invalid:border-bad focus-visible:border-accent focus-visible:outline-offset-0 pointer-coarse:h-11'
export const heading = 'text-[0.8125rem] font-semibold'
/** Commands are no prose: nothing corrects them. */
export const plain = { autoComplete: 'off', autoCapitalize: 'off', autoCorrect: 'off', spellCheck: false } as const

export function Flag({ children }: { children: ReactNode }) {
  return <code className="ml-1 text-xs font-normal text-ink-faint">{children}</code>
}

type CellProps = {
  label: string
  value: string
  placeholder: string
  numeric?: boolean
  bad?: boolean
  onChange: (value: string) => void
}

export function Cell({ label, value, placeholder, numeric, bad, onChange }: CellProps) {
  return (
    <input
      aria-label={label}
      title={label}
      aria-invalid={bad}
      value={value}
      placeholder={placeholder}
      inputMode={numeric ? 'numeric' : undefined}
      onChange={(event) => onChange(event.target.value)}
      {...plain}
      className={classNames(field, 'w-full')}
    />
  )
}

type RowsProps<Row> = {
  legend: string
  flag: string
  rows: readonly Row[]
  blank: Row
  note: string | undefined
  add: string
  remove: (row: number) => string
  onChange: (rows: Row[]) => void
  children: (row: Row, change: (change: Partial<Row>) => void, index: number) => ReactNode
}

export function Rows<Row>({ legend, flag, rows, blank, note, add, remove, onChange, children }: RowsProps<Row>) {
  return (
    <fieldset>
      <legend className={heading}>
        {legend} <Flag>{flag}</Flag>
      </legend>
      <ul className="mt-1 space-y-1.5">
        {rows.map((row, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows have no identity but their place, and their fields are controlled
          <li key={index} className="flex items-center gap-1.5">
            {children(row, (change) => onChange(rows.with(index, { ...row, ...change })), index)}
            <IconButton
              size="sm"
              label={remove(index + 1)}
              onClick={() => onChange(rows.length === 1 ? [blank] : rows.toSpliced(index, 1))}
            >
              <X aria-hidden="true" />
            </IconButton>
          </li>
        ))}
      </ul>
      {note ? <p className="mt-1 text-xs text-bad">{note}</p> : null}
      <Button
        variant="ghost"
        size="sm"
        className="mt-1 -ml-2"
        disabled={rows.length >= ROWS_MAX}
        onClick={() => onChange([...rows, blank])}
      >
        <Plus aria-hidden="true" />
        {add}
      </Button>
    </fieldset>
  )
}
