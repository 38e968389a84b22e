/** The look of a text field or select. */
export const fieldClass =
  'min-w-0 rounded-md border border-line-control bg-surface px-3 text-ink placeholder:text-ink-faint disabled:opacity-70 ' +
  'focus-visible:border-accent focus-visible:outline-offset-0'
