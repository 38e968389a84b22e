'use client'

import { useTranslations } from 'next-intl'
import { Confirm } from '../ui/confirm.tsx'

/** Without `tag`: the whole repository. */
export interface Doomed {
  repository: string
  tag?: string
}

type Props = { doomed: Doomed | undefined; onClose: () => void; onConfirm: (doomed: Doomed) => Promise<void> }

/** What is pushed can't be brought back from here, so that it is asked for once more. */
export function RemoveDialog({ doomed, onClose, onConfirm }: Props) {
  const t = useTranslations('registry.remove')
  if (!doomed) return null
  const { repository, tag } = doomed
  return (
    <Confirm
      open
      title={tag === undefined ? t('title', { name: repository }) : t('tagTitle', { name: `${repository}:${tag}` })}
      description={t('text')}
      yes={t('yes')}
      onClose={onClose}
      onConfirm={() => onConfirm(doomed)}
    />
  )
}
