import { Fragment } from 'react'
import { InlineCode } from './inline-code.tsx'
import { type Inline, parseInline } from './inline-markdown.ts'

function Node({ node }: { node: Inline }) {
  switch (node.kind) {
    case 'text':
      return node.text
    case 'code':
      return <InlineCode>{node.text}</InlineCode>
    case 'bold':
      return (
        <strong className="font-semibold">
          <Nodes nodes={node.children} />
        </strong>
      )
    case 'link':
      return (
        <a href={node.href} className="text-accent underline underline-offset-2 hover:text-accent-hover">
          <Nodes nodes={node.children} />
        </a>
      )
  }
}

function Nodes({ nodes }: { nodes: Inline[] }) {
  return nodes.map((node, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: parsed from a constant text, never reordered
    <Fragment key={index}>
      <Node node={node} />
    </Fragment>
  ))
}

/** A `Text` value with its inline markdown. */
export function InlineText({ children }: { children: string }) {
  return <Nodes nodes={parseInline(children)} />
}
