'use client'

import { DropdownMenu as Radix } from 'radix-ui'
import type { ComponentProps, ReactNode } from 'react'
import { classNames } from './class-name.ts'

type Props = { trigger: ReactNode; label: string; align?: 'start' | 'center' | 'end'; children: ReactNode }

export function Menu({ trigger, label, align = 'end', children }: Props) {
  return (
    <Radix.Root>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          aria-label={label}
          align={align}
          sideOffset={4}
          collisionPadding={8}
          className="z-50 min-w-44 rounded-lg border border-line-strong bg-raised p-1 shadow-pop"
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}

type ItemProps = ComponentProps<typeof Radix.Item> & { danger?: boolean }

export function MenuItem({ danger, className, ...rest }: ItemProps) {
  return (
    <Radix.Item
      className={classNames(
        'flex cursor-pointer items-center gap-2 rounded px-2.5 py-1.5 text-sm outline-none select-none pointer-coarse:py-2.5',
        'data-[highlighted]:bg-hover data-[disabled]:cursor-default data-[disabled]:text-ink-faint [&_svg]:size-4',
        danger ? 'text-bad' : 'text-ink',
        className,
      )}
      {...rest}
    />
  )
}

export function MenuSeparator() {
  return <Radix.Separator className="my-1 h-px bg-line" />
}
