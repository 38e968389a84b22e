'use client'

// Resizable panes on react-resizable-panels: sizes are kept per browser, handles work by pointer and by arrow keys.
import type { ReactNode } from 'react'
import { Group, Panel, Separator, useDefaultLayout } from 'react-resizable-panels'
import { classNames } from './class-name.ts'

type GroupProps = {
  /** Key under which the sizes are kept in this browser. */
  id: string
  orientation?: 'horizontal' | 'vertical'
  className?: string
  children: ReactNode
}

const noStorage = { getItem: () => null, setItem: () => {} }

export function SplitGroup({ id, orientation = 'horizontal', className, children }: GroupProps) {
  const { defaultLayout, onLayoutChanged } = useDefaultLayout({
    id: `drydock-split-${id}`,
    storage: typeof window === 'undefined' ? noStorage : window.localStorage,
  })
  return (
    <Group
      id={id}
      orientation={orientation}
      className={className}
      defaultLayout={defaultLayout}
      onLayoutChanged={onLayoutChanged}
    >
      {children}
    </Group>
  )
}

export const SplitPane = Panel

export function SplitHandle({ label, className }: { label: string; className?: string }) {
  return (
    <Separator
      aria-label={label}
      className={classNames(
        'group relative shrink-0 bg-line transition-colors hover:bg-accent data-[separator=active]:bg-accent',
        'aria-[orientation=vertical]:w-px aria-[orientation=horizontal]:h-px',
        'focus-visible:z-10 focus-visible:bg-accent focus-visible:outline-2 focus-visible:outline-accent focus-visible:outline-offset-1',
        className,
      )}
    />
  )
}
