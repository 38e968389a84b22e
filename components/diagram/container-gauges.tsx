'use client'

// The learner's own containers in the states that the lesson names, and what each takes of the machine right now.
import { useTranslations } from 'next-intl'
import type { DockerContainer } from '#server/protocol/lab.ts'
import { classNames } from '../ui/class-name.ts'
import { Gauge } from './gauge.tsx'
import { cpuLine, GAUGES_MAX, gauged, hasProcesses, memoryLine, memorySize, type Reading } from './gauge-model.ts'

const states = ['created', 'running', 'paused', 'exited'] as const
type State = (typeof states)[number]
/** A container that is being started again is told as running, one that can't be removed as exited. */
const stateOf = ({ state }: DockerContainer): State =>
  states.find((one) => one === state) ?? (state === 'restarting' ? 'running' : 'exited')

type Props = { containers: readonly DockerContainer[]; readings: ReadonlyMap<string, Reading> }

export function ContainerGauges({ containers, readings }: Props) {
  const t = useTranslations('host.mine')
  const ts = useTranslations('diagram.life.state')
  const shown = containers.toSorted((a, b) => b.created - a.created)
  const measured = gauged(containers)
  return (
    <>
      <ul className="grid gap-3 sm:grid-cols-2">
        {shown.map((container) => {
          const now = stateOf(container)
          return (
            <li
              key={container.id}
              data-container={container.name}
              data-state={container.state}
              className="min-w-0 rounded-md border border-line px-3 py-2"
            >
              <p className="font-mono text-[0.8125rem] font-semibold break-all">{container.name}</p>
              <ol className="mt-1.5 grid grid-cols-4 gap-1">
                {states.map((state) => (
                  <li
                    key={state}
                    aria-current={state === now ? 'true' : undefined}
                    className={classNames(
                      'flex items-center justify-center rounded border px-0.5 py-1 text-center text-[0.6875rem] leading-tight transition-colors',
                      state === now
                        ? 'border-accent bg-accent font-semibold text-accent-ink'
                        : 'border-line bg-bg text-ink-soft',
                    )}
                  >
                    {ts(state)}
                  </li>
                ))}
              </ol>
              <div className="mt-1.5">
                {measured.includes(container.id) ? (
                  <Gauge
                    name={container.name}
                    reading={readings.get(container.id)}
                    frozen={container.state === 'paused'}
                  />
                ) : hasProcesses(container) ? null : (
                  <p className="text-xs text-ink-soft">{t('none_used')}</p>
                )}
              </div>
            </li>
          )
        })}
      </ul>
      {containers.filter(hasProcesses).length > measured.length ? (
        <p className="mt-2 text-xs text-ink-soft">{t('more', { count: GAUGES_MAX })}</p>
      ) : null}
      <details className="mt-3 text-xs">
        <summary className="min-h-6 rounded text-ink-soft">{t('table')}</summary>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard */}
        <div className="mt-1.5 overflow-x-auto" tabIndex={0}>
          <table className="w-full min-w-110 text-left tabular-nums">
            <thead>
              <tr className="border-b border-line text-ink-soft">
                {(['container', 'state', 'cpu', 'memory'] as const).map((head) => (
                  <th key={head} scope="col" className="py-1 pr-4 font-medium">
                    {t(head)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {shown.map((container) => (
                <tr key={container.id} className="border-b border-line">
                  <th scope="row" className="py-1 pr-4 font-mono font-semibold">
                    {container.name}
                  </th>
                  <td className="py-1 pr-4">{ts(stateOf(container))}</td>
                  <Cells container={container} reading={readings.get(container.id)} />
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </>
  )
}

function Cells({ container, reading }: { container: DockerContainer; reading: Reading | undefined }) {
  const t = useTranslations('host')
  const say = ({ used, end, asked }: ReturnType<typeof cpuLine>, show: (value: number) => string) =>
    t(asked ? 'gauge.asked' : 'gauge.own', { used: show(used), end: show(end) })
  const rest = hasProcesses(container) ? '…' : t('mine.none_used')
  return (
    <>
      <td className="py-1 pr-4">{reading ? say(cpuLine(reading), (value) => `${value.toFixed(1)}%`) : rest}</td>
      <td className="py-1">{reading ? say(memoryLine(reading), memorySize) : rest}</td>
    </>
  )
}
