import { Download } from 'lucide-react'
import { getFormatter, getLocale, getTranslations } from 'next-intl/server'
import type { ClassReport } from '#server/web/services.ts'
import { Cell, Row, Section, Table, TIME } from './report-part.tsx'
import { clock } from './span.ts'

/** What was broken and found, who explained to whom, what was recorded. Kinds that the class had none of are not shown. */
export async function ExerciseReport({
  report,
}: {
  report: Pick<ClassReport, 'faults' | 'pairs' | 'typings' | 'recordings'>
}) {
  const t = await getTranslations('live.report')
  const need = await getTranslations('live.need')
  const locale = await getLocale()
  const format = await getFormatter()
  const { faults, pairs, typings, recordings } = report
  return (
    <>
      {faults.length > 0 ? (
        <Section title={t('faults')} empty={false}>
          <Table label={t('faults')} head={[t('fault'), t('hosts'), t('foundBy'), t('median')]}>
            {faults.map((fault) => (
              <Row
                key={fault.fault}
                title={
                  <>
                    {fault.title?.[locale] ?? fault.fault}
                    {fault.answers.length > 0 ? (
                      <span className="block text-xs font-normal text-ink-soft">{fault.answers.join(' · ')}</span>
                    ) : null}
                  </>
                }
              >
                <Cell>{fault.members}</Cell>
                <Cell>{fault.found}</Cell>
                <Cell>{fault.median === undefined ? '–' : clock(fault.median)}</Cell>
              </Row>
            ))}
          </Table>
        </Section>
      ) : null}
      {pairs.length > 0 ? (
        <Section title={t('pairs')} empty={false}>
          <Table label={t('pairs')} head={[t('question'), t('pairCount'), t('pairShown'), t('pairDone')]}>
            {pairs.map((draw) => (
              <Row
                key={draw.at}
                title={
                  <>
                    {draw.question || t('usual')}
                    <span className="block text-xs font-normal text-ink-faint">{format.dateTime(draw.at, TIME)}</span>
                  </>
                }
              >
                <Cell>{draw.pairs}</Cell>
                <Cell>{draw.shown}</Cell>
                <Cell>{draw.done}</Cell>
              </Row>
            ))}
          </Table>
        </Section>
      ) : null}
      {typings.length > 0 ? (
        <Section title={t('typings')} empty={false}>
          <Table label={t('typings')} head={[t('name'), t('typedBy'), t('typedWhen'), t('typedFor'), t('typedEnd')]}>
            {typings.map((typing) => (
              <Row key={`${typing.at}${typing.name}`} title={typing.name}>
                <Cell>{typing.by ?? need('instructor')}</Cell>
                <Cell>{format.dateTime(typing.at, TIME)}</Cell>
                <Cell>{typing.length === null ? '–' : clock(typing.length)}</Cell>
                <Cell>{t(`ends.${typing.end}`)}</Cell>
              </Row>
            ))}
          </Table>
        </Section>
      ) : null}
      {recordings.shared.length + recordings.kept > 0 ? (
        <Section title={t('recordings')} empty={false}>
          <ul className="divide-y divide-line rounded-lg border border-line bg-surface text-sm empty:hidden">
            {recordings.shared.map(({ id, name, at, length }) => (
              <li key={id} className="flex items-center gap-3 px-4 py-2">
                <span className="min-w-0 flex-1 truncate font-medium">{name}</span>
                <span className="text-ink-soft tabular-nums">
                  {format.dateTime(at, TIME)}
                  {/* Of one that was cut off with the web nobody knows how long it was. */}
                  {length > 0 ? `, ${clock(length)}` : ''}
                </span>
                <a
                  href={`/api/recording/${id}.cast`}
                  download
                  className="inline-flex items-center gap-1.5 py-1 text-accent hover:underline"
                >
                  <Download aria-hidden="true" className="size-4" />
                  {t('recordingOf', { name })}
                </a>
              </li>
            ))}
          </ul>
          {recordings.kept > 0 ? (
            <p className="mt-2 text-sm text-ink-soft">{t('recordingsKept', { count: recordings.kept })}</p>
          ) : null}
        </Section>
      ) : null}
    </>
  )
}
