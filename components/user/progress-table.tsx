import { CircleCheck } from 'lucide-react'
import { getTranslations } from 'next-intl/server'
import { Link } from '../ui/navigation.ts'
import { Pending } from '../ui/pending.tsx'
import { Progress } from '../ui/progress.tsx'
import type { Standing } from './standing.ts'

export type ProgressRow = { slug: string; number: string; title: string; standing: Standing; last?: string }

export async function ProgressTable({ rows }: { rows: ProgressRow[] }) {
  const t = await getTranslations('user')
  const sum = (pick: (standing: Standing) => number) => rows.reduce((total, row) => total + pick(row.standing), 0)
  const totals = [
    [t('total.lessons'), sum((one) => (one.started ? 1 : 0)), rows.length],
    [t('total.steps'), sum((one) => one.stepsPassed), sum((one) => one.stepsTotal)],
    [t('total.quiz'), sum((one) => one.quizRight), sum((one) => one.quizTotal)],
  ] as const
  return (
    <>
      <dl className="mt-8 grid grid-cols-3 divide-x divide-line rounded-xl border border-line bg-surface">
        {totals.map(([name, value, max]) => (
          <div key={name} className="flex flex-col-reverse justify-end px-3.5 py-4 sm:px-5">
            <dt className="mt-1 text-[0.8125rem] leading-snug text-ink-soft">{name}</dt>
            <dd className="text-2xl font-bold tabular-nums">
              {value}
              <span className="text-base font-medium text-ink-faint"> / {max}</span>
            </dd>
          </div>
        ))}
      </dl>
      <h2 className="mt-10 mb-3 text-lg font-semibold">{t('lessons')}</h2>
      <ul className="divide-y divide-line rounded-xl border border-line bg-surface">
        {rows.map(({ slug, number, title, standing, last }) => (
          <li key={slug} className="grid items-center gap-x-6 gap-y-2 px-5 py-4 sm:grid-cols-[1fr_9rem_9rem]">
            <div className="min-w-0">
              <p className="flex items-baseline gap-2">
                <span className="text-[0.8125rem] font-semibold text-accent">{number}</span>
                <Link href={`/lesson/${slug}`} className="font-semibold hover:underline">
                  {title}
                  <Pending />
                </Link>
                {standing.complete ? (
                  <CircleCheck aria-hidden="true" className="size-4 shrink-0 self-center text-ok" />
                ) : null}
              </p>
              <p className="mt-0.5 text-[0.8125rem] text-ink-faint">{last ?? t('never')}</p>
            </div>
            <Meter name={t('column.lab')} value={standing.stepsPassed} max={standing.stepsTotal} none={t('none')} />
            <Meter name={t('column.quiz')} value={standing.quizRight} max={standing.quizTotal} none={t('none')} />
          </li>
        ))}
      </ul>
    </>
  )
}

function Meter({ name, value, max, none }: { name: string; value: number; max: number; none: string }) {
  return (
    <div>
      <p className="mb-1 flex justify-between text-[0.8125rem]">
        <span className="text-ink-soft">{name}</span>
        <span className="tabular-nums">{max > 0 ? `${value}/${max}` : none}</span>
      </p>
      {max > 0 ? <Progress value={value} max={max} label={`${name} ${value}/${max}`} /> : null}
    </div>
  )
}
