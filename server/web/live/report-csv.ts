// A class's attendance as a table for a spreadsheet, a column for each step with the seconds that it took.
import type { ClassReport } from './report.ts'

/** RFC 4180, with a byte order mark, without which Excel garbles Hangul. */
export function csvOf({ attendance, steps }: ClassReport): string {
  const head = [
    'name',
    'alias',
    'joined',
    'left',
    'steps',
    'errors',
    'asked',
    'helped',
    'quiz_correct',
    'quiz_total',
    'next_review',
  ]
  const keys = steps.map(({ slug, step }) => `${slug}/${step}`)
  const time = (at: number | null) => (at === null ? '' : new Date(at).toISOString())
  const lines = attendance.map((row) => [
    row.name,
    row.alias,
    time(row.joined),
    time(row.left),
    row.steps,
    row.errors,
    row.asked,
    row.helped,
    row.quiz.correct,
    row.quiz.total,
    time(row.review),
    ...keys.map((key) => took(row.times[key])),
  ])
  return `\ufeff${[[...head, ...keys], ...lines].map((line) => line.map(cell).join(',')).join('\r\n')}\r\n`
}

/** Empty: not passed. */
function took(ms: number | null | undefined): string | number {
  if (ms === undefined) return ''
  return ms === null ? 'passed' : Math.round(ms / 1000)
}

/** A cell that begins like a formula would be run as one. */
function cell(value: string | number): string {
  const text = typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
