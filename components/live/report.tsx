import { Download } from 'lucide-react'
import { getFormatter, getLocale, getTranslations } from 'next-intl/server'
import type { ClassReport } from '#server/web/services.ts'
import { buttonClass } from '../ui/button.tsx'
import { InlineText } from '../ui/inline-text.tsx'
import { ExerciseReport } from './report-exercise.tsx'
import { Cell, Row, Section, Table, TIME } from './report-part.tsx'
import { Suggestions } from './report-suggest.tsx'
import { clock } from './span.ts'

/** A class afterwards: what to keep, what to change next time. */
export async function Report({ report }: { report: ClassReport }) {
  const t = await getTranslations('live.report')
  const locale = await getLocale()
  const format = await getFormatter()
  const { info } = report
  const time = (at: number) => format.dateTime(at, TIME)
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

      <Suggestions report={report} />

      <Section
        title={t('attendance', { count: report.attendance.length })}
        empty={report.attendance.length === 0 && t('nobody')}
      >
        <Table
          label={t('attendance', { count: report.attendance.length })}
          head={[t('name'), t('there'), t('steps'), t('errors'), t('asked'), t('quiz'), t('review')]}
        >
          {report.attendance.map((row) => (
            <Row
              key={row.alias + row.name}
              title={
                <>
                  {row.name} <span className="font-normal text-ink-faint">{row.alias}</span>
                </>
              }
            >
              <Cell>
                <span className="whitespace-nowrap">
                  {time(row.joined)}–{row.left === null ? (info.ended ? time(info.ended) : '') : time(row.left)}
                </span>
              </Cell>
              <Cell>{row.steps}</Cell>
              <Cell>{row.errors}</Cell>
              <Cell>{row.asked}</Cell>
              <Cell>{row.quiz.total > 0 ? `${row.quiz.correct}/${row.quiz.total}` : '–'}</Cell>
              <Cell>
                <span className="whitespace-nowrap">
                  {row.review === null ? '–' : format.dateTime(row.review, { dateStyle: 'medium' })}
                </span>
              </Cell>
            </Row>
          ))}
        </Table>
      </Section>

      <Section title={t('time')} empty={report.steps.length === 0 && t('noSteps')}>
        <Table label={t('time')} head={[t('step'), t('passed'), t('median'), t('errors')]}>
          {report.steps.map((step) => (
            <Row
              key={`${step.slug}/${step.step}`}
              title={
                <>
                  {step.title[locale]}{' '}
                  <span className="block text-xs font-normal text-ink-faint">{step.lesson[locale]}</span>
                </>
              }
            >
              <Cell>{step.passed}</Cell>
              <Cell>{step.median === undefined ? '–' : clock(step.median)}</Cell>
              <Cell>{step.errors}</Cell>
            </Row>
          ))}
        </Table>
      </Section>

      <Section title={t('causes')} empty={report.errors.length === 0 && t('noErrors')}>
        <Table label={t('causes')} head={[t('cause'), t('people'), t('times')]}>
          {report.errors.map((error) => (
            <Row
              key={error.signature}
              title={
                <>
                  {error.title ? <InlineText>{error.title[locale]}</InlineText> : null}{' '}
                  <code className="text-xs font-normal text-ink-soft">{error.signature}</code>
                </>
              }
            >
              <Cell>{error.members}</Cell>
              <Cell>{error.count}</Cell>
            </Row>
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

      <ExerciseReport report={report} />

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
