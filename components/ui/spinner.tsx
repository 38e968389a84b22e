import { classNames } from './class-name.ts'

/** With a label it is announced; without one it is decoration beside a text that says the same. */
export function Spinner({ label, className }: { label?: string; className?: string }) {
  return (
    <span role={label ? 'status' : undefined} className="inline-flex">
      <span
        aria-hidden="true"
        className={classNames(
          'inline-block size-4 animate-spin rounded-full border-2 border-line-strong border-t-accent motion-reduce:animate-pulse',
          className,
        )}
      />
      {label ? <span className="sr-only">{label}</span> : null}
    </span>
  )
}
