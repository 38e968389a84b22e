import { useTranslations } from 'next-intl'
import { size } from '#components/ui/size.ts'
import type { VmStart } from '#server/protocol/live.ts'
import { vmSides } from '#server/protocol/vm-terminal.ts'
import { middle, placeOf, ticksOf } from './vm-axis.ts'

/** Units of the drawing. */
const WIDTH = 320
const LANE = 26
const RADIUS = 5
const TOP = 4

/** What the class measured of virtual machine and container: every start a dot, on one axis of seconds. */
export function VmPart({ starts }: { starts: VmStart[] }) {
  const t = useTranslations('live.vm')
  const times = starts.map(({ shellMs }) => shellMs)
  const ticks = ticksOf(times)
  const place = (ms: number) => RADIUS + placeOf(ms, ticks) * (WIDTH - 2 * RADIUS)
  const bottom = TOP + vmSides.length * LANE
  return (
    <section aria-label={t('title')} data-testid="vm-class">
      <h2 className="text-base font-semibold">{t('title')}</h2>
      <p className="mt-1 text-[0.8125rem] text-ink-soft">{t('lead')}</p>
      <svg viewBox={`0 0 ${WIDTH} ${bottom + 18}`} aria-hidden="true" className="mt-3 block w-full">
        {ticks.map((tick, at) => (
          <g key={tick}>
            <line x1={place(tick)} x2={place(tick)} y1={TOP} y2={bottom} className="stroke-line" />
            <text
              x={place(tick)}
              y={bottom + 14}
              fontSize={11}
              textAnchor={at === 0 ? 'start' : at === ticks.length - 1 ? 'end' : 'middle'}
              className="fill-ink-soft"
            >
              {t('s', { s: tick / 1000 })}
            </text>
          </g>
        ))}
        {vmSides.map((side, lane) =>
          starts
            .filter((start) => start.side === side)
            .map((start, at) => (
              <circle
                // biome-ignore lint/suspicious/noArrayIndexKey: nothing else tells two starts apart
                key={`${side}${at}`}
                cx={place(start.shellMs)}
                cy={TOP + lane * LANE + LANE / 2}
                r={RADIUS}
                className={side === 'machine' ? 'fill-warn/60' : 'fill-accent/60'}
              />
            )),
        )}
      </svg>
      <ul className="mt-1 space-y-0.5">
        {vmSides.map((side) => {
          const own = starts.filter((start) => start.side === side)
          return own.length === 0 ? null : (
            <li key={side} className="flex items-baseline gap-2 tabular-nums">
              <span
                aria-hidden="true"
                className={`size-2.5 rounded-sm ${side === 'machine' ? 'bg-warn' : 'bg-accent'}`}
              />
              {t(side, {
                count: own.length,
                s: (middle(own.map(({ shellMs }) => shellMs)) / 1000).toFixed(1),
                memory: size(middle(own.map(({ memoryBytes }) => memoryBytes))),
              })}
            </li>
          )
        })}
      </ul>
    </section>
  )
}
