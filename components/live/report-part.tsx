// What the report is made of: a section, a table, its cells.
import type { ReactNode } from 'react'

/** A time of the day in a column: of the same width in both languages. */
export const TIME = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const

export function Section({ title, empty, children }: { title: string; empty: string | false; children: ReactNode }) {
  return (
    <section className="mt-9">
      <h2 className="mb-3 text-lg font-semibold">{title}</h2>
      {empty ? <p className="text-sm text-ink-faint">{empty}</p> : children}
    </section>
  )
}

/** `label`: what it is a table of, for who can't see the heading above it. */
export function Table({ label, head, children }: { label: string; head: string[]; children: ReactNode }) {
  return (
    <section
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scroll area must be reachable by keyboard
      tabIndex={0}
      className="overflow-x-auto rounded-lg border border-line bg-surface"
    >
      <table className="w-full min-w-lg border-collapse text-sm">
        <thead className="bg-sunken text-[0.8125rem] text-ink-soft">
          <tr>
            {head.map((title, at) => (
              <th
                key={title}
                scope="col"
                className={at === 0 ? 'px-3.5 py-2 text-left font-semibold' : 'px-3.5 py-2 text-right font-semibold'}
              >
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </section>
  )
}

export const Row = ({ title, children }: { title: ReactNode; children: ReactNode }) => (
  <tr className="border-t border-line">
    <th scope="row" className="px-3.5 py-2 text-left font-medium">
      {title}
    </th>
    {children}
  </tr>
)

export const Cell = ({ children }: { children: ReactNode }) => (
  <td className="px-3.5 py-2 text-right tabular-nums">{children}</td>
)
