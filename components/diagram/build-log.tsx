'use client'

// The learner's last build step by step: from the cache or run, how long it took, and what the cache saved.
import { Check, LoaderCircle, X, Zap } from 'lucide-react'
import { useTranslations } from 'next-intl'
import type { Build, BuildStepNote } from '#server/protocol/lab.ts'
import { classNames } from '../ui/class-name.ts'
import { partOfStep, secondsOf, sumOfBuild } from './build-log-model.ts'

export function BuildLog({ builds }: { builds: readonly Build[] }) {
  const t = useTranslations('host.build')
  const [now, ...before] = builds.toReversed()
  if (!now) return null
  const { steps, state, error, count } = now
  return (
    <div className="space-y-4">
      <section data-build={now.names[0] ?? ''} data-state={state} aria-label={titleOf(now)}>
        <p className="rounded-md bg-sunken px-3 py-1.5 font-mono text-[0.8125rem] break-all">{titleOf(now)}</p>
        <ol className="mt-2.5 space-y-2">
          {steps.map((step, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a step is its place
            <Step key={index} step={step} part={partOfStep(step, steps)} />
          ))}
        </ol>
        <div aria-live="polite" className="mt-3 text-[0.8125rem]">
          {state === 'running' ? (
            <p className="text-ink-soft">{t('running', { at: steps.length, count: count ?? steps.length })}</p>
          ) : (
            <p className="font-medium">
              <Sum build={now} />
            </p>
          )}
          {error ? (
            <p lang="en" className="mt-0.5 break-words text-bad">
              {error}
            </p>
          ) : null}
        </div>
      </section>
      {before.length > 0 ? (
        <section>
          <h4 className="text-xs font-semibold text-ink-soft">{t('before')}</h4>
          <ul className="mt-1 space-y-1 text-xs text-ink-soft">
            {before.map((build) => (
              <li key={build.n}>
                <code className="break-all">{titleOf(build)}</code> <Sum build={build} />
              </li>
            ))}
          </ul>
        </section>
      ) : null}
    </div>
  )
}

const titleOf = ({ names }: Build) => ['docker build', ...names.map((name) => `-t ${name}`)].join(' ')

function Sum({ build }: { build: Build }) {
  const t = useTranslations('host.build')
  const { hits, runs, saved, unknown } = sumOfBuild(build)
  const values = { hits, runs, took: secondsOf(build.ms ?? 0), saved: secondsOf(saved), unknown }
  return (
    <span className={build.state === 'failed' ? 'text-bad' : undefined}>
      {build.state === 'failed' ? `${t('failed')} ` : null}
      {t('sum', values)} {saved > 0 ? t('saved', values) : null} {unknown > 0 ? t('unknown', values) : null}
    </span>
  )
}

const icons = { base: Check, running: LoaderCircle, hit: Zap, run: Check, failed: X }
const looks: Record<BuildStepNote['state'], string> = {
  base: 'text-ink-soft',
  running: 'text-accent',
  hit: 'text-accent',
  run: 'text-ink-soft',
  failed: 'text-bad',
}

function Step({ step, part }: { step: BuildStepNote; part: number }) {
  const t = useTranslations('host.build')
  const { text, state, ms, saved } = step
  const Icon = icons[state]
  const length = ms ?? saved
  return (
    <li data-step={state} className="grid grid-cols-[1fr_auto] items-start gap-x-3 gap-y-1 text-[0.8125rem]">
      <code className="line-clamp-2 min-w-0 break-words">{text}</code>
      <span
        className={classNames(
          'inline-flex items-center gap-1 text-right text-xs tabular-nums [&_svg]:size-3.5 [&_svg]:shrink-0',
          looks[state],
        )}
      >
        <Icon aria-hidden="true" className={state === 'running' ? 'motion-safe:animate-spin' : ''} />
        {state === 'hit' && saved !== undefined
          ? t('hit', { seconds: secondsOf(saved) })
          : state === 'hit'
            ? t('state.hit')
            : state === 'run' && ms !== undefined
              ? t('took', { seconds: secondsOf(ms) })
              : t(`state.${state}`)}
      </span>
      {length === undefined ? null : (
        <span aria-hidden="true" className="col-span-2 h-2 rounded-full bg-sunken">
          <span
            className={classNames(
              'block h-2 min-w-1.5 rounded-full transition-[width]',
              state === 'hit' ? 'border border-dashed border-accent bg-accent-soft' : '',
              state === 'run' ? 'bg-accent' : '',
              state === 'failed' ? 'bg-bad' : '',
            )}
            style={{ width: `${part * 100}%` }}
          />
        </span>
      )}
    </li>
  )
}
