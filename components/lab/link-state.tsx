'use client'

// How the screen says where the connection stands: a gate over the terminal before the first success, a banner after.
import { Check, CircleAlert, CircleDashed, Moon, Unplug } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { Button, buttonClass } from '#components/ui/button.tsx'
import { classNames } from '#components/ui/class-name.ts'
import { Link } from '#components/ui/navigation.ts'
import { Spinner } from '#components/ui/spinner.tsx'
import { useLabDesk } from './lab-context.ts'
import { type Line, type Link as LinkState, lineOf } from './lab-view.ts'
import { useWaited } from './use-lab.ts'
import { useNow } from './use-now.ts'

const CONNECT_LONG_MS = [4_000] as const
/** A claim from the warm pool is done before the first; a fresh workspace before the second. */
const OPEN_LONG_MS = [1_500, 12_000] as const

const SECOND_MS = 1_000
/** What is called a moment. */
const MOMENT_S = 5

/** Over the terminal, while there is none to show. */
export function Gate() {
  const { view } = useLabDesk()
  const { link } = view
  const line = lineOf(link)
  if (line) return <Queue line={line} />
  if (link.phase === 'failed') return link.error === 'catalog-building' ? <CatalogBuilding /> : <Failed link={link} />
  if (link.phase === 'resting') return <Resting />
  if (view.room && link.phase !== 'connecting') return null
  switch (link.phase) {
    case 'connecting':
      return <Connecting since={link.since} />
    case 'opening':
      return <Opening since={link.since} />
    default:
      return null
  }
}

const gateClass =
  'absolute inset-0 z-10 flex flex-col items-center justify-center gap-1 bg-surface px-6 text-center overflow-y-auto'

function Connecting({ since }: { since: number }) {
  const t = useTranslations('lab.link')
  const waited = useWaited(since, CONNECT_LONG_MS)
  return (
    <div role="status" className={gateClass}>
      <Spinner className="size-6" />
      <p className="mt-2 font-medium">{t('connecting')}</p>
      <p className="min-h-12 max-w-[42ch] text-sm text-ink-soft">{waited > 0 ? t('connectingLong') : null}</p>
    </div>
  )
}

function Opening({ since }: { since: number }) {
  const t = useTranslations('lab.link')
  const waited = useWaited(since, OPEN_LONG_MS)
  return (
    <div role="status" className={gateClass}>
      <Spinner className="size-6" />
      <p className="mt-2 font-medium">{t('opening')}</p>
      <p className="min-h-12 max-w-[42ch] text-sm text-ink-soft">
        {waited === 0 ? t('openingWhat') : waited === 1 ? t('openingLong') : t('openingVeryLong')}
      </p>
    </div>
  )
}

/** The first start of a server makes its images; each is shown with what it is at. */
function CatalogBuilding() {
  const t = useTranslations('lab.link')
  const te = useTranslations('error.catalog-building')
  const { view } = useLabDesk()
  const images = Object.entries(view.health?.catalog ?? {})
  return (
    <div className={gateClass}>
      <Spinner className="size-6" />
      <div role="status">
        <p className="mt-2 font-medium">{te('title')}</p>
        <p className="mt-1 max-w-[46ch] text-sm text-ink-soft">{te('todo')}</p>
      </div>
      <ul className="mt-3 w-full max-w-md divide-y divide-line rounded-lg border border-line text-left text-[0.8125rem]">
        {images.map(([name, image]) => (
          <li key={name} className="flex items-center gap-2.5 px-3 py-1.5">
            <ImageMark state={image.state} />
            <span className="font-mono">{name}</span>
            <span className="ml-auto min-w-0 truncate text-xs text-ink-faint">
              {image.state === 'building' && image.detail ? image.detail : t(`image.${image.state}`)}
            </span>
          </li>
        ))}
      </ul>
    </div>
  )
}

function ImageMark({ state }: { state: 'ready' | 'building' | 'waiting' | 'failed' }) {
  switch (state) {
    case 'ready':
      return <Check aria-hidden="true" className="size-4 shrink-0 text-ok" />
    case 'building':
      return <Spinner className="shrink-0" />
    case 'waiting':
      return <CircleDashed aria-hidden="true" className="size-4 shrink-0 text-line-control" />
    case 'failed':
      return <CircleAlert aria-hidden="true" className="size-4 shrink-0 text-bad" />
  }
}

