'use client'

// The same processes from inside of a container and from its host, and which namespaces make the difference.
import { useTranslations } from 'next-intl'
import type { HostProcess, LookedAt } from '#server/protocol/look.ts'

type Seen = LookedAt<'processes'>
type Props = { image: string; seen: Seen }

export function Namespaces({ image, seen }: Props) {
  const t = useTranslations('host.inside')
  const { processes, namespaces } = seen
  return (
    <div className="space-y-5">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard */}
      <div className="overflow-x-auto" tabIndex={0}>
        <table data-processes="" className="w-full border-collapse text-xs">
          <caption className="sr-only">{t('caption')}</caption>
          <thead>
            <tr className="text-[0.8125rem]">
              <th scope="colgroup" colSpan={2} className="bg-accent-soft px-2.5 pt-2 text-left">
                {t('container')}
              </th>
              <th scope="colgroup" colSpan={2} className={`${edge} px-2.5 pt-2 text-left`}>
                {t('host')}
              </th>
            </tr>
            <tr className="text-left text-ink-soft [&>*]:px-2.5 [&>*]:pb-1.5 [&>*]:font-medium">
              <th scope="col" className="bg-accent-soft">
                {t('pid')}
              </th>
              <th scope="col" className="bg-accent-soft">
                {t('user')}
              </th>
              <th scope="col" className={edge}>
                {t('pid')}
              </th>
              <th scope="col" className="bg-sunken">
                {t('user')}
              </th>
            </tr>
          </thead>
          {processes.map((process) => (
            <Process key={process.pid} process={process} />
          ))}
        </table>
      </div>
      {processes.every(({ inside }) => inside) ? null : <p className="text-xs text-ink-soft">{t('unseen')}</p>}
      {namespaces.length > 0 ? (
        <section>
          <h4 className="text-[0.8125rem] font-semibold">{t('kinds')}</h4>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard */}
          <div className="mt-1 overflow-x-auto" tabIndex={0}>
            <table data-namespaces="" className="w-full text-left text-xs">
              <thead>
                <tr className="border-b border-line text-ink-soft">
                  {(['kind', 'shows', 'number'] as const).map((head) => (
                    <th key={head} scope="col" className="py-1 pr-3 font-medium">
                      {t(head)}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {namespaces.map(({ kind, id, own }) => (
                  <tr key={kind} className="border-b border-line align-top">
                    <th scope="row" className="py-1 pr-3 font-mono font-semibold">
                      {kind}
                    </th>
                    <td className="py-1 pr-3 break-words">
                      {own ? t(`shown.${kind}`, shownOf(seen, image)) : t('same')}
                    </td>
                    <td className="py-1 font-mono text-ink-soft tabular-nums">{id}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </section>
      ) : null}
    </div>
  )
}

/** Where the host's side begins. */
const edge = 'border-l-4 border-transparent bg-sunken bg-clip-padding'

const shownOf = ({ processes, hostname, address }: Seen, image: string) => ({
  count: processes.length,
  address: address ?? 'none',
  image,
  hostname,
  root: processes.find(({ inside }) => inside)?.inside?.hostUid ?? 0,
})

/** Two lines of the table: what it is, then what it is called on either side. */
function Process({ process: { pid, command, inside } }: { process: HostProcess }) {
  const t = useTranslations('host.inside')
  const user = (uid: number) => (uid === 0 ? t('root') : String(uid))
  return (
    <tbody data-process={pid}>
      <tr>
        <th
          scope="rowgroup"
          colSpan={4}
          className="border-t border-line px-2.5 pt-2 pb-1 text-left font-mono text-[0.8125rem] font-semibold break-all"
        >
          {command}
        </th>
      </tr>
      <tr className="font-mono tabular-nums [&>*]:px-2.5 [&>*]:py-1">
        <td data-inside="" className="bg-accent-soft text-base font-semibold text-accent">
          {inside?.pid ?? '–'}
        </td>
        <td className="bg-accent-soft">{inside ? user(inside.uid) : '–'}</td>
        <td className={`${edge} text-base font-semibold`}>{pid}</td>
        <td className="bg-sunken">{inside ? user(inside.hostUid) : '–'}</td>
      </tr>
    </tbody>
  )
}
