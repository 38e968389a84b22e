'use client'

import { useTranslations } from 'next-intl'
import { useEffect } from 'react'
import { Spinner } from '#components/ui/spinner.tsx'
import { vmSides } from '#server/protocol/vm-terminal.ts'
import { useLabDesk } from './lab-context.ts'
import { VmChart } from './vm-chart.tsx'
import { VmSidePane } from './vm-side.tsx'
import { VmTable } from './vm-table.tsx'

/** A virtual machine beside a container: started for real, measured, repeated. */
export function VmPanel() {
  const t = useTranslations('lab.vm')
  const { view, session, live } = useLabDesk()
  useEffect(() => {
    if (live) void session?.lookAtVm()
  }, [live, session])
  if (!view.vm)
    return (
      <div className="grid h-full place-items-center">
        <Spinner label={t('loading')} />
      </div>
    )
  const { view: vm, skewMs } = view.vm
  return (
    <div className="@container space-y-5 p-4">
      <p className="max-w-[72ch] text-sm text-ink-soft">{t('intro')}</p>
      <div className="grid gap-4 @[44rem]:grid-cols-2">
        {vmSides.map((side) => (
          <VmSidePane key={side} side={side} state={vm[side]} skewMs={skewMs} />
        ))}
      </div>
      <VmTable vm={vm} />
      <VmChart runs={vm.runs} />
      <p className="text-xs text-ink-faint">
        {t('host', { cpu: vm.host.cpu, cpus: vm.host.cpus })}{' '}
        {vm.host.accelerator
          ? t(`accelerator.${vm.host.accelerator}`, { emulator: vm.host.emulator ?? '' })
          : t('accelerator.unknown')}
      </p>
    </div>
  )
}
