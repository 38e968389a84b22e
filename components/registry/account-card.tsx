'use client'

// Name and password of the class account. The password is drawn only when asked for: a class shares its screens.
import { Eye, EyeOff, RefreshCw } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { type ReactNode, useState } from 'react'
import type { ErrorId } from '#server/protocol/error.ts'
import { Card } from '../ui/card.tsx'
import { Confirm } from '../ui/confirm.tsx'
import { CopyButton } from '../ui/copy-button.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { IconButton } from '../ui/icon-button.tsx'
import { useRouter } from '../ui/navigation.ts'
import { change } from './change.ts'

export function AccountCard({ name, password }: { name: string; password: string }) {
  const t = useTranslations('registry.account')
  const ui = useTranslations('ui')
  const router = useRouter()
  const [shown, setShown] = useState(false)
  const [asking, setAsking] = useState(false)
  const [error, setError] = useState<ErrorId>()
  const renew = async () => {
    const failed = await change('renew', {})
    setError(failed)
    setAsking(false)
    if (!failed) router.refresh()
  }
  return (
    <Card className="px-5 py-4">
      {error ? <ErrorNote id={error} className="mb-3" /> : null}
      <dl className="grid gap-x-8 gap-y-3 sm:grid-cols-2">
        <Row name={t('name')}>
          <code className="min-w-0 flex-1 truncate font-mono text-base font-semibold">{name}</code>
          <CopyButton text={name} label={t('copyName')} done={ui('copied')} className="text-ink-soft hover:bg-hover" />
        </Row>
        <Row name={t('password')}>
          <code className="min-w-0 flex-1 truncate font-mono text-sm" aria-live="polite">
            {shown ? (
              password
            ) : (
              <>
                <span aria-hidden="true">{'•'.repeat(16)}</span>
                <span className="sr-only">{t('hidden')}</span>
              </>
            )}
          </code>
          <IconButton size="sm" label={t(shown ? 'hide' : 'reveal')} onClick={() => setShown(!shown)}>
            {shown ? <EyeOff aria-hidden="true" /> : <Eye aria-hidden="true" />}
          </IconButton>
          <CopyButton
            text={password}
            label={t('copyPassword')}
            done={ui('copied')}
            className="text-ink-soft hover:bg-hover"
          />
          <IconButton size="sm" label={t('renew')} onClick={() => setAsking(true)}>
            <RefreshCw aria-hidden="true" />
          </IconButton>
        </Row>
      </dl>
      <p className="mt-3 text-[0.8125rem] text-ink-faint">{t('note')}</p>
      {/* Whoever is logged in has to log in once more, so that it is said before. */}
      <Confirm
        open={asking}
        title={t('renewTitle')}
        description={t('renewText')}
        yes={t('renewYes')}
        variant="primary"
        onClose={() => setAsking(false)}
        onConfirm={renew}
      />
    </Card>
  )
}

function Row({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-[0.8125rem] text-ink-soft">{name}</dt>
      <dd className="flex items-center gap-1">{children}</dd>
    </div>
  )
}
