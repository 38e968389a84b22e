import { Fragment } from 'react'
import { classNames } from './class-name.ts'

// A word longer than this may break, or it would push a narrow page aside.
const MAX_WHOLE_CHARS = 28

/** Code in a line of text. It breaks between words, never inside a flag. */
export function InlineCode({ children, className }: { children: string; className?: string }) {
  return (
    <code
      className={classNames(
        'rounded border border-line bg-sunken px-1 py-px font-mono text-[0.875em] text-ink [box-decoration-break:clone]',
        className,
      )}
    >
      {children.split(' ').map((word, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: words of a constant text
        <Fragment key={index}>
          {index > 0 ? ' ' : null}
          {word.length > MAX_WHOLE_CHARS ? word : <span className="whitespace-nowrap">{word}</span>}
        </Fragment>
      ))}
    </code>
  )
}
