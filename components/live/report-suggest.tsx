import { Lightbulb } from 'lucide-react'
import { getLocale, getTranslations } from 'next-intl/server'
import type { ClassReport } from '#server/web/services.ts'
import { Section } from './report-part.tsx'

/** What to change in the run-sheet of the next class. */
export async function Suggestions({ report }: { report: Pick<ClassReport, 'suggestions' | 'stepNames'> }) {
  const t = await getTranslations('live.report')
  const locale = await getLocale()
  const { suggestions, stepNames } = report
  return (
    <Section title={t('next')} empty={suggestions.length === 0 && t('noNext')}>
      <ul className="space-y-2 text-sm">
        {suggestions.map((one) => {
          const name = stepNames[`${one.slug}/${one.step}`]?.[locale] ?? one.step
          return (
            <li key={`${one.kind} ${one.slug}/${one.step}`} className="flex gap-2.5">
              <Lightbulb aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-warn" />
              <span>
                {one.kind === 'explain'
                  ? t('suggest.explain', { step: name, count: one.stumbled, of: one.of })
                  : one.kind === 'unreached'
                    ? t('suggest.unreached', { step: name, minutes: one.planned })
                    : t(`suggest.${one.kind}`, { step: name, planned: one.planned, minutes: one.minutes })}
              </span>
            </li>
          )
        })}
      </ul>
    </Section>
  )
}
