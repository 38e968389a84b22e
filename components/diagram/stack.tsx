'use client'

// Bare metal, VM, container: what is there once and what is there per app. Kernels are the only solid boxes, so that the
// eye counts them; pressing one stops it, and everything that stands on it.
import { Minus, Plus, X } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { type ReactNode, useState } from 'react'
import { classNames } from '../ui/class-name.ts'
import { IconButton } from '../ui/icon-button.tsx'
import { Segmented } from '../ui/segmented.tsx'
import { Figure } from './figure.tsx'
import { isDown, MAX_APPS, MIN_APPS, type StackMode, stackFacts, stackModes } from './stack-model.ts'
import { StackTable } from './stack-table.tsx'

const box =
  'flex items-center justify-center rounded-md border px-1 py-2 text-center text-[0.6875rem] leading-tight font-medium sm:text-[0.8125rem]'
const FIRST_APPS = 3

export function Stack() {
  const t = useTranslations('diagram.stack')
  const [mode, setMode] = useState<StackMode>('bare')
  const [apps, setApps] = useState(FIRST_APPS)
  const [stopped, setStopped] = useState<number>()
  const facts = stackFacts(mode, apps)
  const numbers = Array.from({ length: apps }, (_, index) => index + 1)
  const shared = mode !== 'vm'

  const resize = (count: number) => {
    setApps(count)
    setStopped(undefined)
  }
  const kernel = (n: number, name: ReactNode) => {
    const down = stopped === n
    return (
      <button
        type="button"
        aria-pressed={down}
        aria-label={down ? t('repair') : shared ? t('stopOne') : t('stopKernel', { n })}
        onClick={() => setStopped(down ? undefined : n)}
        className={classNames(
          box,
          'min-h-10 w-full gap-1 transition-colors',
          down
            ? 'border-bad bg-bad-soft text-bad line-through'
            : 'border-accent bg-accent text-accent-ink hover:bg-accent-hover',
        )}
      >
        {down ? <X aria-hidden="true" className="size-3.5 shrink-0 max-sm:hidden" /> : null}
        {name}
      </button>
    )
  }
  const app = (n: number) => (
    <div
      className={classNames(
        box,
        'min-h-12',
        isDown(mode, n, stopped)
          ? 'border-dashed border-bad text-bad line-through'
          : 'border-line-control bg-bg text-ink',
      )}
    >
      {t('app', { n })}
    </div>
  )
  const files = (
    <div className={classNames(box, 'min-h-10 border-accent-line bg-accent-soft text-ink')}>{t('files')}</div>
  )

  return (
    <Figure
      label={t('label')}
      controls={
        <>
          <Segmented
            label={t('mode')}
            value={mode}
            options={stackModes.map((value) => ({ value, label: t(value) }))}
            onChange={(value) => {
              setMode(value)
              setStopped(undefined)
            }}
            className="max-sm:w-full"
          />
          <div className="ml-auto flex items-center gap-1">
            <IconButton label={t('remove')} disabled={apps === MIN_APPS} onClick={() => resize(apps - 1)}>
              <Minus aria-hidden="true" />
            </IconButton>
            <span className="min-w-14 text-center text-sm font-medium tabular-nums">{t('apps', { count: apps })}</span>
            <IconButton label={t('add')} disabled={apps === MAX_APPS} onClick={() => resize(apps + 1)}>
              <Plus aria-hidden="true" />
            </IconButton>
          </div>
        </>
      }
      below={
        <>
          <p aria-live="polite">
            {stopped === undefined
              ? t(`say.${mode}`, { apps })
              : t('stopped', { total: apps, down: facts.lostWithOneKernel })}
          </p>
          <p className="mt-1 text-[0.8125rem] text-ink-faint">{t('hint')}</p>
          <StackTable mode={mode} apps={apps} />
        </>
      }
    >
      <div className="mx-auto flex min-h-72 max-w-2xl flex-col justify-end gap-1.5">
        <div className="flex items-end gap-1.5">
          <div
            className="grid min-w-0 flex-1 gap-1.5"
            style={{ gridTemplateColumns: `repeat(${apps}, minmax(0, 1fr))` }}
          >
            {numbers.map((n) => (
              <div
                key={n}
                className={classNames(
                  'stack-column flex flex-col gap-1.5',
                  mode !== 'bare' && 'rounded-lg border border-dashed border-line-control p-1 sm:p-1.5',
                )}
              >
                {app(n)}
                {mode === 'bare' ? null : files}
                {mode === 'vm' ? kernel(n, t('kernel')) : null}
              </div>
            ))}
          </div>
          {mode === 'container' ? (
            <div className={classNames(box, 'min-h-14 w-14 shrink-0 border-line-control bg-bg text-ink-soft sm:w-20')}>
              {t('engine')}
            </div>
          ) : null}
        </div>
        {mode === 'bare' ? (
          <div className={classNames(box, 'min-h-10 border-accent-line bg-accent-soft text-ink')}>
            {t('sharedFiles')}
          </div>
        ) : null}
        {mode === 'vm' ? (
          <div className={classNames(box, 'min-h-10 border-line-control bg-hover text-ink')}>{t('hypervisor')}</div>
        ) : (
          kernel(1, t('sharedKernel'))
        )}
        <div className={classNames(box, 'min-h-10 border-line bg-sunken text-ink-soft')}>{t('hardware')}</div>
      </div>
    </Figure>
  )
}
