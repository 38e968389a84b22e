'use client'

import type { ErrorId } from '#server/protocol/error.ts'
import { NameDialog } from './name-dialog.tsx'
import { SureDialog } from './sure-dialog.tsx'
import { nameOf, parentOf } from './tree-model.ts'

/** What is asked before it is done. `path`: of the folder for something new, else of what it is about. */
export type Asking = { what: 'file' | 'folder' | 'rename' | 'remove' | 'removeFolder' | 'close'; path: string }

/** Each answers with the error, or undefined when it was done. */
type Props = {
  asking: Asking
  onMake: (what: 'file' | 'folder', folder: string, name: string) => Promise<ErrorId | undefined>
  onRename: (path: string, name: string) => Promise<ErrorId | undefined>
  onRemove: (path: string) => Promise<ErrorId | undefined>
  onCloseFile: (path: string) => void
  onClose: () => void
}

export function AskingDialog({ asking, onMake, onRename, onRemove, onCloseFile, onClose }: Props) {
  const { what, path } = asking
  const closed = async () => {
    onCloseFile(path)
    return undefined
  }
  switch (what) {
    case 'file':
    case 'folder':
      return (
        <NameDialog what={what} folder={path} name="" onGo={(name) => onMake(what, path, name)} onClose={onClose} />
      )
    case 'rename':
      return (
        <NameDialog
          what={what}
          folder={parentOf(path)}
          name={nameOf(path)}
          onGo={(name) => onRename(path, name)}
          onClose={onClose}
        />
      )
    case 'remove':
    case 'removeFolder':
      return <SureDialog what={what} path={path} onGo={() => onRemove(path)} onClose={onClose} />
    case 'close':
      return <SureDialog what={what} path={path} onGo={closed} onClose={onClose} />
  }
}
