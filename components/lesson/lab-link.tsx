import { SquareTerminal } from 'lucide-react'
import { getTranslations } from 'next-intl/server'
import { buttonClass } from '../ui/button.tsx'
import { Card } from '../ui/card.tsx'
import { Link } from '../ui/navigation.ts'

type Props = { slug: string; title: string; minutes: number; steps: number; passed: number }

export async function LabLink({ slug, title, minutes, steps, passed }: Props) {
  const t = await getTranslations()
  return (
    <Card className="my-8 flex flex-wrap items-center gap-x-5 gap-y-3 px-5 py-4">
      <div className="min-w-60 flex-1">
        <p className="flex items-center gap-2 font-semibold">
          <SquareTerminal aria-hidden="true" className="size-4.5 text-accent" />
          {t('lesson.labTitle', { title })}
        </p>
        <p className="mt-1 text-sm text-ink-soft">
          {passed > 0 ? t('lesson.stepsDone', { passed, total: steps }) : t('lesson.labText')}
        </p>
        <p className="mt-1 text-[0.8125rem] text-ink-faint">
          {t('lesson.labSteps', { count: steps })} · {t('ui.minutes', { minutes })}
        </p>
      </div>
      <Link href={`/lab/${slug}`} prefetch={false} className={buttonClass('primary')}>
        {passed > 0 ? t('lesson.continueLab') : t('lesson.startLab')}
      </Link>
    </Card>
  )
}
