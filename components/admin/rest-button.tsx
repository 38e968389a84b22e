'use client'

import { Power } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import type { ErrorId } from '#server/protocol/error.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { useRouter } from '../ui/navigation.ts'
import { Spinner } from '../ui/spinner.tsx'

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
  const ui = useTranslations('ui')
  const router = useRouter()
  const [open, setOpen] = useState(false)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<ErrorId>()
  const confirm = async () => {
    setBusy(true)
    const refused = await rest(tenant)
    setBusy(false)
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
      <Dialog
        open={open}
        onOpenChange={(next) => busy || setOpen(next)}
        title={t('title', { name })}
        description={t('text')}
        closeLabel={ui('close')}
        footer={
          <>
            {busy ? <Spinner label={ui('loading')} /> : null}
            <Button onClick={() => setOpen(false)} disabled={busy}>
              {ui('cancel')}
            </Button>
            <Button variant="danger" onClick={() => void confirm()} disabled={busy}>
              {t('yes')}
            </Button>
          </>
        }
      >
        {error ? <ErrorNote id={error} className="mt-3" /> : null}
      </Dialog>
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
