import { getTranslations } from 'next-intl/server'
import { size } from '#components/ui/size.ts'
import type { Measured as Figures, Locale } from '#server/protocol/content.ts'

const values = ['machine-shell', 'container-shell', 'machine-memory', 'container-memory'] as const
export type MeasuredValue = (typeof values)[number]

const SECOND_MS = 1_000
const said = (ms: number) => (ms >= SECOND_MS ? (ms / SECOND_MS).toFixed(1) : (ms / SECOND_MS).toFixed(2))
const factor = (ratio: number) => (ratio >= 10 ? String(Math.round(ratio)) : ratio.toFixed(1))

type Props = { measured: Figures; locale: Locale; of: MeasuredValue | undefined }

/** What `npm run measure` has measured: one figure within a sentence, or, without `of`, all of them with where they come from. */
export async function Measured({ measured, locale, of }: Props) {
  const t = await getTranslations({ locale, namespace: 'lesson.measured' })
  const { machine, container } = measured
  const seconds = (ms: number) => t('seconds', { s: said(ms) })
  const times = (a: number, b: number) => t('times', { times: factor(a / b) })
  switch (of) {
    case 'machine-shell':
      return seconds(machine.shellMs)
    case 'container-shell':
      return seconds(container.shellMs)
    case 'machine-memory':
      return size(machine.memoryBytes)
    case 'container-memory':
      return size(container.memoryBytes)
    case undefined:
      break
    default:
      throw new Error(`<Measured of="${String(of satisfies never)}"> is not measured`)
  }
  const rows = [
    { name: t('shell'), of: (side: Figures['machine']) => seconds(side.shellMs), number: 'shellMs' },
    { name: t('memory'), of: (side: Figures['machine']) => size(side.memoryBytes), number: 'memoryBytes' },
    { name: t('disk'), of: (side: Figures['machine']) => size(side.diskBytes), number: 'diskBytes' },
    { name: t('processes'), of: (side: Figures['machine']) => side.processes },
    { name: t('kernel'), of: (side: Figures['machine']) => side.kernel },
  ] as const
  const cell = 'px-3 py-2 text-left align-top'
  return (
    <figure aria-label={t('title')} className="my-8 rounded-xl border border-line bg-surface">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scroll area must be reachable by keyboard */}
      <div className="overflow-x-auto" tabIndex={0}>
        <table className="w-full min-w-110 text-sm tabular-nums">
          <thead className="text-ink-soft">
            <tr>
              <th scope="col" className={`${cell} font-semibold`}>
                {t('title')}
              </th>
              <th scope="col" className={`${cell} font-semibold`}>
                {t('machine')}
              </th>
              <th scope="col" className={`${cell} font-semibold`}>
                {t('container')}
              </th>
              <th scope="col" className={`${cell} font-semibold`}>
                {t('ratio')}
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.name} className="border-t border-line">
                <th scope="row" className={`${cell} font-medium`}>
                  {row.name}
                </th>
                <td className={cell}>{row.of(machine)}</td>
                <td className={cell}>{row.of(container)}</td>
                <td className={`${cell} text-ink-soft`}>
                  {'number' in row ? times(machine[row.number], container[row.number]) : ''}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <figcaption className="border-t border-line px-3 py-3 text-sm text-ink-soft">
        {t('where', { date: measured.date, cpu: measured.cpu, cpus: measured.cpus, runs: measured.runs })}{' '}
        {t(measured.accelerator, { emulator: measured.emulator })}
        {measured.busy ? ` ${t('busy')}` : ''}
        {measured.favoured ? ` ${t('favoured')}` : ''}
      </figcaption>
    </figure>
  )
}
