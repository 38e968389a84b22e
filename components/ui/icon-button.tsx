import type { ComponentProps } from 'react'
import { classNames } from './class-name.ts'

type Props = Omit<ComponentProps<'button'>, 'aria-label'> & {
  /** Said by screen readers, shown on hover. */
  label: string
  size?: 'sm' | 'md'
  /** For toggles: drawn pressed, said as pressed. */
  pressed?: boolean
}

export function IconButton({ label, size = 'md', pressed, className, type = 'button', ...rest }: Props) {
  return (
    <button
      type={type}
      aria-label={label}
      aria-pressed={pressed}
      title={label}
      className={classNames(
        'inline-flex shrink-0 items-center justify-center rounded-md text-ink-soft transition-colors',
        'not-disabled:hover:bg-hover not-disabled:hover:text-ink disabled:opacity-45 aria-pressed:bg-hover aria-pressed:text-ink',
        size === 'sm'
          ? 'size-7 pointer-coarse:size-10 [&_svg]:size-4'
          : 'size-9 pointer-coarse:size-11 [&_svg]:size-[1.125rem]',
        className,
      )}
      {...rest}
    />
  )
}
