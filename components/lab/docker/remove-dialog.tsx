'use client'

import { Trash2 } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { Spinner } from '#components/ui/spinner.tsx'
import { commandLine } from './command-line.ts'
import { RefusalNote } from './refusal-note.tsx'
import type { Shown } from './shown.ts'
import { useAct } from './use-act.ts'

type Props = {
  /** Undefined: closed. */
  object: Shown | undefined
  onClose: () => void
}

/** Asks first, and shows the command; a refusal stays where it happened, with the way to insist beside it. */
export function RemoveDialog({ object, onClose }: Props) {
  return object ? <OpenRemoveDialog key={`${object.kind} ${object.id}`} object={object} onClose={onClose} /> : null
}

function OpenRemoveDialog({ object, onClose }: { object: Shown; onClose: () => void }) {
  const t = useTranslations('lab.docker.removal')
  const { act, busy, refused } = useAct()
  const [force, setForce] = useState(false)
  const action = { do: 'remove', kind: object.kind, id: object.name, force } as const
  const forced = object.kind === 'container' || object.kind === 'image' ? object.kind : undefined
  const go = async () => {
    if (await act(action)) onClose()
  }
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t('title', { name: object.name })}
      description={t(`text.${object.kind}`)}
      closeLabel={t('cancel')}
      footer={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button variant="danger" disabled={busy !== undefined} onClick={() => void go()}>
            {busy ? <Spinner /> : <Trash2 aria-hidden="true" />}
            {t('go')}
          </Button>
        </>
      }
    >
      <div className="mt-3 space-y-3">
        <code className="block rounded-md border border-term-line bg-term-bg px-3 py-2 font-mono text-[0.8125rem] break-words text-term-ink">
          {commandLine(action)}
        </code>
        {forced ? (
          <label className="flex min-h-9 items-center gap-2 pointer-coarse:min-h-11">
            <input
              type="checkbox"
              checked={force}
              onChange={(event) => setForce(event.target.checked)}
              className="size-4 accent-[var(--accent)]"
            />
            <span>
              {t(`force.${forced}`)} <code className="text-xs text-ink-faint">-f</code>
            </span>
          </label>
        ) : null}
        {refused ? <RefusalNote refused={refused} /> : null}
      </div>
    </Dialog>
  )
}
