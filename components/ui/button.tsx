import type { ComponentProps } from 'react'
import { classNames } from './class-name.ts'

export type ButtonVariant = 'primary' | 'secondary' | 'ghost' | 'danger'
export type ButtonSize = 'sm' | 'md' | 'lg'

const base =
  'inline-flex shrink-0 items-center justify-center gap-1.5 rounded-md font-medium whitespace-nowrap transition-colors ' +
  'disabled:opacity-55 aria-disabled:opacity-55 [&_svg]:size-4 [&_svg]:shrink-0'
const variants: Record<ButtonVariant, string> = {
  primary:
    'bg-accent text-accent-ink not-disabled:hover:bg-accent-hover disabled:bg-hover disabled:text-ink-faint disabled:opacity-100',
  secondary: 'border border-line-strong bg-surface text-ink not-disabled:hover:bg-hover',
  ghost: 'text-ink-soft not-disabled:hover:bg-hover not-disabled:hover:text-ink',
  danger: 'border border-bad/40 bg-surface text-bad not-disabled:hover:bg-bad-soft',
}
const sizes: Record<ButtonSize, string> = {
  sm: 'h-7 px-2.5 text-[0.8125rem] pointer-coarse:h-10',
  md: 'h-9 px-3.5 text-sm pointer-coarse:h-11',
  lg: 'h-11 px-5 text-[0.9375rem]',
}

/** The look of a button, for links that act as one. */
export const buttonClass = (variant: ButtonVariant = 'secondary', size: ButtonSize = 'md', className?: string) =>
  classNames(base, variants[variant], sizes[size], className)

type Props = ComponentProps<'button'> & { variant?: ButtonVariant; size?: ButtonSize }

export function Button({ variant, size, className, type = 'button', ...rest }: Props) {
  return <button type={type} className={buttonClass(variant, size, className)} {...rest} />
}
