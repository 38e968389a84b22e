'use client'

import { ArrowLeft, FileCode, PenLine, X } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { classNames } from '#components/ui/class-name.ts'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { ErrorNote } from '#components/ui/error-note.tsx'
import { IconButton } from '#components/ui/icon-button.tsx'
import { Tab, TabList, TabPanel, Tabs } from '#components/ui/tabs.tsx'
import { toast } from '#components/ui/toast.tsx'
import type { ErrorId } from '#server/protocol/error.ts'
import { useLabDesk } from '../lab-context.ts'
import { type Asking, AskingDialog } from './asking-dialog.tsx'
import { ConflictDialog } from './conflict-dialog.tsx'
import { FileTree } from './file-tree.tsx'
import { FileView } from './file-view.tsx'
import { StatusLine } from './status-line.tsx'
import { upload } from './transfer.ts'
import { TreeBar } from './tree-bar.tsx'
import { hiddenCount, inside, nameOf, parentOf, rowsOf } from './tree-model.ts'
import { useLeaveGuard } from './use-leave-guard.ts'
import { useOpenFiles } from './use-open-files.ts'
import { usePhrases } from './use-phrases.ts'
import { useTree } from './use-tree.ts'
import { useWriter } from './use-writer.ts'

/** The workspace's files: a tree, texts in tabs. One page of a learner's writes at a time. */
export function EditorPanel() {
  const t = useTranslations('lab.editor')
  const { session, view, live } = useLabDesk()
  const phrases = usePhrases()
  const [problem, setProblem] = useState<ErrorId>()
  const [asking, setAsking] = useState<Asking>()
  /** On a narrow panel one of the two is seen. */
  const [front, setFront] = useState<'tree' | 'text'>('tree')
  // Whatever ended in a shell, and what a step brings along, may have changed files.
  const ended = view.room?.commands.filter(({ exit }) => exit !== undefined).length ?? 0
  const last = view.room?.commands.findLast(({ exit }) => exit !== undefined)
  const step = view.room?.state.steps.filter(({ status }) => status === 'passed').length ?? 0
  const turn = `${ended} ${last?.terminal} ${last?.n} ${step}`
  const tree = useTree(turn)
  const files = useOpenFiles(turn, setProblem)
  const writer = useWriter()
  const readOnly = writer.mine === false
  const writable = live && writer.mine === true
  useLeaveGuard(files.dirty, t('leave'))

  const rows = rowsOf(tree.tree)
  const selectedRow = rows.find((row) => row.kind === 'entry' && row.path === tree.selected)
  const selected = selectedRow?.kind === 'entry' ? { path: selectedRow.path, kind: selectedRow.entry.kind } : undefined
  const folderOf = () => (selected?.kind === 'folder' ? selected.path : parentOf(selected?.path ?? ''))

  const open = (path: string) => {
    files.openFile(path)
    setFront('text')
  }
  const close = (path: string) => {
    files.change({ type: 'close', path })
    if (files.open.files.length === 1) setFront('tree')
  }
  const make = async (kind: 'file' | 'folder', folder: string, name: string): Promise<ErrorId | undefined> => {
    const path = inside(folder, name)
    const result = await session!.file('file:make', { path, kind })
    if (!result.ok) return result.error
    if (folder !== '' && !tree.tree.unfolded.includes(folder)) tree.fold(folder, true)
    await tree.touched(path, { select: true })
    if (kind === 'file') open(path)
  }
  const rename = async (from: string, name: string): Promise<ErrorId | undefined> => {
    const to = inside(parentOf(from), name)
    const result = await session!.file('file:rename', { from, to })
    if (!result.ok) return result.error
    files.change({ type: 'renamed', from, to })
    await tree.touched(to, { select: true })
  }
  const remove = async (path: string): Promise<ErrorId | undefined> => {
    const result = await session!.file('file:remove', { path })
    if (!result.ok) return result.error
    files.change({ type: 'removed', path })
    await tree.touched(path)
  }
  const uploadAll = async (list: Iterable<File>, folder: string) => {
    if (!writer.key || !writable) return
    setProblem(undefined)
    for (const file of list) {
      const failed = await upload(file, inside(folder, file.name), writer.key)
      if (failed) setProblem(failed)
    }
    if (folder !== '' && !tree.tree.unfolded.includes(folder)) tree.fold(folder, true)
    else await tree.touched(inside(folder, '.'))
  }
  const askRemove = (path: string) => {
    if (writable)
      setAsking({
        what: rows.some((row) => row.kind === 'entry' && row.path === path && row.entry.kind === 'folder')
          ? 'removeFolder'
          : 'remove',
        path,
      })
  }
  const askRename = (path: string) => writable && setAsking({ what: 'rename', path })
  const askClose = (path: string) => {
    if (files.open.files.find((file) => file.path === path)?.dirty) setAsking({ what: 'close', path })
    else close(path)
  }

  const { shown } = files
  return (
    <div className="@container flex h-full min-h-0 flex-col">
      {readOnly ? (
        <div
          role="status"
          className="flex shrink-0 flex-wrap items-center gap-x-3 gap-y-1 border-b border-line bg-warn-soft px-3 py-1.5 text-[0.8125rem] text-warn"
        >
          <p className="min-w-0 flex-1">{t('other')}</p>
          <Button size="sm" onClick={writer.takeOver}>
            <PenLine aria-hidden="true" />
            {t('takeOver')}
          </Button>
        </div>
      ) : null}
      <div className="flex min-h-0 flex-1">
        <div
          className={classNames(
            'flex w-60 shrink-0 flex-col border-r border-line @max-xl:w-full @max-xl:border-r-0',
            front === 'text' && '@max-xl:hidden',
          )}
        >
          <TreeBar
            selected={selected}
            writable={writable}
            hidden={tree.tree.hidden}
            hiddenCount={hiddenCount(tree.tree)}
            onHidden={tree.showHidden}
            onNew={(what) => setAsking({ what, path: folderOf() })}
            onUpload={(list) => void uploadAll(list, folderOf())}
            onRename={askRename}
            onRemove={askRemove}
          />
          <div className="min-h-0 flex-1 overflow-auto">
            <FileTree
              rows={rows}
              selected={tree.selected}
              shown={files.open.shown}
              onSelect={tree.select}
              onOpen={open}
              onFold={tree.fold}
              onRename={askRename}
              onRemove={askRemove}
              onDrop={(dropped, folder) => {
                // A folder comes as a file of its own that can't be read.
                const whole = [...dropped.items].some((item) => item.webkitGetAsEntry?.()?.isDirectory)
                if (whole) toast(t('noFolder'), 'warn')
                else void uploadAll([...dropped.files], folder)
              }}
            />
          </div>
        </div>
        <Tabs
          // By number: a path may have blanks, which no id of an element has.
          value={String(files.shown?.id)}
          onValueChange={(id) => {
            const file = files.open.files.find((one) => String(one.id) === id)
            if (file) files.change({ type: 'show', path: file.path })
          }}
          className={classNames('flex min-w-0 flex-1 flex-col', front === 'tree' && '@max-xl:hidden')}
        >
          <div className="flex shrink-0 items-stretch border-b border-line">
            <div className="hidden p-1 @max-xl:block">
              <IconButton size="sm" label={t('back')} onClick={() => setFront('tree')}>
                <ArrowLeft aria-hidden="true" />
              </IconButton>
            </div>
            {shown ? (
              <>
                <TabList aria-label={t('tabs')} className="flex-1 overflow-y-hidden border-b-0">
                  {files.open.files.map(({ path, id, dirty }) => (
                    <Tab
                      key={id}
                      value={String(id)}
                      title={`~/${path}`}
                      onAuxClick={(event) => event.button === 1 && askClose(path)}
                    >
                      {nameOf(path)}
                      {dirty ? (
                        <span className="size-2 rounded-full bg-warn">
                          <span className="sr-only">{t('state.unsaved')}</span>
                        </span>
                      ) : null}
                    </Tab>
                  ))}
                </TabList>
                <IconButton
                  size="sm"
                  label={t('close', { name: nameOf(shown.path) })}
                  onClick={() => askClose(shown.path)}
                  className="m-1"
                >
                  <X aria-hidden="true" />
                </IconButton>
              </>
            ) : null}
          </div>
          {files.open.files.map((file) => (
            <TabPanel
              key={file.id}
              value={String(file.id)}
              forceMount
              className="min-h-0 flex-1 focus-visible:-outline-offset-2 data-[state=inactive]:hidden"
            >
              <FileView
                file={file}
                readOnly={readOnly}
                phrases={phrases}
                editors={files.editors}
                onSet={(set) => files.change({ type: 'set', path: file.path, set })}
                onSave={() => void files.save(file.path)}
              />
            </TabPanel>
          ))}
          {shown ? (
            shown.content.state === 'ready' ? (
              <StatusLine
                file={shown}
                readOnly={readOnly}
                onSave={() => void files.save(shown.path)}
                onHints={() => files.editors.get(shown.id)?.showHints()}
              />
            ) : null
          ) : (
            <EmptyState icon={<FileCode aria-hidden="true" />} title={t('none')} className="h-full justify-center">
              {t('noneText')}
            </EmptyState>
          )}
        </Tabs>
      </div>
      {problem ? (
        <div className="max-h-1/2 shrink-0 overflow-y-auto px-3 py-2">
          <ErrorNote
            id={problem}
            action={
              <Button size="sm" onClick={() => setProblem(undefined)}>
                {t('understood')}
              </Button>
            }
          />
        </div>
      ) : null}
      {asking ? (
        <AskingDialog
          key={asking.what + asking.path}
          asking={asking}
          onMake={make}
          onRename={rename}
          onRemove={remove}
          onCloseFile={close}
          onClose={() => setAsking(undefined)}
        />
      ) : null}
      {files.conflict ? (
        <ConflictDialog
          conflict={files.conflict}
          phrases={phrases}
          onMine={files.keepMine}
          onTheirs={files.takeTheirs}
          onClose={files.putOff}
        />
      ) : null}
    </div>
  )
}
