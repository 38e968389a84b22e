'use client'

import { ClipboardPaste, Copy, Eraser, Search, TextSelect } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { ContextMenu } from 'radix-ui'
import { type ReactNode, type RefObject, useState } from 'react'
import { Kbd } from '#components/ui/kbd.tsx'
import { toast } from '#components/ui/toast.tsx'
import { readClipboard } from './clipboard.ts'
import type { Screen } from './screen.ts'

type Props = { screen: RefObject<Screen | undefined>; onSearch: () => void; children: ReactNode }

/** The menu of the right mouse button. With Shift held the browser's own comes. */
export function TerminalMenu({ screen, onSearch, children }: Props) {
  const t = useTranslations('terminal')
  const [selected, setSelected] = useState(false)

  const paste = async () => {
    const text = await readClipboard()
    screen.current?.focus()
    if (text === undefined) toast(t('pasteByKeyboard'), 'warn')
    else screen.current?.paste(text)
  }

  return (
    <ContextMenu.Root onOpenChange={(open) => open && setSelected((screen.current?.selection ?? '') !== '')}>
      <ContextMenu.Trigger asChild>{children}</ContextMenu.Trigger>
      <ContextMenu.Portal>
        <ContextMenu.Content
          aria-label={t('menu')}
          collisionPadding={8}
          // The terminal takes the focus back itself; Radix would give it to the element around it.
          onCloseAutoFocus={(event) => event.preventDefault()}
          className="z-50 min-w-56 rounded-lg border border-line-strong bg-raised p-1 shadow-pop"
        >
          <Item
            icon={<Copy aria-hidden="true" />}
            keys="Ctrl+Shift+C"
            disabled={!selected}
            onSelect={() => screen.current?.copy()}
          >
            {t('copy')}
          </Item>
          <Item icon={<ClipboardPaste aria-hidden="true" />} keys="Ctrl+Shift+V" onSelect={() => void paste()}>
            {t('paste')}
          </Item>
          <Item icon={<TextSelect aria-hidden="true" />} onSelect={() => screen.current?.selectAll()}>
            {t('selectAll')}
          </Item>
          <ContextMenu.Separator className="my-1 h-px bg-line" />
          <Item icon={<Search aria-hidden="true" />} keys="Ctrl+Shift+F" onSelect={onSearch}>
            {t('search')}
          </Item>
          <Item
            icon={<Eraser aria-hidden="true" />}
            onSelect={() => {
              screen.current?.clear()
              screen.current?.focus()
            }}
          >
            {t('clear')}
          </Item>
        </ContextMenu.Content>
      </ContextMenu.Portal>
    </ContextMenu.Root>
  )
}

type ItemProps = { icon: ReactNode; keys?: string; disabled?: boolean; onSelect: () => void; children: ReactNode }

function Item({ icon, keys, disabled, onSelect, children }: ItemProps) {
  return (
    <ContextMenu.Item
      disabled={disabled}
      onSelect={onSelect}
      className="flex cursor-pointer items-center gap-2 rounded px-2.5 py-1.5 text-sm outline-none select-none data-[disabled]:cursor-default data-[disabled]:text-ink-faint data-[highlighted]:bg-hover pointer-coarse:py-2.5 [&_svg]:size-4"
    >
      {icon}
      <span className="flex-1">{children}</span>
      {keys ? (
        <span className="pl-4 text-xs pointer-coarse:hidden">
          <Kbd>{keys}</Kbd>
        </span>
      ) : null}
    </ContextMenu.Item>
  )
}
