import { Download } from 'lucide-react'
import { getFormatter, getLocale, getTranslations } from 'next-intl/server'
import type { ReactNode } from 'react'
import type { ClassReport } from '#server/web/services.ts'
import { buttonClass } from '../ui/button.tsx'
import { InlineText } from '../ui/inline-text.tsx'
import { clock } from './span.ts'

/** Steps that cost the class more than this, in the middle, are worth a word. */
const LONG_MS = 5 * 60_000

/** A class afterwards: what to keep, what to change next time. */
export async function Report({ report }: { report: ClassReport }) {
  const t = await getTranslations('live.report')
  const locale = await getLocale()
  const format = await getFormatter()
  const { info } = report
  const slow = report.steps.filter((step) => (step.median ?? 0) > LONG_MS)
  const dates = info.ended
    ? format.dateTimeRange(info.created, info.ended, { dateStyle: 'medium', timeStyle: 'short' })
    : format.dateTime(info.created, { dateStyle: 'medium', timeStyle: 'short' })
  return (
    <div className="mx-auto max-w-5xl px-4 py-8 sm:px-6 sm:py-10">
      <div className="flex flex-wrap items-start gap-3">
        <div className="min-w-0 flex-1">
          <h1 className="text-[1.75rem] font-bold tracking-tight">{info.title || t('title')}</h1>
          <p className="mt-1 text-ink-soft">{dates}</p>
        </div>
        {(['csv', 'json'] as const).map((kind) => (
          <a key={kind} href={`/api/class/${info.id}.${kind}`} download className={buttonClass('secondary')}>
            <Download aria-hidden="true" />
            {kind.toUpperCase()}
          </a>
        ))}
      </div>

      <Section
        title={t('attendance', { count: report.attendance.length })}
        empty={report.attendance.length === 0 && t('nobody')}
      >
        <Table head={[t('name'), t('steps'), t('errors'), t('asked'), t('quiz')]}>
          {report.attendance.map((row) => (
            <tr key={row.alias + row.name} className="border-t border-line">
              <th scope="row" className="px-3.5 py-2 text-left font-medium">
                {row.name} <span className="font-normal text-ink-faint">{row.alias}</span>
              </th>
              <Cell>{row.steps}</Cell>
              <Cell>{row.errors}</Cell>
              <Cell>{row.asked}</Cell>
              <Cell>{row.quiz.total > 0 ? `${row.quiz.correct}/${row.quiz.total}` : '–'}</Cell>
            </tr>
          ))}
        </Table>
      </Section>

      <Section title={t('time')} empty={report.steps.length === 0 && t('noSteps')}>
        {slow.length > 0 ? (
          <p className="mb-3 text-sm text-ink-soft">
            {t('slow', { steps: slow.map((step) => step.title[locale]).join(', ') })}
          </p>
        ) : null}
        <Table head={[t('step'), t('passed'), t('median'), t('errors')]}>
          {report.steps.map((step) => (
            <tr key={`${step.slug}/${step.step}`} className="border-t border-line">
              <th scope="row" className="px-3.5 py-2 text-left font-medium">
                {step.title[locale]}{' '}
                <span className="block text-xs font-normal text-ink-faint">{step.lesson[locale]}</span>
              </th>
              <Cell>{step.passed}</Cell>
              <Cell>{step.median === undefined ? '–' : clock(step.median)}</Cell>
              <Cell>{step.errors}</Cell>
            </tr>
          ))}
        </Table>
      </Section>

      <Section title={t('causes')} empty={report.errors.length === 0 && t('noErrors')}>
        <Table head={[t('cause'), t('people'), t('times')]}>
          {report.errors.map((error) => (
            <tr key={error.signature} className="border-t border-line">
              <th scope="row" className="px-3.5 py-2 text-left font-mono text-[0.8125rem] font-normal">
                {error.signature}
              </th>
              <Cell>{error.members}</Cell>
              <Cell>{error.count}</Cell>
            </tr>
          ))}
        </Table>
      </Section>

      <Section title={t('polls')} empty={report.polls.length === 0 && t('noPolls')}>
        <ul className="divide-y divide-line rounded-lg border border-line bg-surface text-sm">
          {report.polls.map((poll) => (
            <li key={poll.prompt.en} className="flex items-start gap-4 px-4 py-3">
              <span className="min-w-0 flex-1">
                <InlineText>{poll.prompt[locale]}</InlineText>
              </span>
              <span className="text-ink-soft tabular-nums">
                {poll.rounds.map(({ total, correct }) => `${Math.round((100 * correct) / total)} %`).join(' → ') || '–'}
              </span>
            </li>
          ))}
        </ul>
      </Section>

      <Section title={t('minutes')} empty={report.minutes.length === 0 && t('noMinutes')}>
        <div className="grid gap-4 text-sm sm:grid-cols-2">
          {(['clear', 'muddy'] as const).map((kind) => (
            <div key={kind}>
              <h3 className="mb-1.5 font-semibold">{t(kind)}</h3>
              <ul className="list-disc space-y-1 pl-5">
                {report.minutes
                  .map((card) => card[kind])
                  .filter((text) => text !== '')
                  .map((text) => (
                    <li key={text}>{text}</li>
                  ))}
              </ul>
            </div>
          ))}
        </div>
      </Section>

      <Section title={t('wall')} empty={report.wall.length === 0 && t('noWall')}>
        <ul className="list-disc space-y-1 pl-5 text-sm">
          {report.wall.map((question) => (
            <li key={question.text}>
              {question.text}{' '}
              <span className="text-ink-faint tabular-nums">{t('votes', { count: question.votes })}</span>
            </li>
          ))}
        </ul>
      </Section>
    </div>
  )
}

function Section({ title, empty, children }: { title: string; empty: string | false; children: ReactNode }) {
  return (
    <section className="mt-9">
      <h2 className="mb-3 text-lg font-semibold">{title}</h2>
      {empty ? <p className="text-sm text-ink-faint">{empty}</p> : children}
    </section>
  )
}

function Table({ head, children }: { head: string[]; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scroll area must be reachable by keyboard
    <div className="overflow-x-auto rounded-lg border border-line bg-surface" tabIndex={0}>
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
    </div>
  )
}

const Cell = ({ children }: { children: ReactNode }) => (
  <td className="px-3.5 py-2 text-right tabular-nums">{children}</td>
)
