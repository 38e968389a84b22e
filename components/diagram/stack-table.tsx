import { useTranslations } from 'next-intl'
import { classNames } from '../ui/class-name.ts'
import { type StackMode, stackFacts, stackModes } from './stack-model.ts'

/** The same facts in words and numbers, for all three ways. */
export function StackTable({ mode, apps }: { mode: StackMode; apps: number }) {
  const t = useTranslations('diagram.stack')
  const adds = { bare: t('table.addBare'), vm: t('table.addVm'), container: t('table.addContainer') }
  const cell = 'px-2.5 py-1.5 text-left align-top first:pl-3'
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scroll area must be reachable by keyboard
    <div className="mt-3.5 overflow-x-auto rounded-md border border-line" tabIndex={0}>
      <table className="w-full min-w-130 border-collapse text-[0.8125rem]">
        <caption className="sr-only">{t('table.caption', { apps })}</caption>
        <thead className="bg-sunken text-ink-soft">
          <tr>
            <th scope="col" className={classNames(cell, 'font-semibold')}>
              {t('table.caption', { apps })}
            </th>
            <th scope="col" className={classNames(cell, 'font-semibold')}>
              {t('table.kernels')}
            </th>
            <th scope="col" className={classNames(cell, 'font-semibold')}>
              {t('table.files')}
            </th>
            <th scope="col" className={classNames(cell, 'font-semibold')}>
              {t('table.add')}
            </th>
            <th scope="col" className={classNames(cell, 'font-semibold')}>
              {t('table.fault')}
            </th>
          </tr>
        </thead>
        <tbody>
          {stackModes.map((one) => {
            const facts = stackFacts(one, apps)
            return (
              <tr
                key={one}
                aria-current={one === mode ? 'true' : undefined}
                className={classNames('border-t border-line', one === mode && 'bg-accent-soft')}
              >
                <th scope="row" className={classNames(cell, 'font-semibold')}>
                  {t(one)}
                </th>
                <td className={classNames(cell, 'tabular-nums')}>{facts.kernels}</td>
                <td className={classNames(cell, 'tabular-nums')}>{facts.files}</td>
                <td className={cell}>{adds[one]}</td>
                <td className={cell}>{one === 'vm' ? t('table.faultOne') : t('table.faultAll', { apps })}</td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </div>
  )
}
