'use client'

import { RotateCcw, X } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useEffect, useEffectEvent, useState } from 'react'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { IconButton } from '../ui/icon-button.tsx'
import { Kbd } from '../ui/kbd.tsx'
import { type ActionId, actionIds, specOf } from './action.ts'
import { type Chord, chordLabel, chordOf, type Refusal, refusalOf } from './chord.ts'
import { chordFor, defaultChord, noChanges, ownerOf, withChord } from './keymap.ts'
import { changeKeys, isMac, useKeyChanges } from './keys.ts'

type Asking =
  /** The next press is taken. */
  | { id: ActionId; state: 'listening'; refused?: { chord: Chord; why: Refusal } }
  /** Somebody else has these keys. */
  | { id: ActionId; state: 'taken'; chord: Chord; owner: ActionId }

const groups = [...new Set(actionIds.map((id) => specOf(id).group))]

type Props = { open: boolean; onClose: () => void }

/** What keys there are; each can be changed, taken away and given back. */
export function Shortcuts({ open, onClose }: Props) {
  const t = useTranslations('command')
  const changes = useKeyChanges()
  const mac = isMac()
  const [asking, setAsking] = useState<Asking>()
  const touched = !changes.single || Object.keys(changes.keys).length > 0
  const give = (id: ActionId, chord: Chord | null) => {
    changeKeys(withChord(changes, id, chord, mac))
    setAsking(undefined)
  }
  return (
    <Dialog
      open={open}
      onOpenChange={() => {
        setAsking(undefined)
        onClose()
      }}
      title={t('keys.title')}
      description={t('keys.lead')}
      closeLabel={t('keys.close')}
      wide
      footer={
        <Button disabled={!touched} onClick={() => changeKeys(noChanges)}>
          <RotateCcw aria-hidden="true" />
          {t('keys.resetAll')}
        </Button>
      }
    >
      <label className="mt-3 flex min-h-11 items-start gap-2.5 rounded-md border border-line bg-surface px-3 py-2.5">
        <input
          type="checkbox"
          checked={changes.single}
          onChange={(event) => changeKeys({ ...changes, single: event.target.checked })}
          className="mt-1 size-4 shrink-0 accent-accent"
        />
        <span>
          {t('keys.single')}
          <span className="block text-[0.8125rem] text-ink-soft">{t('keys.singleWhy')}</span>
        </span>
      </label>
      <div className="mt-5 gap-x-10 min-[800px]:columns-2">
        {groups.map((group) => (
          <section key={group} className="mb-5 break-inside-avoid-column">
            <h3 className="mb-1 text-[0.8125rem] font-semibold text-ink-faint">{t(`group.${group}`)}</h3>
            <ul className="divide-y divide-line">
              {actionIds
                .filter((id) => specOf(id).group === group)
                .map((id) => (
                  <KeyRow
                    key={id}
                    id={id}
                    chord={chordFor(id, changes, mac)}
                    changed={changes.keys[id] !== undefined}
                    asking={asking?.id === id ? asking : undefined}
                    onAsk={setAsking}
                    onGive={(chord) => give(id, chord)}
                  />
                ))}
            </ul>
          </section>
        ))}
      </div>
    </Dialog>
  )
}

type RowProps = {
  id: ActionId
  chord: Chord | null
  changed: boolean
  asking: Asking | undefined
  onAsk: (asking: Asking | undefined) => void
  onGive: (chord: Chord | null) => void
}

function KeyRow({ id, chord, changed, asking, onAsk, onGive }: RowProps) {
  const t = useTranslations('command')
  const mac = isMac()
  const changes = useKeyChanges()
  const title = t(`action.${id}`)
  const listening = asking?.state === 'listening'
  const written = chord === null ? t('keys.none') : chordLabel(chord, mac)

  const take = useEffectEvent((event: KeyboardEvent) => {
    const pressed = chordOf(event)
    // No trap: Tab goes on, Escape leaves things as they are.
    if (pressed === 'Tab' || pressed === 'Shift+Tab') return onAsk(undefined)
    event.preventDefault()
    event.stopImmediatePropagation()
    if (pressed === undefined || event.repeat) return
    if (pressed === 'Escape') return onAsk(undefined)
    const why = refusalOf(pressed, mac)
    if (why) return onAsk({ id, state: 'listening', refused: { chord: pressed, why } })
    const owner = ownerOf(pressed, changes, mac, id)
    if (owner) return onAsk({ id, state: 'taken', chord: pressed, owner })
    onGive(pressed)
  })
  useEffect(() => {
    if (!listening) return
    const listener = (event: KeyboardEvent) => take(event)
    // Before the dialog, which Escape would close.
    window.addEventListener('keydown', listener, { capture: true })
    return () => window.removeEventListener('keydown', listener, { capture: true })
  }, [listening])

  const back = defaultChord(id, mac)
  return (
    <li data-action={id} className="py-1">
      <div className="flex min-h-9 items-center gap-1.5">
        <span className="min-w-0 flex-1">{title}</span>
        <IconButton
          size="sm"
          label={t('keys.reset', { title })}
          disabled={!changed}
          className={changed ? undefined : 'invisible max-sm:hidden'}
          onClick={() => {
            const owner = back === null ? undefined : ownerOf(back, changes, mac, id)
            if (back !== null && owner) onAsk({ id, state: 'taken', chord: back, owner })
            else onGive(back)
          }}
        >
          <RotateCcw aria-hidden="true" />
        </IconButton>
        <button
          type="button"
          aria-label={t('keys.change', { title, keys: written })}
          title={t('keys.changeShort')}
          aria-pressed={listening}
          onClick={() => onAsk(listening ? undefined : { id, state: 'listening' })}
          onBlur={() => (listening ? onAsk(undefined) : undefined)}
          className="min-h-7 min-w-16 rounded-md px-2 text-right hover:bg-hover aria-pressed:bg-accent aria-pressed:text-accent-ink pointer-coarse:min-h-11"
        >
          {listening ? (
            <span className="text-[0.8125rem]">{t('keys.press')}</span>
          ) : chord === null ? (
            <span className="text-[0.8125rem] text-ink-faint">{written}</span>
          ) : (
            <Kbd>{written}</Kbd>
          )}
        </button>
        <IconButton
          size="sm"
          label={t('keys.remove', { title })}
          disabled={chord === null}
          className={chord === null ? 'invisible' : undefined}
          onClick={() => onGive(null)}
        >
          <X aria-hidden="true" />
        </IconButton>
      </div>
      <div role="status">
        {listening ? (
          <p className="pb-1.5 text-[0.8125rem] text-ink-soft">
            {asking.refused
              ? t(`keys.refused.${asking.refused.why}`, { keys: chordLabel(asking.refused.chord, mac) })
              : t('keys.pressHint')}
          </p>
        ) : null}
        {asking?.state === 'taken' ? (
          <div className="flex flex-wrap items-center gap-2 pb-1.5 text-[0.8125rem]">
            <p className="min-w-0 flex-1 text-warn">
              {t('keys.taken', { keys: chordLabel(asking.chord, mac), title: t(`action.${asking.owner}`) })}
            </p>
            <Button size="sm" onClick={() => onAsk(undefined)}>
              {t('keys.keep')}
            </Button>
            <Button size="sm" variant="primary" onClick={() => onGive(asking.chord)}>
              {t('keys.takeIt')}
            </Button>
          </div>
        ) : null}
      </div>
    </li>
  )
}
