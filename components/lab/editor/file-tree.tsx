'use client'

import { ChevronDown, ChevronRight, File, FileCode, FileQuestion, Folder, FolderOpen, Link2 } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { type DragEvent, type KeyboardEvent, useRef, useState } from 'react'
import { classNames } from '#components/ui/class-name.ts'
import { FILE_ENTRIES } from '#server/protocol/file-limit.ts'
import { parentOf, rowByKey, type TreeRow } from './tree-model.ts'

type Entry = Extract<TreeRow, { kind: 'entry' }>
type Props = {
  rows: readonly TreeRow[]
  selected: string | undefined
  /** Of the file that is open in front. */
  shown: string | undefined
  onSelect: (path: string) => void
  onOpen: (path: string) => void
  onFold: (path: string, unfolded: boolean) => void
  onRename: (path: string) => void
  onRemove: (path: string) => void
  /** Files that were dropped on a folder ('' is the home). */
  onDrop: (files: DataTransfer, folder: string) => void
}

const INDENT_REM = 0.875

export function FileTree({ rows, selected, shown, onSelect, onOpen, onFold, onRename, onRemove, onDrop }: Props) {
  const t = useTranslations('lab.editor')
  const root = useRef<HTMLDivElement>(null)
  const [over, setOver] = useState<string>()
  const entries = rows.filter((row) => row.kind === 'entry')
  const current = entries.find(({ path }) => path === selected) ?? entries[0]

  const go = (path: string) => {
    onSelect(path)
    root.current?.querySelector<HTMLElement>(`[data-path="${CSS.escape(path)}"]`)?.focus()
  }
  const act = (row: Entry) => {
    onSelect(row.path)
    if (row.entry.kind === 'folder') onFold(row.path, !row.unfolded)
    else onOpen(row.path)
  }
  const onKeyDown = (event: KeyboardEvent, row: Entry) => {
    if (event.nativeEvent.isComposing || event.ctrlKey || event.metaKey || event.altKey) return
    const isFolder = row.entry.kind === 'folder'
    const foldBy = { ArrowRight: isFolder && !row.unfolded, ArrowLeft: row.unfolded }[event.key]
    const next = rowByKey(rows, row.path, event.key)
    if (foldBy) onFold(row.path, !row.unfolded)
    else if (next !== undefined) go(next)
    else if (event.key === 'Enter' || event.key === ' ') act(row)
    else if (event.key === 'F2') onRename(row.path)
    else if (event.key === 'Delete') onRemove(row.path)
    else return
    event.preventDefault()
  }
  const dropping = (folder: string) => ({
    onDragOver: (event: DragEvent) => {
      if (!event.dataTransfer.types.includes('Files')) return
      event.preventDefault()
      event.stopPropagation()
      setOver(folder)
    },
    onDrop: (event: DragEvent) => {
      event.preventDefault()
      event.stopPropagation()
      setOver(undefined)
      onDrop(event.dataTransfer, folder)
    },
  })

  return (
    <div
      ref={root}
      role="tree"
      aria-label={t('tree')}
      className={classNames('min-h-24 py-1', over === '' && 'bg-accent-soft')}
      onDragLeave={() => setOver(undefined)}
      {...dropping('')}
    >
      {rows.map((row) => {
        const indent = { paddingLeft: `${0.5 + (row.level - 1) * INDENT_REM}rem` }
        if (row.kind === 'note')
          return (
            <p key={row.path + row.note} role="none" style={indent} className="py-1 pr-2 text-xs text-ink-faint">
              <span className="pl-5">
                {row.note === 'loading' || row.note === 'empty'
                  ? t(`note.${row.note}`)
                  : row.note === 'more'
                    ? t('note.more', { count: FILE_ENTRIES })
                    : t('note.failed')}
              </span>
            </p>
          )
        const folder = row.entry.kind === 'folder' ? row.path : parentOf(row.path)
        return (
          <div
            key={row.path}
            role="treeitem"
            data-path={row.path}
            aria-level={row.level}
            aria-expanded={row.entry.kind === 'folder' ? row.unfolded : undefined}
            aria-selected={row.path === selected}
            aria-current={row.path === shown ? 'true' : undefined}
            tabIndex={row === current ? 0 : -1}
            title={row.name}
            style={indent}
            onClick={() => act(row)}
            onKeyDown={(event) => onKeyDown(event, row)}
            onFocus={() => onSelect(row.path)}
            {...dropping(folder)}
            className={classNames(
              'flex h-7 cursor-pointer items-center gap-1.5 pr-2 text-[0.8125rem] select-none pointer-coarse:h-11 [&_svg]:size-4 [&_svg]:shrink-0',
              'focus-visible:-outline-offset-2',
              row.path === shown ? 'bg-hover font-medium text-ink' : 'text-ink-soft hover:bg-hover hover:text-ink',
              row.path === selected && row.path !== shown && 'bg-hover/60 text-ink',
              over === row.path && row.entry.kind === 'folder' && 'bg-accent-soft text-ink',
            )}
          >
            <EntryIcon row={row} />
            <span className="min-w-0 truncate">{row.name}</span>
            {row.entry.link ? <Link2 aria-label={t('link')} className="size-3.5! text-ink-faint" /> : null}
          </div>
        )
      })}
    </div>
  )
}

const CODE = /^(Dockerfile|Containerfile)|\.(ya?ml|json|py|[cm]?[jt]sx?|sh|conf)$/i

function EntryIcon({ row }: { row: Entry }) {
  if (row.entry.kind === 'folder') {
    const Fold = row.unfolded ? ChevronDown : ChevronRight
    const Icon = row.unfolded ? FolderOpen : Folder
    return (
      <>
        <Fold aria-hidden="true" className="-mr-1 -ml-1 text-ink-faint" />
        <Icon aria-hidden="true" className="text-accent" />
      </>
    )
  }
  const Icon = row.entry.kind === 'other' ? FileQuestion : CODE.test(row.name) ? FileCode : File
  return <Icon aria-hidden="true" className="ml-4 text-ink-faint" />
}
