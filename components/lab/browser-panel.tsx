'use client'

import { ExternalLink, RotateCw } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import { classNames } from '#components/ui/class-name.ts'
import { IconButton } from '#components/ui/icon-button.tsx'
import { HopPicture } from './hop-picture.tsx'
import { useLabDesk } from './lab-context.ts'
import { missingHop, previewAddress, publishedPorts } from './preview-hop.ts'

const fieldClass =
  'h-8 min-w-0 rounded-md border border-line-control bg-surface px-2 font-mono text-[0.8125rem] text-ink focus-visible:border-accent focus-visible:outline-offset-0 pointer-coarse:h-11'

/** The learner's browser: a page per published port, on an origin of its own. */
export function BrowserPanel() {
  const t = useTranslations('lab.browser')
  const { view } = useLabDesk()
  const containers = view.room?.objects.containers ?? []
  const preview = view.room?.preview ?? null
  const ports = publishedPorts(containers)
  const [chosen, setChosen] = useState<number>()
  const [path, setPath] = useState('/')
  const [shown, setShown] = useState({ path: '/', turn: 0 })
  const [unreachable, setUnreachable] = useState<number>()
  const frame = useRef<HTMLIFrameElement>(null)
  const port = ports.find(({ host }) => host === chosen) ?? ports[0]
  const hop = missingHop(containers, { preview, unreachable })
  const address = preview !== null && port ? previewAddress(preview, port.host, shown.path) : undefined
  // A container that is started again gets another try.
  const signs = containers.map(({ id, state }) => `${id}${state}`).join()

  // The page that the app serves in place of one that cannot be reached says so to its parent.
  useEffect(() => {
    const onMessage = (event: MessageEvent) => {
      if (event.source !== frame.current?.contentWindow) return
      const data: unknown = event.data
      if (typeof data !== 'object' || data === null || !('drydock' in data) || !('port' in data)) return
      if (data.drydock === 'preview-unreachable' && typeof data.port === 'number') setUnreachable(data.port)
    }
    window.addEventListener('message', onMessage)
    return () => window.removeEventListener('message', onMessage)
  }, [])
  // biome-ignore lint/correctness/useExhaustiveDependencies: every change of the containers is a reason to look again
  useEffect(() => {
    setUnreachable(undefined)
    setShown((before) => ({ ...before, turn: before.turn + 1 }))
  }, [signs])

  const reload = (next = shown.path) => {
    setUnreachable(undefined)
    setShown(({ turn }) => ({ path: next, turn: turn + 1 }))
  }
  const go = (event: FormEvent) => {
    event.preventDefault()
    const clean = path.startsWith('/') ? path : `/${path}`
    setPath(clean)
    reload(clean)
  }

  return (
    <div className="flex h-full min-h-0 flex-col">
      {port && preview !== null ? (
        <form onSubmit={go} className="flex shrink-0 items-center gap-1.5 border-b border-line px-2.5 py-1.5">
          <IconButton size="sm" label={t('reload')} onClick={() => reload()}>
            <RotateCw aria-hidden="true" />
          </IconButton>
          <div className="flex min-w-0 flex-1 items-center">
            <label className="flex shrink-0 items-center">
              <span className="sr-only">{t('port')}</span>
              <span className="hidden h-8 items-center rounded-l-md border border-r-0 border-line-control bg-sunken px-2 font-mono text-[0.8125rem] text-ink-faint min-[480px]:flex pointer-coarse:h-11">
                localhost:
              </span>
              <select
                value={port.host}
                onChange={(event) => {
                  setChosen(Number(event.target.value))
                  reload()
                }}
                className={classNames(fieldClass, 'rounded-r-none min-[480px]:rounded-l-none')}
              >
                {ports.map(({ host, name }) => (
                  <option key={`${host}${name}`} value={host}>
                    {host}
                  </option>
                ))}
              </select>
            </label>
            <input
              value={path}
              onChange={(event) => setPath(event.target.value)}
              aria-label={t('path')}
              spellCheck={false}
              autoCapitalize="off"
              className={classNames(fieldClass, 'flex-1 rounded-l-none border-l-0')}
            />
          </div>
          <a
            href={address}
            target="_blank"
            rel="noreferrer"
            aria-label={t('open')}
            title={t('open')}
            className="grid size-8 shrink-0 place-items-center rounded-md text-ink-soft hover:bg-hover hover:text-ink pointer-coarse:size-11"
          >
            <ExternalLink aria-hidden="true" className="size-4" />
          </a>
        </form>
      ) : null}
      <div className="relative min-h-0 flex-1">
        {address ? (
          <iframe
            key={`${address} ${shown.turn}`}
            ref={frame}
            src={address}
            title={t('frame', { port: port!.host })}
            // Of its own origin: allow-same-origin gives the page its own cookies and storage, none of ours.
            sandbox="allow-scripts allow-forms allow-same-origin allow-popups allow-modals allow-downloads"
            className={classNames('size-full bg-white', hop && 'invisible')}
          />
        ) : null}
        {hop && view.room ? (
          <div className="absolute inset-0 overflow-y-auto bg-surface">
            <HopPicture hop={hop} port={port} />
          </div>
        ) : null}
      </div>
    </div>
  )
}
