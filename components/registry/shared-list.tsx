// What classmates have made public, each with the command that brings it here.
import { Users } from 'lucide-react'
import { useTranslations } from 'next-intl'
import type { RegistryRepositoryView } from '#server/protocol/registry.ts'
import { CopyButton } from '../ui/copy-button.tsx'
import { EmptyState } from '../ui/empty-state.tsx'

export function SharedList({ repositories }: { repositories: RegistryRepositoryView[] }) {
  const t = useTranslations('registry.shared')
  const ui = useTranslations('ui')
  if (repositories.length === 0)
    return (
      <EmptyState
        icon={<Users aria-hidden="true" />}
        title={t('empty')}
        className="rounded-xl border border-line bg-surface"
      >
        {t('emptyText')}
      </EmptyState>
    )
  return (
    <ul className="divide-y divide-line rounded-xl border border-line bg-surface">
      {repositories.map(({ name, tags }) => {
        const command = `docker pull ${name}:${tags[0]?.name ?? 'latest'}`
        return (
          <li key={name} className="grid items-center gap-x-6 gap-y-2 px-5 py-3 sm:grid-cols-2">
            <div className="min-w-0">
              <h3 className="font-mono text-sm font-semibold break-all">{name}</h3>
              <p className="text-[0.8125rem] break-all text-ink-faint">
                {t('tags', { tags: tags.map((tag) => tag.name).join(', ') })}
              </p>
            </div>
            <p className="flex min-w-0 items-center gap-1 rounded-md border border-line bg-sunken py-0.5 pr-0.5 pl-3">
              <code className="min-w-0 flex-1 font-mono text-[0.8125rem] break-all">{command}</code>
              <CopyButton
                text={command}
                label={t('copy', { name })}
                done={ui('copied')}
                className="shrink-0 text-ink-soft hover:bg-hover"
              />
            </p>
          </li>
        )
      })}
    </ul>
  )
}
