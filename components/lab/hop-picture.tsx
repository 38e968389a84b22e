'use client'

// The way from the browser to the program, up to the hop where it ends.
import { AppWindow, Box, Check, Globe, Laptop, X } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { Fragment } from 'react'
import { classNames } from '#components/ui/class-name.ts'
import type { Hop, PublishedPort } from './preview-hop.ts'

const hops = ['browser', 'host', 'container', 'program'] as const
const icons = { browser: Globe, host: Laptop, container: Box, program: AppWindow }

/** Index in `hops` of the one that is missing. */
function brokenAt(hop: Hop): number {
  switch (hop.missing) {
    case 'name':
    case 'publish':
      return 1
    case 'container':
    case 'running':
      return 2
    case 'program':
      return 3
  }
}

export function HopPicture({ hop, port }: { hop: Hop; port: PublishedPort | undefined }) {
  const t = useTranslations('lab.browser')
  const broken = brokenAt(hop)
  const values = {
    name: hop.missing === 'program' ? hop.port.name : 'name' in hop ? hop.name : '',
    container: hop.missing === 'program' ? hop.port.container : 0,
  }
  // Without a container no port is published either: what lies before the missing container is not there.
  const reached = (index: number) => index === 0 || (index < broken && !(broken === 2 && index === 1))
  return (
    <div className="mx-auto flex min-h-full max-w-xl flex-col items-center justify-center gap-5 px-5 py-6 text-center">
      <ol className="flex w-full items-start justify-center">
        {hops.map((name, index) => {
          const state = index === broken ? 'stop' : reached(index) ? 'reach' : 'beyond'
          const Icon = icons[name]
          return (
            <Fragment key={name}>
              {index > 0 ? (
                <li
                  aria-hidden="true"
                  className={classNames(
                    'mt-5 h-0 min-w-3 flex-1 border-t-2',
                    state === 'reach' ? 'border-ok' : 'border-dashed border-line-strong',
                  )}
                />
              ) : null}
              <li className="flex w-20 flex-col items-center gap-1.5">
                <span
                  className={classNames(
                    'relative grid size-10 place-items-center rounded-lg border',
                    state === 'reach' && 'border-ok/40 bg-ok-soft text-ok',
                    state === 'stop' && 'border-bad/50 border-dashed bg-bad-soft text-bad',
                    state === 'beyond' && 'border-line text-ink-faint',
                  )}
                >
                  <Icon aria-hidden="true" className="size-5" />
                  {state === 'beyond' ? null : (
                    <span
                      className={classNames(
                        'absolute -right-1.5 -bottom-1.5 grid size-4 place-items-center rounded-full text-bg',
                        state === 'reach' ? 'bg-ok' : 'bg-bad',
                      )}
                    >
                      {state === 'reach' ? (
                        <Check aria-hidden="true" className="size-3" strokeWidth={3} />
                      ) : (
                        <X aria-hidden="true" className="size-3" strokeWidth={3} />
                      )}
                    </span>
                  )}
                </span>
                <span className="text-xs leading-4 text-ink-soft">{t(`hop.${name}`)}</span>
                <span className="sr-only">{t(state)}</span>
                {name === 'host' && port && broken > 1 ? (
                  <span className="font-mono text-xs text-ink-faint">:{port.host}</span>
                ) : null}
                {name === 'program' && hop.missing === 'program' ? (
                  <span className="font-mono text-xs text-ink-faint">:{hop.port.container}</span>
                ) : null}
              </li>
            </Fragment>
          )
        })}
      </ol>
      <div role="status">
        <p className="font-semibold">{t(`missing.${hop.missing}`, values)}</p>
        <p className="mt-1 text-sm text-ink-soft">{t(`missing.${hop.missing}Text`, values)}</p>
      </div>
    </div>
  )
}
