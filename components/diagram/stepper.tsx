import { ChevronLeft, ChevronRight, RotateCcw } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { Button } from '../ui/button.tsx'

type Props = { at: number; total: number; onStep: (to: number) => void }

/** 0 is before the first step. At the end the way forward leads back to the start. */
export function Stepper({ at, total, onStep }: Props) {
  const t = useTranslations('diagram')
  const end = at === total
  return (
    <div className="flex flex-wrap items-center gap-2">
      <Button size="sm" disabled={at === 0} onClick={() => onStep(at - 1)}>
        <ChevronLeft aria-hidden="true" />
        {t('back')}
      </Button>
      <Button size="sm" variant={end ? 'secondary' : 'primary'} onClick={() => onStep(end ? 0 : at + 1)}>
        {end ? <RotateCcw aria-hidden="true" /> : null}
        {end ? t('restart') : t('forward')}
        {end ? null : <ChevronRight aria-hidden="true" />}
      </Button>
      <span className="ml-1 text-[0.8125rem] text-ink-faint tabular-nums">
        {at === 0 ? t('start') : t('step', { total, n: at })}
      </span>
    </div>
  )
}
