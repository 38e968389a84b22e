'use client'

// One of the learner's images, layer by layer, and what their containers have written on top of it.
import { Link2, RotateCw } from 'lucide-react'
import { useTranslations } from 'next-intl'
import type { LookedAt } from '#server/protocol/look.ts'
import { Button } from '../ui/button.tsx'
import { classNames } from '../ui/class-name.ts'
import { size } from '../ui/size.ts'
import { imageTitle, type StackLayer, sharedBytes, stackOf } from './stack-of-layers-model.ts'

/** Changes of a container that are listed without asking. */
const CHANGES_SHOWN = 6

type Seen = LookedAt<'layers'>
type Writables = LookedAt<'writable'>['containers']
type Props = {
  image: Seen['images'][number]
  images: Seen['images']
  /** Undefined while they are read. */
  containers: Writables | undefined
  /** A program that writes says nothing to the engine. */
  onAgain: () => void
}

export function StackOfLayers({ image, images, containers, onAgain }: Props) {
  const t = useTranslations('host.stack')
  const stack = stackOf(image, images)
  const shared = stack.filter(({ sharedWith }) => sharedWith.length > 0).length
  const bytes = sharedBytes(stack)
  return (
    <div className="space-y-3">
      <div className="grid gap-2 sm:grid-cols-2">
        {containers?.map((container) => (
          <Writable key={container.id} container={container} />
        ))}
        {containers?.length ? null : (
          <p className="rounded-md border border-dashed border-line-strong px-2.5 py-2 text-xs text-ink-soft sm:col-span-2">
            {t(containers ? 'none' : 'reading')}
          </p>
        )}
      </div>
      <section className="rounded-md border border-line-control bg-sunken p-2">
        <h4 className="mb-1.5 px-0.5 text-[0.8125rem] font-semibold break-all">
          <span className="font-mono">{imageTitle(image)}</span>
          <span className="font-normal text-ink-soft"> {t('readOnly')}</span>
        </h4>
        <ol data-stack={imageTitle(image)} className="space-y-1">
          {stack.map((layer) => (
            <Layer key={layer.id} layer={layer} />
          ))}
        </ol>
      </section>
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <p aria-live="polite" className="text-xs">
          {shared === 0
            ? t('alone', { count: stack.length })
            : bytes === undefined
              ? t('shared', { count: stack.length, shared })
              : t('sharedBytes', { count: stack.length, shared, bytes: size(bytes) })}
        </p>
        {containers?.length ? (
          <Button size="sm" onClick={onAgain}>
            <RotateCw aria-hidden="true" />
            {t('again')}
          </Button>
        ) : null}
      </div>
    </div>
  )
}

function Layer({ layer: { id, instruction, size: bytes, sharedWith } }: { layer: StackLayer }) {
  const t = useTranslations('host.stack')
  return (
    <li
      data-shared={sharedWith.length > 0}
      className={classNames(
        'rounded border px-2.5 py-1.5 text-xs',
        sharedWith.length > 0 ? 'border-accent-line bg-accent-soft' : 'border-line bg-surface',
      )}
    >
      <p className="flex items-baseline justify-between gap-3">
        <code className="line-clamp-2 min-w-0 break-words">
          {instruction ?? id.slice('sha256:'.length, 'sha256:'.length + 12)}
        </code>
        <span className="shrink-0 text-ink-soft tabular-nums">{bytes === undefined ? '' : size(bytes)}</span>
      </p>
      {sharedWith.length > 0 ? (
        <p className="mt-0.5 flex items-start gap-1 text-ink-soft [&_svg]:mt-0.5 [&_svg]:size-3 [&_svg]:shrink-0">
          <Link2 aria-hidden="true" />
          <span className="min-w-0 break-words">{t('with', { images: sharedWith.join(', ') })}</span>
        </p>
      ) : null}
    </li>
  )
}

function Writable({ container: { name, size: bytes, changes, more } }: { container: Writables[number] }) {
  const t = useTranslations('host.stack')
  const [first, rest] = [changes.slice(0, CHANGES_SHOWN), changes.slice(CHANGES_SHOWN)]
  return (
    <section data-writable={name} className="min-w-0 rounded-md border border-accent bg-raised px-2.5 py-2">
      <h4 className="flex flex-wrap items-baseline justify-between gap-x-3 text-[0.8125rem] font-semibold">
        <span className="min-w-0">
          <span className="font-mono break-all">{name}</span>
          <span className="font-normal text-ink-soft"> {t('writable')}</span>
        </span>
        <span className="font-normal text-accent tabular-nums">{size(bytes)}</span>
      </h4>
      {changes.length === 0 ? <p className="mt-1 text-xs text-ink-soft">{t('empty')}</p> : <Changes list={first} />}
      {rest.length > 0 || more ? (
        <details className="mt-1 text-xs">
          <summary className="min-h-6 rounded text-ink-soft">{t('more', { count: rest.length })}</summary>
          <Changes list={rest} />
          {more ? <p className="mt-1 text-ink-soft">{t('cut')}</p> : null}
        </details>
      ) : null}
    </section>
  )
}

function Changes({ list }: { list: Writables[number]['changes'] }) {
  const t = useTranslations('diagram.layers')
  return (
    <ul className="mt-1 font-mono text-xs leading-5">
      {list.map(({ mark, path }) => (
        <li key={path} className="flex gap-2">
          <abbr title={t(`mark.${mark}`)} className="font-semibold text-accent no-underline">
            {mark}
          </abbr>
          <span className="min-w-0 break-all">{path}</span>
        </li>
      ))}
    </ul>
  )
}
