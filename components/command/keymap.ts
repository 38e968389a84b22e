// Which keys do what: the defaults, and what this browser's user has changed. Pure; `keys.ts` keeps it.
import { type ActionId, actionIds, specOf } from './action.ts'
import { type Chord, isChord, isNoShells, isSingle, onPlatform, refusalOf } from './chord.ts'

export type Changes = {
  /** Keys without Ctrl, Alt or ⌘ act (WCAG 2.1.4). */
  single: boolean
  /** null: no keys at all. */
  keys: Partial<Record<ActionId, Chord | null>>
}

export const noChanges: Changes = { single: true, keys: {} }

/** What was stored is checked: an older version, another tab or a person may have written it. */
export function readChanges(text: string | null, mac: boolean): Changes {
  let raw: unknown
  try {
    raw = JSON.parse(text ?? '{}')
  } catch {
    return noChanges
  }
  if (typeof raw !== 'object' || raw === null) return noChanges
  const { single, keys } = raw as { single?: unknown; keys?: unknown }
  const kept: Changes['keys'] = {}
  for (const [id, chord] of Object.entries(typeof keys === 'object' && keys !== null ? keys : {}))
    if (isAction(id) && (chord === null || (isChord(chord) && refusalOf(chord, mac) === undefined))) kept[id] = chord
  return { single: single !== false, keys: kept }
}

const isAction = (id: string): id is ActionId => (actionIds as string[]).includes(id)

export const defaultChord = (id: ActionId, mac: boolean): Chord | null => {
  const { keys } = specOf(id)
  return keys === null ? null : onPlatform(keys, mac)
}

export const chordFor = (id: ActionId, changes: Changes, mac: boolean): Chord | null =>
  changes.keys[id] === undefined ? defaultChord(id, mac) : changes.keys[id]

/** The action that has a chord already, other than `except`. */
export const ownerOf = (chord: Chord, changes: Changes, mac: boolean, except?: ActionId): ActionId | undefined =>
  actionIds.find((id) => id !== except && chordFor(id, changes, mac) === chord)

/** Gives an action its keys. Whoever had them has none afterwards. */
export function withChord(changes: Changes, id: ActionId, chord: Chord | null, mac: boolean): Changes {
  const owner = chord === null ? undefined : ownerOf(chord, changes, mac, id)
  const keys = { ...changes.keys, [id]: chord, ...(owner ? { [owner]: null } : {}) }
  for (const each of [id, owner]) if (each && keys[each] === defaultChord(each, mac)) delete keys[each]
  return { ...changes, keys }
}

export type Place = 'page' | 'field' | 'terminal' | 'dialog'

/** What a chord does at a place; undefined: it is none of ours. */
export function actionAt(chord: Chord, place: Place, changes: Changes, mac: boolean): ActionId | undefined {
  const id = ownerOf(chord, changes, mac)
  if (!id || (isSingle(chord) && !changes.single)) return undefined
  const { acts } = specOf(id)
  switch (place) {
    case 'page':
      return id
    case 'field':
      // Whatever types a character is the field's, also when somebody has made it a shortcut.
      return acts === 'page' || isSingle(chord) ? undefined : id
    case 'terminal':
      return acts === 'typing' ? (isSingle(chord) ? undefined : id) : isNoShells(chord) ? id : undefined
    case 'dialog':
      return undefined
  }
}
