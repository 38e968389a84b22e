'use client'

// The button of the palette and the one listener of all shortcuts. Palette and dialog are fetched when they are first opened.
import { Search } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useTranslations } from 'next-intl'
import { useEffect, useState } from 'react'
import { buttonClass } from '../ui/button.tsx'
import { Kbd } from '../ui/kbd.tsx'
import { chordOf } from './chord.ts'
import { actionAt, type Place } from './keymap.ts'
import { isMac, keyChanges, useKeysOf } from './keys.ts'
import { cycleRegion } from './region.ts'
import { runOf } from './registry.ts'
import { useCommands } from './use-commands.ts'

const Palette = dynamic(() => import('./palette.tsx').then((made) => made.Palette), { ssr: false })
const Shortcuts = dynamic(() => import('./shortcuts.tsx').then((made) => made.Shortcuts), { ssr: false })

/** keyCode of a key that an input method has taken. */
const IME_KEY_CODE = 229
const FIELD = 'input:not([type="checkbox"], [type="radio"], [type="button"], [type="range"]), textarea, select'

function placeOf(target: Element | null): Place {
  if (!target) return 'page'
  // Menus find their items by letters.
  if (target.closest('[role="dialog"], [role="alertdialog"], [role="menu"]')) return 'dialog'
  if (target.closest('.xterm')) return 'terminal'
  return target.matches(FIELD) || (target instanceof HTMLElement && target.isContentEditable) ? 'field' : 'page'
}

function onKeyDown(event: KeyboardEvent) {
  if (event.isComposing || event.keyCode === IME_KEY_CODE) return
  const chord = chordOf(event)
  if (chord === undefined) return
  const target = event.target instanceof Element ? event.target : null
  const action = actionAt(chord, placeOf(target), keyChanges(), isMac())
  const run = action && runOf(action, target)
  if (!run) return
  event.preventDefault()
  event.stopImmediatePropagation()
  // A key that is held does it once.
  if (!event.repeat) run()
}

export function CommandSeat() {
  const t = useTranslations('command')
  const [open, setOpen] = useState<'palette' | 'shortcuts'>()
  // Once made they stay: closing them is theirs to show.
  const [made, setMade] = useState<ReadonlySet<'palette' | 'shortcuts'>>(new Set())
  const keys = useKeysOf('palette')
  const show = (what: 'palette' | 'shortcuts') => {
    setMade((before) => new Set([...before, what]))
    setOpen(what)
  }
  useCommands({
    palette: () => show('palette'),
    paletteInTerminal: () => show('palette'),
    shortcuts: () => show('shortcuts'),
    regionNext: () => cycleRegion(false),
    regionPrevious: () => cycleRegion(true),
  })
  useEffect(() => {
    // Before the terminal, which keeps the keys that it gets to itself.
    window.addEventListener('keydown', onKeyDown, { capture: true })
    return () => window.removeEventListener('keydown', onKeyDown, { capture: true })
  }, [])
  return (
    <>
      <button
        type="button"
        aria-label={t('open')}
        aria-haspopup="dialog"
        aria-keyshortcuts={keys?.aria}
        title={keys ? `${t('open')} (${keys.label})` : t('open')}
        onClick={() => show('palette')}
        className={buttonClass('ghost', 'md', 'px-2.5!')}
      >
        <Search aria-hidden="true" />
        {keys ? (
          <span aria-hidden="true" className="text-xs max-lg:hidden pointer-coarse:hidden">
            <Kbd>{keys.label}</Kbd>
          </span>
        ) : null}
      </button>
      {made.has('palette') ? (
        <Palette
          open={open === 'palette'}
          // What was chosen may have opened the other one meanwhile.
          onClose={() => setOpen((now) => (now === 'palette' ? undefined : now))}
        />
      ) : null}
      {made.has('shortcuts') ? <Shortcuts open={open === 'shortcuts'} onClose={() => setOpen(undefined)} /> : null}
    </>
  )
}
