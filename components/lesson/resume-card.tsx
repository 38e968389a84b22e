import { ArrowRight } from 'lucide-react'
import { getTranslations } from 'next-intl/server'
import { buttonClass } from '../ui/button.tsx'
import { Link } from '../ui/navigation.ts'
import { Pending } from '../ui/pending.tsx'
import { Progress } from '../ui/progress.tsx'
import type { LessonStanding } from './lesson-card.tsx'

type Props = { slug: string; title: string; standing: LessonStanding; hasLab: boolean }

/** Where the learner left off: straight into the lab while it has steps left, else into the lesson. */
export async function ResumeCard({ slug, title, standing, hasLab }: Props) {
  const t = await getTranslations('home')
  const { stepsPassed, stepsTotal } = standing
  const toLab = hasLab && stepsPassed < stepsTotal
  const steps = t('continue.steps', { total: stepsTotal, passed: stepsPassed })
  return (
    <section
      aria-label={t('continue.title')}
      className="mt-8 flex flex-wrap items-center gap-x-8 gap-y-4 rounded-xl border border-accent-line bg-accent-soft px-5 py-4"
    >
      <div className="min-w-60 flex-1">
        <p className="text-[0.8125rem] font-semibold text-accent">{t('continue.title')}</p>
        <p className="mt-0.5 text-lg font-semibold">{title}</p>
        {stepsTotal > 0 ? (
          <div className="mt-2 flex items-center gap-3">
            <Progress value={stepsPassed} max={stepsTotal} label={steps} className="w-40" />
            <span className="text-[0.8125rem] text-ink-soft tabular-nums">{steps}</span>
          </div>
        ) : null}
      </div>
      <Link href={toLab ? `/lab/${slug}` : `/lesson/${slug}`} prefetch={false} className={buttonClass('primary')}>
        {toLab ? t('continue.lab') : t('continue.lesson')}
        <ArrowRight aria-hidden="true" />
        <Pending />
      </Link>
    </section>
  )
}
