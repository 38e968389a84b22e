'use client'

// A push or pull of the learner's own: each layer where it is, and what did not have to travel.
import { ArrowLeft, ArrowRight, Check, Hourglass } from 'lucide-react'
import { useTranslations } from 'next-intl'
import type { Transfer, TransferBlob } from '#server/protocol/lab.ts'
import { classNames } from '../ui/class-name.ts'
import { size } from '../ui/size.ts'
import { partOf, sumOf } from './transfer-model.ts'

/** Digits of a digest that are shown: as many as push and pull print. */
const DIGITS = 12
const short = (digest: string) => digest.slice('sha256:'.length, 'sha256:'.length + DIGITS)

export function Transfers({ transfers }: { transfers: readonly Transfer[] }) {
  const t = useTranslations('host.transfer')
  const [now, ...before] = transfers.toReversed()
  if (!now) return null
  return (
    <div className="space-y-4">
      <One transfer={now} />
      {before.length > 0 ? (
        <section>
          <h4 className="text-xs font-semibold text-ink-soft">{t('before')}</h4>
          <ul className="mt-1 space-y-1 text-xs text-ink-soft">
            {before.map((transfer) => (
              <li key={transfer.n}>
                <code className="break-all">{`docker ${transfer.way} ${transfer.name}`}</code>{' '}
                <Sum transfer={transfer} />
              </li>
            ))}
          </ul>
        </section>
      ) : null}
    </div>
  )
}

function One({ transfer }: { transfer: Transfer }) {
  const t = useTranslations('host.transfer')
  const { way, name, blobs, digest, state, error } = transfer
  return (
    <section data-transfer={name} data-state={state} aria-label={`docker ${way} ${name}`}>
      <p className="rounded-md bg-sunken px-3 py-1.5 font-mono text-[0.8125rem] break-all">{`docker ${way} ${name}`}</p>
      <p aria-hidden="true" className="mt-2 flex justify-between px-1 text-xs font-semibold text-ink-soft">
        <span>{t('machine')}</span>
        <span>{t('registry')}</span>
      </p>
      <ul className="mt-1 space-y-1.5">
        {blobs.map((blob) => (
          <Layer key={blob.id} blob={blob} way={way} />
        ))}
      </ul>
      <div aria-live="polite" className="mt-2 text-[0.8125rem]">
        {state === 'running' ? <p className="text-ink-soft">{t('running')}</p> : null}
        {state === 'failed' ? (
          <p lang="en" className="break-words text-bad">
            {error}
          </p>
        ) : null}
        {state === 'done' ? (
          <p className="font-medium">
            <Sum transfer={transfer} />
          </p>
        ) : null}
        {digest ? (
          <p className="mt-0.5 break-all text-ink-soft">
            {t('manifest')} <code>{digest}</code>
          </p>
        ) : null}
      </div>
    </section>
  )
}

function Sum({ transfer }: { transfer: Transfer }) {
  const t = useTranslations('host.transfer')
  const { layers, moved, there, movedBytes, thereBytes } = sumOf(transfer)
  if (transfer.state === 'failed') return <span className="text-bad">{t('failed')}</span>
  const known = movedBytes !== undefined && thereBytes !== undefined
  const values = { layers, moved, there, movedSize: size(movedBytes ?? 0), thereSize: size(thereBytes ?? 0) }
  return <span>{t(known ? `sum.${transfer.way}` : `count.${transfer.way}`, values)}</span>
}

function Layer({ blob, way }: { blob: TransferBlob; way: Transfer['way'] }) {
  const t = useTranslations('host.transfer')
  const { state, id, digest, size: bytes, current, total } = blob
  const travels = state === 'moving' || state === 'moved'
  const Arrow = way === 'push' ? ArrowRight : ArrowLeft
  return (
    <li
      data-blob={state}
      className={classNames(
        'rounded-md border px-2.5 py-1.5 text-xs transition-colors',
        travels ? 'border-accent bg-accent-soft' : 'border-line bg-sunken',
      )}
    >
      <p className="flex flex-wrap items-center justify-between gap-x-4 gap-y-0.5">
        <span className="min-w-0">
          <span className="font-semibold">{t('layer')}</span> <code>{id}</code>
          {digest && short(digest) !== id ? (
            <span className="text-ink-soft">
              {' '}
              {t('kept')} <code>{short(digest)}</code>
            </span>
          ) : null}
        </span>
        <span
          className={classNames(
            'inline-flex items-center gap-1.5 font-medium tabular-nums [&_svg]:size-3.5 [&_svg]:shrink-0',
            travels ? 'text-accent' : 'text-ink-soft',
          )}
        >
          {state === 'waiting' ? <Hourglass aria-hidden="true" /> : null}
          {travels ? <Arrow aria-hidden="true" /> : null}
          {state === 'there' ? <Check aria-hidden="true" /> : null}
          {t(`state.${state === 'there' ? (`there_${way}` as const) : state}`)}
          {state === 'moving' && total ? ` ${size(current ?? 0)} / ${size(total)}` : null}
          {state !== 'moving' && bytes !== undefined ? ` · ${size(bytes)}` : null}
        </span>
      </p>
      {state === 'moving' ? (
        <span aria-hidden="true" className="mt-1 block h-1 rounded-full bg-line">
          <span
            className="block h-full rounded-full bg-accent transition-[width]"
            style={{ width: `${partOf(blob) * 100}%` }}
          />
        </span>
      ) : null}
    </li>
  )
}
