'use client'

import { Power } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import type { ErrorId } from '#server/protocol/error.ts'
import { Button } from '../ui/button.tsx'
import { Confirm } from '../ui/confirm.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { useRouter } from '../ui/navigation.ts'

type Props = {
  tenant: string
  /** Whose lab it is, as the table shows it. */
  name: string
  /** Nothing of it runs. */
  off: boolean
}

/** Ends what runs for one learner. Somebody may be working there, so that it is asked for once more. */
export function RestButton({ tenant, name, off }: Props) {
  const t = useTranslations('admin.rest')
  const router = useRouter()
  const [open, setOpen] = useState(false)
  const [error, setError] = useState<ErrorId>()
  const confirm = async () => {
    const refused = await rest(tenant)
    setError(refused)
    if (refused) return
    setOpen(false)
    router.refresh()
  }
  return (
    <>
      <Button size="sm" disabled={off} onClick={() => setOpen(true)} aria-label={t('open', { name })}>
        <Power aria-hidden="true" />
        {t('short')}
      </Button>
      <Confirm
        open={open}
        title={t('title', { name })}
        description={t('text')}
        yes={t('yes')}
        onClose={() => setOpen(false)}
        onConfirm={confirm}
      >
        {error ? <ErrorNote id={error} className="mt-3" /> : null}
      </Confirm>
    </>
  )
}

/** Undefined: done. Else why not. */
async function rest(tenant: string): Promise<ErrorId | undefined> {
  try {
    const response = await fetch('/api/admin/rest', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ tenant }),
    })
    if (response.ok) return undefined
    return ((await response.json()) as { error?: ErrorId }).error ?? 'internal'
  } catch {
    return 'agent-away'
  }
}
