'use client'

import { QrCode, Square, UsersRound } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { QRCodeSVG } from 'qrcode.react'
import { useState } from 'react'
import type { Board } from '#server/protocol/live.ts'
import { useCommands } from '../command/use-commands.ts'
import { Button } from '../ui/button.tsx'
import { CopyButton } from '../ui/copy-button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { useRouter } from '../ui/navigation.ts'
import { Expected } from './expected.tsx'
import type { BoardSession } from './live-session.ts'
import { StaffDialog } from './staff-dialog.tsx'

type Props = { board: Board; joinUrl: string; session: BoardSession }

/** The code that students type, large; who is here; the end of the class. */
export function BoardHead({ board, joinUrl, session }: Props) {
  const t = useTranslations('live.head')
  const router = useRouter()
  const [shown, setShown] = useState(board.rows.length === 0)
  const [ending, setEnding] = useState(false)
  const [staff, setStaff] = useState(false)
  const instructs = board.me.role === 'instructor'
  const { info } = board
  const url = `${joinUrl}?code=${info.code}`
  useCommands({ boardCode: () => setShown(true), boardEnd: instructs ? () => setEnding(true) : undefined })
  return (
    <header className="flex flex-wrap items-center gap-x-4 gap-y-2 border-b border-line bg-surface px-4 py-2.5">
      <h1 className="min-w-0 flex-1 truncate text-lg font-semibold">{info.title || t('untitled')}</h1>
      <Expected board={board} session={session} />
      <Button onClick={() => setShown(true)}>
        <QrCode aria-hidden="true" />
        <span className="sr-only">{t('code')}</span>
        <span className="font-mono text-base tracking-[0.15em]">{info.code}</span>
      </Button>
      {instructs ? (
        <>
          <Button onClick={() => setStaff(true)}>
            <UsersRound aria-hidden="true" />
            <span className="max-sm:sr-only">{t('staff')}</span>
          </Button>
          <Button variant="danger" onClick={() => setEnding(true)}>
            <Square aria-hidden="true" />
            {t('end')}
          </Button>
          <StaffDialog
            open={staff}
            onClose={() => setStaff(false)}
            boardUrl={joinUrl.replace(/\/join$/, `/live/${info.id}`)}
            session={session}
          />
        </>
      ) : null}
      <Dialog open={shown} onOpenChange={setShown} title={t('join.title')} closeLabel={t('close')} wide>
        <div className="grid items-center gap-8 py-4 sm:grid-cols-[auto_1fr]">
          <div className="mx-auto rounded-lg bg-white p-4">
            <QRCodeSVG value={url} size={220} title={t('join.qr')} />
          </div>
          <div className="min-w-0 text-center sm:text-left">
            <p className="text-ink-soft">{t('join.code')}</p>
            <p className="mt-1 font-mono text-5xl font-bold tracking-[0.15em] sm:text-6xl" data-testid="join-code">
              {info.code}
            </p>
            <p className="mt-5 text-ink-soft">{t('join.link')}</p>
            <p className="mt-1 flex items-center justify-center gap-1 sm:justify-start">
              <code className="min-w-0 font-mono text-[0.9375rem] break-all">{url}</code>
              <CopyButton
                text={url}
                label={t('join.copy')}
                done={t('join.copied')}
                className="text-ink-soft hover:bg-hover"
              />
            </p>
          </div>
        </div>
      </Dialog>
      <Dialog
        open={ending}
        onOpenChange={setEnding}
        title={t('ending.title')}
        description={t('ending.text')}
        closeLabel={t('close')}
        footer={
          <>
            <Button onClick={() => setEnding(false)}>{t('cancel')}</Button>
            <Button
              variant="primary"
              onClick={() => {
                void session.call('board:end', {}).then((result) => {
                  if (result.ok) router.push(`/live/${info.id}/report`)
                })
              }}
            >
              {t('ending.go')}
            </Button>
          </>
        }
      />
    </header>
  )
}