/** All places are taken, or many labs start at once: the screen asks again by itself, and it goes in order. */
function Queue({ line: { error, position } }: { line: Line }) {
  const t = useTranslations('lab.link')
  const te = useTranslations(`error.${error}`)
  return (
    <div role="status" className={gateClass}>
      <Spinner className="size-6" />
      <p className="mt-2 font-semibold">{te('title')}</p>
      {position > 0 ? (
        <p className="text-lg font-semibold tabular-nums">{t('queue', { before: position - 1 })}</p>
      ) : null}
      <p className="max-w-[46ch] text-sm text-ink-soft">{te('todo')}</p>
      {error === 'capacity-full' ? <p className="mt-1 text-xs text-ink-faint">{t('queueStay')}</p> : null}
    </div>
  )
}

function Resting() {
  const t = useTranslations('lab.link')
  const { session } = useLabDesk()
  return (
    <div role="status" className={gateClass}>
      <Moon aria-hidden="true" className="size-8 stroke-[1.5] text-ink-faint" />
      <p className="mt-1 font-semibold">{t('resting')}</p>
      <p className="max-w-[46ch] text-sm text-ink-soft">{t('restingText')}</p>
      <Button variant="primary" className="mt-3" onClick={() => session?.retry()}>
        {t('goOn')}
      </Button>
    </div>
  )
}

function Failed({ link }: { link: Extract<LinkState, { phase: 'failed' }> }) {
  const t = useTranslations('lab.link')
  const te = useTranslations('error')
  const { session } = useLabDesk()
  return (
    <div role="alert" className={gateClass}>
      <CircleAlert aria-hidden="true" className="size-8 stroke-[1.5] text-bad" />
      <p className="mt-1 font-semibold">{te(`${link.error}.title`)}</p>
      <p className="max-w-[46ch] text-sm text-ink-soft">{te(`${link.error}.todo`)}</p>
      {link.detail && link.error !== 'engine-paused' ? (
        <p className="max-h-24 max-w-full overflow-auto rounded bg-sunken px-2.5 py-1 font-mono text-xs text-ink-soft">
          {link.detail}
        </p>
      ) : null}
      <div className="mt-3 flex flex-wrap justify-center gap-2">
        <Button variant="primary" onClick={() => session?.retry()}>
          {t('retry')}
        </Button>
        <Link href="/health" className={buttonClass('secondary')}>
          {t('seeHealth')}
        </Link>
      </div>
      {link.retryAt === undefined ? null : <RetryNote at={link.retryAt} />}
    </div>
  )
}

/** A short wait is a moment; a long one is counted down. */
function RetryNote({ at }: { at: number }) {
  const t = useTranslations('lab.link')
  const seconds = Math.ceil((at - useNow(SECOND_MS)) / SECOND_MS)
  return (
    <p className="mt-1 text-xs text-ink-faint tabular-nums">
      {seconds > MOMENT_S ? t('retryIn', { seconds }) : t('retrySoon')}
    </p>
  )
}

/** Above the whole lab: what is wrong now, while the work stays on the screen. */
export function LinkBanner() {
  const t = useTranslations('lab.link')
  const { view, lab } = useLabDesk()
  const text = (() => {
    if (view.link.phase === 'away') return t(view.link.cause)
    if (view.link.phase === 'opening' && view.room) return t('offline')
    if (view.link.phase !== 'live' || !view.health) return undefined
    if (view.health.engine.state !== 'ok') return t('engine')
    const { catalog } = view.health
    const of = (...states: string[]) =>
      lab.images.filter((image) => states.includes(catalog[image]?.state ?? '')).join(', ')
    const failed = of('failed')
    if (failed) return t('imagesFailed', { images: failed })
    const building = of('building', 'waiting')
    return building ? t('images', { images: building }) : undefined
  })()
  const lost = view.link.phase === 'away' || view.link.phase === 'opening'
  return (
    <div role="status">
      {text ? (
        <p
          className={classNames(
            'flex items-center justify-center gap-2.5 border-b border-warn/30 bg-warn-soft px-4 py-2 text-sm text-warn',
            'transition-opacity duration-300 starting:opacity-0',
          )}
        >
          {lost ? <Unplug aria-hidden="true" className="size-4 shrink-0" /> : <Spinner className="shrink-0" />}
          <span>{text}</span>
        </p>
      ) : null}
    </div>
  )
}
