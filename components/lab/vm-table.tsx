'use client'

import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { size } from '#components/ui/size.ts'
import type { VmRun, VmSide, VmState, VmView } from '#server/protocol/vm.ts'
import { vmSides } from '#server/protocol/vm-terminal.ts'
import { ratio, runsOf, seconds, times } from './vm-model.ts'

/** The last run of each, row by row. What was not measured yet is not there. */
export function VmTable({ vm }: { vm: VmView }) {
  const t = useTranslations('lab.vm')
  const last: Record<VmSide, VmRun | undefined> = {
    machine: runsOf(vm, 'machine').at(-1),
    container: runsOf(vm, 'container').at(-1),
  }
  const rows: {
    name: string
    how: string
    cell: (run: VmRun, side: VmSide) => ReactNode
    of?: (run: VmRun) => number
  }[] = [
    {
      name: t('row.shell'),
      how: t('how.shell'),
      cell: (run) => t('s', { s: seconds(run.shellMs) }),
      of: (run) => run.shellMs,
    },
    { name: t('row.memory'), how: t('how.memory'), cell: (run) => size(run.memoryBytes), of: (run) => run.memoryBytes },
    { name: t('row.disk'), how: t('how.disk'), cell: (run) => size(run.diskBytes), of: (run) => run.diskBytes },
    { name: t('row.kernel'), how: t('how.kernel'), cell: (run) => <code className="break-all">{run.kernel}</code> },
    {
      name: t('row.processes'),
      how: t('how.processes'),
      cell: (run, side) => <Processes count={run.processes} state={vm[side]} />,
    },
  ]
  const cell = 'px-3 py-2 text-left align-top'
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scroll area must be reachable by keyboard
    <div className="overflow-x-auto rounded-md border border-line" tabIndex={0}>
      <table className="w-full min-w-88 text-[0.8125rem]">
        <caption className="sr-only">{t('table')}</caption>
        <thead className="bg-sunken text-ink-soft">
          <tr>
            <th scope="col" className={`${cell} font-semibold`}>
              {t('measured')}
            </th>
            {vmSides.map((side) => (
              <th key={side} scope="col" className={`${cell} font-semibold`}>
                {t(`side.${side}`)}
              </th>
            ))}
            <th scope="col" className={`${cell} font-semibold`}>
              {t('ratio')}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, how, cell: show, of }) => {
            const factor = of && ratio(vm, of)
            return (
              <tr key={name} className="border-t border-line">
                <th scope="row" className={`${cell} w-1/3 font-medium`}>
                  {name}
                  <span className="hidden text-xs font-normal text-ink-faint @[36rem]:block">{how}</span>
                </th>
                {vmSides.map((side) => {
                  const run = last[side]
                  return (
                    <td key={side} className={`${cell} tabular-nums`}>
                      {run ? show(run, side) : <span className="text-ink-faint">{t('notYet')}</span>}
                    </td>
                  )
                })}
                <td className={`${cell} text-ink-soft tabular-nums`}>
                  {factor === undefined ? '' : t('times', { times: times(factor) })}
                </td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </div>
  )
}

function Processes({ count, state }: { count: number; state: VmState }) {
  const t = useTranslations('lab.vm')
  const list = state.state === 'running' ? state.facts?.processes : undefined
  if (!list) return count
  return (
    <details>
      <summary className="cursor-pointer">{t('processes', { count })}</summary>
      <ol className="mt-1 max-h-48 overflow-y-auto font-mono text-xs text-ink-soft">
        {list.map(({ pid, name }) => (
          <li key={pid}>
            <span className="inline-block w-9 pr-2 text-right text-ink-faint">{pid}</span>
            {name}
          </li>
        ))}
      </ol>
    </details>
  )
}
