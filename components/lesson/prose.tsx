// How plain markdown elements of a lesson look.
import type { ComponentProps, ReactElement } from 'react'
import { CodeBlock } from '../ui/code-block.tsx'
import { InlineCode } from '../ui/inline-code.tsx'

type CodeLabels = ComponentProps<typeof CodeBlock>['labels']

export function proseComponents(labels: CodeLabels) {
  return {
    h2: ({ children, ...rest }: ComponentProps<'h2'>) => (
      <h2
        {...rest}
        className="mt-14 mb-4 border-t border-line pt-8 text-[1.375rem] leading-snug font-bold tracking-tight"
      >
        {children}
      </h2>
    ),
    h3: ({ children, ...rest }: ComponentProps<'h3'>) => (
      <h3 {...rest} className="mt-9 mb-3 text-lg leading-snug font-semibold">
        {children}
      </h3>
    ),
    p: (props: ComponentProps<'p'>) => <p {...props} className="my-4" />,
    ul: (props: ComponentProps<'ul'>) => (
      <ul {...props} className="my-4 list-disc space-y-1.5 pl-5.5 marker:text-ink-faint" />
    ),
    ol: (props: ComponentProps<'ol'>) => (
      <ol {...props} className="my-4 list-decimal space-y-1.5 pl-6 marker:text-ink-faint marker:tabular-nums" />
    ),
    a: (props: ComponentProps<'a'>) => (
      <a {...props} className="text-accent underline underline-offset-2 hover:text-accent-hover" />
    ),
    strong: (props: ComponentProps<'strong'>) => <strong {...props} className="font-semibold" />,
    blockquote: (props: ComponentProps<'blockquote'>) => (
      <blockquote {...props} className="my-5 border-l-2 border-line-strong pl-4 text-ink-soft" />
    ),
    hr: () => <hr className="my-10 border-line" />,
    code: ({ children }: { children?: string }) => <InlineCode>{children ?? ''}</InlineCode>,
    pre: ({ children }: { children?: ReactElement<{ className?: string; children?: string }> }) => (
      <CodeBlock
        code={children?.props.children ?? ''}
        language={/language-(\w+)/.exec(children?.props.className ?? '')?.[1]}
        labels={labels}
        className="my-5"
      />
    ),
    table: (props: ComponentProps<'table'>) => (
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scroll area must be reachable by keyboard
      <div className="my-6 overflow-x-auto rounded-lg border border-line" tabIndex={0}>
        <table {...props} className="w-full border-collapse text-[0.9375rem]" />
      </div>
    ),
    th: (props: ComponentProps<'th'>) => (
      <th
        scope="col"
        {...props}
        className="border-b border-line bg-sunken px-3.5 py-2 text-left text-[0.8125rem] font-semibold text-ink-soft"
      />
    ),
    td: (props: ComponentProps<'td'>) => (
      <td {...props} className="min-w-32 border-b border-line px-3.5 py-2.5 align-top [tr:last-child>&]:border-b-0" />
    ),
  }
}
