// The three commands between an image and its repository, with the learner's own name in them.
import { useTranslations } from 'next-intl'
import { CodeBlock } from '../ui/code-block.tsx'
import { InlineText } from '../ui/inline-text.tsx'

export function PushGuide({ account }: { account: string }) {
  const t = useTranslations('registry.how')
  const ui = useTranslations('ui')
  const labels = { copy: t('copy'), copied: ui('copied'), terminal: t('terminal'), code: t('terminal') }
  const steps = [
    ['login', `docker login -u ${account}`],
    ['tag', `docker tag app ${account}/app:1`],
    ['push', `docker push ${account}/app:1`],
  ] as const
  return (
    <ol className="mt-4 grid grid-cols-1 gap-5">
      {steps.map(([step, command], index) => (
        <li
          key={step}
          className="grid grid-cols-1 items-center gap-x-6 gap-y-2 sm:grid-cols-[minmax(0,5fr)_minmax(0,6fr)]"
        >
          <p className="flex gap-2.5 text-sm">
            <span className="font-semibold text-accent tabular-nums">{index + 1}</span>
            <span>
              <InlineText>{t(step)}</InlineText>
            </span>
          </p>
          <CodeBlock code={command} language="sh" labels={labels} />
        </li>
      ))}
    </ol>
  )
}
