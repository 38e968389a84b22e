'use client'

import { useEffect, useEffectEvent, useState } from 'react'
import { useLabDesk } from '../lab-context.ts'
import { emptyTree, parentOf } from './tree-model.ts'

/** The home's folders as they are unfolded. `turn`: something may have changed, look again. */
export function useTree(turn: string) {
  const { session, view } = useLabDesk()
  const live = view.link.phase === 'live'
  const [tree, setTree] = useState(emptyTree)
  const [selected, setSelected] = useState<string>()

  const list = async (path: string) => {
    const result = await session?.file('file:list', { path })
    if (!result) return
    setTree((now) => ({
      ...now,
      folders: {
        ...now.folders,
        [path]: result.ok ? { state: 'listed', ...result.value } : { state: 'failed', error: result.error },
      },
    }))
  }
  const look = async () => void (await Promise.all(['', ...tree.unfolded].map(list)))
  const onTurn = useEffectEvent(() => void look())
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new turn is a reason to look again
  useEffect(() => {
    if (session && live) onTurn()
  }, [session, live, turn])

  return {
    tree,
    selected,
    select: setSelected,
    look,
    fold(path: string, unfolded: boolean) {
      setTree((now) => ({
        ...now,
        unfolded: unfolded ? [...now.unfolded, path] : now.unfolded.filter((one) => one !== path),
        folders: unfolded && !now.folders[path] ? { ...now.folders, [path]: { state: 'loading' } } : now.folders,
      }))
      if (unfolded) void list(path)
    },
    showHidden: (hidden: boolean) => setTree((now) => ({ ...now, hidden })),
    /** After something of that name was made, renamed or removed. */
    async touched(path: string, { select = false } = {}) {
      await list(parentOf(path))
      if (select) setSelected(path)
    },
  }
}
