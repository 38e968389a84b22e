'use client'

// Networks as lanes with who is on them, and what one container finds of the others by name.
import { Check, Network, X } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import type { DockerObjects } from '#server/protocol/lab.ts'
import { classNames } from '../ui/class-name.ts'
import { askers, type Member, type NetworkLane, networkLanes, type Way, waysFrom } from './network-model.ts'

export function Networks({ objects }: { objects: Pick<DockerObjects, 'networks' | 'containers'> }) {
  const t = useTranslations('host.network')
  const [chosen, setChosen] = useState<string>()
  const lanes = networkLanes(objects)
  const asking = askers(objects.containers)
  const from = asking.find(({ id }) => id === chosen) ?? asking[0]
  const ways = from ? waysFrom(lanes, from.id, objects.containers) : []
  const wayOf = (id: string) => ways.find(({ to }) => to.id === id)?.way
  return (
    <div className="space-y-4">
      <ul className="space-y-2.5">
        {lanes.map((lane) => (
          <Lane key={lane.id} lane={lane} from={from?.id} wayOf={wayOf} onChoose={setChosen} />
        ))}
      </ul>
      {from ? (
        <section aria-live="polite">
          <h4 className="text-[0.8125rem] font-semibold">{t('from', { name: from.name })}</h4>
          {ways.length === 0 ? (
            <p className="mt-1 text-xs text-ink-soft">{t('alone')}</p>
          ) : (
            // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
            <div className="mt-1 overflow-x-auto" tabIndex={0}>
              <table data-ways={from.name} className="w-full text-left text-xs">
                <thead>
                  <tr className="border-b border-line text-ink-soft">
                    <th scope="col" className="py-1 pr-4 font-medium">
                      {t('name')}
                    </th>
                    <th scope="col" className="py-1 pr-4 font-medium">
                      {t('address')}
                    </th>
                    <th scope="col" className="py-1 font-medium">
                      {t('how')}
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {ways.map(({ to, way }) => (
                    <tr key={to.id} data-way={way.kind} className="border-b border-line align-top">
                      <th scope="row" className="py-1 pr-3 font-mono font-semibold break-all">
                        {way.kind === 'name' ? spoken(way.names, to.id) : to.name}
                      </th>
                      <td className="py-1 pr-3 font-mono whitespace-nowrap tabular-nums">
                        {'address' in way ? way.address : '–'}
                      </td>
                      <td className={classNames('py-1', way.kind === 'apart' ? 'text-bad' : 'text-ink-soft')}>
                        <span className="inline-flex items-start gap-1.5 [&_svg]:mt-0.5 [&_svg]:size-3.5 [&_svg]:shrink-0">
                          {way.kind === 'name' ? (
                            <Check aria-hidden="true" className="text-ok" />
                          ) : (
                            <X aria-hidden="true" />
                          )}
                          {t(`way.${way.kind}`, { network: 'network' in way ? way.network : '' })}
                        </span>
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          )}
        </section>
      ) : (
        <p className="text-xs text-ink-soft">{t('nobody')}</p>
      )}
    </div>
  )
}

/** The short id is a name, too, but nobody calls by it. */
const spoken = (names: readonly string[], id: string, own?: string) =>
  names.filter((name) => name !== own && !id.startsWith(name)).join(', ')

type LaneProps = {
  lane: NetworkLane
  from: string | undefined
  wayOf: (id: string) => Way | undefined
  onChoose: (id: string) => void
}

function Lane({ lane, from, wayOf, onChoose }: LaneProps) {
  const t = useTranslations('host.network')
  return (
    <li data-network={lane.name} className="rounded-lg bg-sunken p-2.5">
      <p className="flex flex-wrap items-center gap-x-2 gap-y-0.5 text-xs text-ink-soft [&_svg]:size-3.5">
        <Network aria-hidden="true" />
        <span className="font-mono text-[0.8125rem] font-semibold text-ink">{lane.name}</span>
        <span className="tabular-nums">{[lane.driver, lane.subnet].filter(Boolean).join(' · ')}</span>
        <span>{t(lane.nameless ? 'nameless' : 'named')}</span>
      </p>
      {lane.members.length === 0 ? (
        <p className="mt-1.5 text-xs text-ink-soft">{t('empty')}</p>
      ) : (
        <ul className="mt-2 flex flex-wrap gap-2">
          {lane.members.map((member) => (
            <li key={member.container.id} className="max-w-full">
              <MemberBox member={member} from={from} way={wayOf(member.container.id)} onChoose={onChoose} />
            </li>
          ))}
        </ul>
      )}
    </li>
  )
}

type BoxProps = {
  member: Member
  from: string | undefined
  way: Way | undefined
  onChoose: (id: string) => void
}

/** Pressed: it is the one who asks. */
function MemberBox({ member: { container, address, names }, from, way, onChoose }: BoxProps) {
  const t = useTranslations('host.network')
  const asks = container.id === from
  const others = spoken(names, container.id, container.name)
  return (
    <button
      type="button"
      aria-pressed={asks}
      disabled={container.state !== 'running'}
      onClick={() => onChoose(container.id)}
      className={classNames(
        'block min-h-11 max-w-full rounded-md border bg-raised px-2.5 py-1.5 text-left text-xs transition-colors',
        asks && 'border-accent bg-accent-soft',
        !asks && way?.kind === 'name' && 'border-ok/50',
        !asks && way?.kind === 'apart' && 'border-dashed border-bad/60',
        !asks && way?.kind !== 'name' && way?.kind !== 'apart' && 'border-dashed border-line-strong',
      )}
    >
      <span className="block font-mono text-[0.8125rem] font-semibold break-all">{container.name}</span>
      <span className="block font-mono text-ink-soft tabular-nums">{address ?? t('noAddress')}</span>
      {others.length > 0 ? (
        <span className="block text-ink-soft">
          {t('aliases')} <span className="font-mono break-all">{others}</span>
        </span>
      ) : null}
      {container.ports.map((port) => (
        <span key={`${port.host}/${port.proto}`} className="block font-mono text-accent [font-variant-ligatures:none]">
          {t('port', { host: port.host, container: port.container })}
        </span>
      ))}
    </button>
  )
}
