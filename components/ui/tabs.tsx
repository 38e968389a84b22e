'use client'

import { Tabs as Radix } from 'radix-ui'
import type { ComponentProps } from 'react'
import { classNames } from './class-name.ts'

export const Tabs = Radix.Root

export function TabList({ className, ...rest }: ComponentProps<typeof Radix.List>) {
  return (
    <Radix.List
      className={classNames('flex min-w-0 items-stretch gap-0.5 overflow-x-auto border-b border-line px-1', className)}
      {...rest}
    />
  )
}

export function Tab({ className, ...rest }: ComponentProps<typeof Radix.Trigger>) {
  return (
    <Radix.Trigger
      className={classNames(
        'relative inline-flex h-9 shrink-0 items-center gap-1.5 px-2.5 text-[0.8125rem] font-medium text-ink-soft whitespace-nowrap',
        'transition-colors hover:text-ink data-[state=active]:text-ink pointer-coarse:h-11 [&_svg]:size-4',
        'after:absolute after:inset-x-1.5 after:-bottom-px after:h-0.5 after:rounded-full data-[state=active]:after:bg-accent',
        'focus-visible:-outline-offset-2',
        className,
      )}
      {...rest}
    />
  )
}

export const TabPanel = Radix.Content
