// A word of the glossary. The native popover needs no script and closes by Esc or a click beside it.
import type { ReactNode } from 'react'
import { useId } from 'react'
import { InlineText } from '../ui/inline-text.tsx'

type Props = { term: string; meaning: string; children?: ReactNode }

export function Term({ term, meaning, children }: Props) {
  const id = useId()
  return (
    <>
      <button
        type="button"
        popoverTarget={id}
        className="term-word font-[inherit] underline decoration-accent-line decoration-dotted decoration-2 underline-offset-4 hover:decoration-accent"
      >
        {children ?? term}
      </button>
      <span popover="auto" id={id} className="term-pop">
        <strong className="mb-1 block text-sm font-semibold">{term}</strong>
        <InlineText>{meaning}</InlineText>
      </span>
    </>
  )
}
