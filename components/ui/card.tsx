import type { ComponentProps } from 'react'
import { classNames } from './class-name.ts'

export function Card({ className, ...rest }: ComponentProps<'div'>) {
  return <div className={classNames('rounded-lg border border-line bg-surface', className)} {...rest} />
}
