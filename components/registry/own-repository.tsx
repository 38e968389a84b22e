'use client'

// One repository of the learner's: who may pull it, and what is in it.
import { Trash2 } from 'lucide-react'
import { useLocale, useTranslations } from 'next-intl'
import type { RegistryRepositoryView } from '#server/protocol/registry.ts'
import { ago } from '../ui/ago.ts'
import { Card } from '../ui/card.tsx'
import { CopyButton } from '../ui/copy-button.tsx'
import { IconButton } from '../ui/icon-button.tsx'
import { Segmented } from '../ui/segmented.tsx'
import { size } from '../ui/size.ts'

type Props = {
  repository: RegistryRepositoryView
  now: number
  onPublish: (on: boolean) => void
  /** Without a tag: all of it. */
  onRemove: (tag?: string) => void
}

export function OwnRepository({ repository, now, onPublish, onRemove }: Props) {
  const t = useTranslations('registry.own')
  const visibility = repository.public ? 'public' : 'private'
  return (
    <Card className="overflow-hidden">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2 border-b border-line px-5 py-3">
        <div className="min-w-0 flex-1 basis-48">
          <h3 className="font-mono font-semibold break-all">{repository.name}</h3>
          <p className="text-[0.8125rem] text-ink-faint">{t(`${visibility}Hint`)}</p>
        </div>
        <div className="flex items-center justify-between gap-4 max-sm:w-full">
          <Segmented
            label={`${repository.name} ${t('visibility')}`}
            value={visibility}
            options={[
              { value: 'public', label: t('public') },
              { value: 'private', label: t('private') },
            ]}
            onChange={(value) => onPublish(value === 'public')}
          />
          <IconButton label={t('delete')} onClick={() => onRemove()} className="-mr-2">
            <Trash2 aria-hidden="true" />
          </IconButton>
        </div>
      </div>
      <Tags repository={repository} now={now} onRemove={onRemove} />
    </Card>
  )
}

function Tags({ repository, now, onRemove }: Pick<Props, 'repository' | 'now' | 'onRemove'>) {
  const t = useTranslations('registry.own')
  const ui = useTranslations('ui')
  const locale = useLocale()
  return (
    <table className="w-full table-fixed text-left text-sm">
      <thead className="text-[0.8125rem] text-ink-faint">
        <tr>
          <th className="py-2 pr-3 pl-5 font-medium">{t('tag')}</th>
          <th className="w-60 px-3 py-2 font-medium max-sm:hidden">{t('digest')}</th>
          <th className="w-22 px-3 sm:w-24 py-2 font-medium">{t('size')}</th>
          <th className="w-22 px-3 sm:w-28 py-2 font-medium">{t('pushed')}</th>
          <th className="w-14">
            <span className="sr-only">{t('delete')}</span>
          </th>
        </tr>
      </thead>
      <tbody className="divide-y divide-line border-t border-line">
        {repository.tags.map((tag) => (
          <tr key={tag.name}>
            <td className="py-2 pr-3 pl-5 font-mono break-all">{tag.name}</td>
            <td className="px-3 py-1 max-sm:hidden">
              <span className="flex items-center gap-1 text-ink-soft">
                <code className="font-mono text-[0.8125rem]">{shortDigest(tag.digest)}</code>
                <CopyButton
                  text={`${repository.name}@${tag.digest}`}
                  label={t('copyDigest', { tag: tag.name })}
                  done={ui('copied')}
                  className="hover:bg-hover"
                />
              </span>
            </td>
            <td className="px-3 py-2 whitespace-nowrap tabular-nums">{size(tag.size)}</td>
            <td className="px-3 py-2 whitespace-nowrap text-ink-soft">{ago(tag.pushed, now, locale) ?? t('now')}</td>
            <td className="py-1 pr-3 text-right">
              <IconButton size="sm" label={t('deleteTag', { tag: tag.name })} onClick={() => onRemove(tag.name)}>
                <Trash2 aria-hidden="true" />
              </IconButton>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** As much as docker prints. */
const shortDigest = (digest: string) => digest.slice(0, 'sha256:'.length + 12)
