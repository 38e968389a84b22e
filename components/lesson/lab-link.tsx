import { SquareTerminal } from 'lucide-react'
import { getTranslations } from 'next-intl/server'
import { buttonClass } from '../ui/button.tsx'
import { Link } from '../ui/navigation.ts'

type Props = { slug: string; title: string; steps: number; passed: number }

/** A way into the lab from the middle of the text: one line, since a lesson has several. */
export async function LabLink({ slug, title, steps, passed }: Props) {
  const t = await getTranslations('lesson')
  return (
    <div className="my-8 flex items-center gap-x-4 gap-y-2 rounded-lg border border-accent-line bg-accent-soft py-2.5 pr-2.5 pl-4 text-sm leading-normal max-sm:flex-wrap">
      <SquareTerminal aria-hidden="true" className="size-5 shrink-0 text-accent" />
      <p className="min-w-0 flex-1">
        <span className="font-semibold">{t('labHere')}</span>
        <span className="text-ink-soft">
          {' · '}
          {title}
          {passed > 0 ? ` · ${t('stepsDone', { passed, total: steps })}` : null}
        </span>
      </p>
      <Link href={`/lab/${slug}`} prefetch={false} className={buttonClass('primary', 'sm')}>
        {passed > 0 ? t('continueLab') : t('startLab')}
      </Link>
    </div>
  )
}
