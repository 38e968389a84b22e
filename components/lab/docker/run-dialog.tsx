'use client'

import { Play } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { type ReactNode, useId, useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { classNames } from '#components/ui/class-name.ts'
import { CopyButton } from '#components/ui/copy-button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { Spinner } from '#components/ui/spinner.tsx'
import { useLabDesk } from '../lab-context.ts'
import { commandLine } from './command-line.ts'
import { RefusalNote } from './refusal-note.tsx'
import { emptyDraft, type RunDraft, type RunProblem, readDraft } from './run-draft.ts'
import { Cell, Flag, field, heading, plain, Rows } from './run-fields.tsx'
import { useAct } from './use-act.ts'

type Props = {
  /** Undefined: closed. */
  image: string | undefined
  onClose: () => void
}

/** `docker run -d` as a form; the line that it stands for grows with it. */
export function RunDialog({ image, onClose }: Props) {
  return image === undefined ? null : <OpenRunDialog key={image} image={image} onClose={onClose} />
}

function OpenRunDialog({ image, onClose }: { image: string; onClose: () => void }) {
  const t = useTranslations('lab.docker.run')
  const tl = useTranslations('lab')
  const { view, live } = useLabDesk()
  const [draft, setDraft] = useState(() => emptyDraft(image))
  /** What is wrong is said after the first try, then as it is typed. */
  const [tried, setTried] = useState(false)
  const { act, busy, refused } = useAct()
  const id = useId()
  const { action, problems } = readDraft(draft)
  const shown = tried ? problems : []
  const set = (change: Partial<RunDraft>) => setDraft((before) => ({ ...before, ...change }))
  const line = commandLine({ ...action, image: action.image || 'IMAGE' })
  const images = (view.room?.objects.images ?? []).flatMap(({ tags }) => tags)

  const go = async () => {
    setTried(true)
    if (problems.length > 0) {
      // The first field that is wrong, when its mark has been drawn.
      requestAnimationFrame(() =>
        document.getElementById(`${id}-form`)?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus(),
      )
      return
    }
    if (await act(action)) onClose()
  }

  return (
    <Dialog
      open
      wide
      onOpenChange={onClose}
      title={t('title')}
      description={t('lead')}
      closeLabel={t('cancel')}
      footer={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button variant="primary" type="submit" form={`${id}-form`} disabled={busy !== undefined || !live}>
            {busy ? <Spinner /> : <Play aria-hidden="true" />}
            {t('go')}
          </Button>
        </>
      }
    >
      <form
        id={`${id}-form`}
        noValidate
        className="mt-3 grid gap-x-6 gap-y-4 min-[720px]:grid-cols-2"
        onSubmit={(event) => {
          event.preventDefault()
          void go()
        }}
      >
        <div className="space-y-4">
          <div>
            <label htmlFor={`${id}-image`} className={heading}>
              {t('image')}
            </label>
            <input
              id={`${id}-image`}
              list={`${id}-images`}
              value={draft.image}
              onChange={(event) => set({ image: event.target.value })}
              placeholder="nginx"
              required
              aria-invalid={has(shown, 'image')}
              aria-describedby={`${id}-image-note`}
              {...plain}
              className={classNames(field, 'mt-1 w-full')}
            />
            <datalist id={`${id}-images`}>
              {images.map((tag) => (
                <option key={tag} value={tag} />
              ))}
            </datalist>
            <Note id={`${id}-image-note`} bad={has(shown, 'image')}>
              {t(has(shown, 'image') ? 'imageMissing' : 'imageNote')}
            </Note>
          </div>
          <div>
            <label htmlFor={`${id}-name`} className={heading}>
              {t('name')} <Flag>--name</Flag>
            </label>
            <input
              id={`${id}-name`}
              value={draft.name}
              onChange={(event) => set({ name: event.target.value })}
              placeholder="web"
              {...plain}
              className={classNames(field, 'mt-1 w-full')}
            />
          </div>
          <div>
            <label htmlFor={`${id}-command`} className={heading}>
              {t('command')}
            </label>
            <input
              id={`${id}-command`}
              value={draft.command}
              onChange={(event) => set({ command: event.target.value })}
              placeholder="sleep 300"
              aria-invalid={has(shown, 'command')}
              aria-describedby={`${id}-command-note`}
              {...plain}
              className={classNames(field, 'mt-1 w-full')}
            />
            <Note id={`${id}-command-note`} bad={has(shown, 'command')}>
              {t(has(shown, 'command') ? 'commandOpen' : 'commandNote')}
            </Note>
          </div>
          <label className="flex min-h-9 items-center gap-2 text-[0.8125rem] pointer-coarse:min-h-11">
            <input
              type="checkbox"
              checked={draft.remove}
              onChange={(event) => set({ remove: event.target.checked })}
              className="size-4 accent-[var(--accent)]"
            />
            <span>
              {t('remove')} <Flag>--rm</Flag>
            </span>
          </label>
        </div>
        <div className="space-y-4">
          <Rows
            legend={t('ports')}
            flag="-p"
            rows={draft.ports}
            note={shown.some((one) => one.field === 'ports') ? t('portWrong') : undefined}
            add={t('portAdd')}
            remove={(row) => t('rowRemove', { what: t('ports'), row })}
            blank={emptyDraft().ports[0]!}
            onChange={(ports) => set({ ports })}
          >
            {(port, change, row) => (
              <>
                <Cell
                  label={t('portHost')}
                  value={port.host}
                  placeholder="8080"
                  numeric
                  bad={at(shown, 'ports', row, 'host')}
                  onChange={(host) => change({ host })}
                />
                <span aria-hidden="true" className="text-ink-faint">
                  :
                </span>
                <Cell
                  label={t('portContainer')}
                  value={port.container}
                  placeholder="80"
                  numeric
                  bad={at(shown, 'ports', row, 'container')}
                  onChange={(container) => change({ container })}
                />
                <select
                  aria-label={t('proto')}
                  value={port.proto}
                  onChange={(event) => change({ proto: event.target.value as 'tcp' | 'udp' })}
                  className={classNames(field, 'w-16 shrink-0 px-1.5')}
                >
                  <option>tcp</option>
                  <option>udp</option>
                </select>
              </>
            )}
          </Rows>
          <Rows
            legend={t('env')}
            flag="-e"
            rows={draft.env}
            note={shown.some((one) => one.field === 'env') ? t('envWrong') : undefined}
            add={t('envAdd')}
            remove={(row) => t('rowRemove', { what: t('env'), row })}
            blank={emptyDraft().env[0]!}
            onChange={(env) => set({ env })}
          >
            {(each, change, row) => (
              <>
                <Cell
                  label={t('envName')}
                  value={each.name}
                  placeholder="COLOR"
                  bad={at(shown, 'env', row, 'name')}
                  onChange={(name) => change({ name })}
                />
                <span aria-hidden="true" className="text-ink-faint">
                  =
                </span>
                <Cell
                  label={t('envValue')}
                  value={each.value}
                  placeholder="blue"
                  onChange={(value) => change({ value })}
                />
              </>
            )}
          </Rows>
          <Rows
            legend={t('volumes')}
            flag="-v"
            rows={draft.volumes}
            note={shown.some((one) => one.field === 'volumes') ? t('volumeWrong') : undefined}
            add={t('volumeAdd')}
            remove={(row) => t('rowRemove', { what: t('volumes'), row })}
            blank={emptyDraft().volumes[0]!}
            onChange={(volumes) => set({ volumes })}
          >
            {(volume, change, row) => (
              <>
                <Cell
                  label={t('volumeSource')}
                  value={volume.source}
                  placeholder="data"
                  bad={at(shown, 'volumes', row, 'source')}
                  onChange={(source) => change({ source })}
                />
                <span aria-hidden="true" className="text-ink-faint">
                  :
                </span>
                <Cell
                  label={t('volumeTarget')}
                  value={volume.target}
                  placeholder="/data"
                  bad={at(shown, 'volumes', row, 'target')}
                  onChange={(target) => change({ target })}
                />
                <label className="flex shrink-0 items-center gap-1 text-xs text-ink-soft" title={t('readOnly')}>
                  <input
                    type="checkbox"
                    checked={volume.readOnly}
                    onChange={(event) => change({ readOnly: event.target.checked })}
                    aria-label={t('readOnly')}
                    className="size-4 accent-[var(--accent)]"
                  />
                  <span aria-hidden="true" className="font-mono">
                    ro
                  </span>
                </label>
              </>
            )}
          </Rows>
        </div>
      </form>
      <div className="sticky -bottom-5 -mx-5 mt-4 -mb-5 max-h-[50dvh] space-y-3 overflow-y-auto border-t border-line bg-raised px-5 pt-3 pb-4">
        <div>
          <p className="text-xs font-semibold text-ink-faint">{t('line')}</p>
          <div className="mt-1 flex items-stretch rounded-md border border-term-line bg-term-bg text-term-ink">
            <code
              data-run-line
              className="min-w-0 flex-1 px-3 py-2 font-mono text-[0.8125rem] leading-5 break-words whitespace-pre-wrap"
            >
              {line}
            </code>
            <CopyButton
              text={line}
              label={tl('copy')}
              done={tl('copied')}
              className="m-1 shrink-0 text-term-faint hover:bg-term-line hover:text-term-ink focus-visible:-outline-offset-2"
            />
          </div>
        </div>
        {refused ? <RefusalNote refused={refused} /> : null}
      </div>
    </Dialog>
  )
}

const has = (problems: readonly RunProblem[], name: RunProblem['field']) => problems.some(({ field }) => field === name)
const at = (problems: readonly RunProblem[], name: RunProblem['field'], row: number, part: string) =>
  problems.some((one) => one.field === name && 'row' in one && one.row === row && one.part === part)

function Note({ id, bad, children }: { id: string; bad: boolean; children: ReactNode }) {
  return (
    <p id={id} className={classNames('mt-1 text-xs', bad ? 'text-bad' : 'text-ink-faint')}>
      {children}
    </p>
  )
}
