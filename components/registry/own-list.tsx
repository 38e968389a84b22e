'use client'

// The learner's own repositories: seen, shared, deleted.
import { PackageOpen } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import type { ErrorId } from '#server/protocol/error.ts'
import type { RegistryRepositoryView } from '#server/protocol/registry.ts'
import { EmptyState } from '../ui/empty-state.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { useRouter } from '../ui/navigation.ts'
import { change } from './change.ts'
import { OwnRepository } from './own-repository.tsx'
import { type Doomed, RemoveDialog } from './remove-dialog.tsx'

export function OwnList({ repositories, now }: { repositories: RegistryRepositoryView[]; now: number }) {
  const t = useTranslations('registry.own')
  const router = useRouter()
  const [error, setError] = useState<ErrorId>()
  const [doomed, setDoomed] = useState<Doomed>()
  const send = async (path: 'publish' | 'remove', body: object) => {
    setError(undefined)
    const failed = await change(path, body)
    if (failed) setError(failed)
    else router.refresh()
  }
  if (repositories.length === 0)
    return (
      <EmptyState
        icon={<PackageOpen aria-hidden="true" />}
        title={t('empty')}
        className="rounded-xl border border-line bg-surface"
      >
        {t('emptyText')}
      </EmptyState>
    )
  return (
    <>
      {error ? <ErrorNote id={error} className="mb-4" /> : null}
      <ul className="grid gap-4">
        {repositories.map((repository) => (
          <li key={repository.name}>
            <OwnRepository
              repository={repository}
              now={now}
              onPublish={(on) => void send('publish', { repository: repository.name, public: on })}
              onRemove={(tag) => setDoomed({ repository: repository.name, tag })}
            />
          </li>
        ))}
      </ul>
      <RemoveDialog
        doomed={doomed}
        onClose={() => setDoomed(undefined)}
        onConfirm={async (one) => {
          await send('remove', one)
          setDoomed(undefined)
        }}
      />
    </>
  )
}
