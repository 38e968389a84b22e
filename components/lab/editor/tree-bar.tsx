'use client'

import { Download, Ellipsis, Eye, EyeOff, FilePlus, FolderPlus, Pencil, Trash2, Upload } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useRef } from 'react'
import { IconButton } from '#components/ui/icon-button.tsx'
import { Menu, MenuItem, MenuSeparator } from '#components/ui/menu.tsx'
import { downloadLink } from './transfer.ts'
import { nameOf } from './tree-model.ts'

type Props = {
  /** The row that the menu is about. */
  selected: { path: string; kind: 'file' | 'folder' | 'other' } | undefined
  writable: boolean
  hidden: boolean
  hiddenCount: number
  onHidden: (shown: boolean) => void
  onNew: (what: 'file' | 'folder') => void
  onUpload: (files: FileList) => void
  onRename: (path: string) => void
  onRemove: (path: string) => void
}

/** What can be done with the home, above its tree. */
export function TreeBar({
  selected,
  writable,
  hidden,
  hiddenCount,
  onHidden,
  onNew,
  onUpload,
  onRename,
  onRemove,
}: Props) {
  const t = useTranslations('lab.editor.bar')
  const input = useRef<HTMLInputElement>(null)
  return (
    <div className="flex shrink-0 items-center gap-0.5 border-b border-line px-1.5 py-1">
      <IconButton size="sm" label={t('newFile')} disabled={!writable} onClick={() => onNew('file')}>
        <FilePlus aria-hidden="true" />
      </IconButton>
      <IconButton size="sm" label={t('newFolder')} disabled={!writable} onClick={() => onNew('folder')}>
        <FolderPlus aria-hidden="true" />
      </IconButton>
      <IconButton size="sm" label={t('upload')} disabled={!writable} onClick={() => input.current?.click()}>
        <Upload aria-hidden="true" />
      </IconButton>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        aria-label={t('upload')}
        onChange={(event) => {
          if (event.target.files?.length) onUpload(event.target.files)
          event.target.value = ''
        }}
      />
      <span className="flex-1" />
      <Menu
        label={t('more')}
        trigger={
          <IconButton size="sm" label={t('more')}>
            <Ellipsis aria-hidden="true" />
          </IconButton>
        }
      >
        <MenuItem disabled={!selected || !writable} onSelect={() => selected && onRename(selected.path)}>
          <Pencil aria-hidden="true" />
          {t('rename')}
        </MenuItem>
        <MenuItem asChild disabled={selected?.kind !== 'file'}>
          <a href={selected && downloadLink(selected.path)} download={selected && nameOf(selected.path)}>
            <Download aria-hidden="true" />
            {t('download')}
          </a>
        </MenuItem>
        <MenuItem danger disabled={!selected || !writable} onSelect={() => selected && onRemove(selected.path)}>
          <Trash2 aria-hidden="true" />
          {t('remove')}
        </MenuItem>
        <MenuSeparator />
        <MenuItem onSelect={() => onHidden(!hidden)} disabled={hiddenCount === 0 && !hidden}>
          {hidden ? <EyeOff aria-hidden="true" /> : <Eye aria-hidden="true" />}
          {hidden ? t('hide') : t('show', { count: hiddenCount })}
        </MenuItem>
      </Menu>
    </div>
  )
}
