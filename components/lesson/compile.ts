// Lesson text (MDX) to a component, on the server, once per text. An unknown component is an error, said with its name.
import { evaluate } from '@mdx-js/mdx'
import type { ComponentType } from 'react'
import * as runtime from 'react/jsx-runtime'
import remarkGfm from 'remark-gfm'

export type Heading = { id: string; depth: 2 | 3; text: string }
export type CompiledLesson = {
  Text: ComponentType<{ components: Record<string, unknown> }>
  headings: Heading[]
}

type Node = { type: string; tagName?: string; value?: string; properties?: Record<string, unknown>; children?: Node[] }

const MAX_COMPILED = 200
const compiled = new Map<string, Promise<CompiledLesson>>()

export function compileLesson(source: string): Promise<CompiledLesson> {
  const known = compiled.get(source)
  if (known) return known
  if (compiled.size >= MAX_COMPILED) compiled.clear()
  const work = compile(source)
  compiled.set(source, work)
  work.catch(() => compiled.delete(source))
  return work
}

async function compile(source: string): Promise<CompiledLesson> {
  const headings: Heading[] = []
  const { default: Text } = await evaluate(source, {
    ...runtime,
    remarkPlugins: [remarkGfm],
    rehypePlugins: [() => (tree: Node) => numberHeadings(tree, headings)],
  })
  return { Text: Text as CompiledLesson['Text'], headings }
}

/** Anchors are numbers, not words: the same link then works in both languages. */
function numberHeadings(tree: Node, headings: Heading[]) {
  let section = 0
  let part = 0
  for (const node of tree.children ?? []) {
    if (node.tagName !== 'h2' && node.tagName !== 'h3') continue
    if (node.tagName === 'h2') {
      section += 1
      part = 0
    } else part += 1
    const id = part ? `section-${section}-${part}` : `section-${section}`
    node.properties = { ...node.properties, id }
    headings.push({ id, depth: part ? 3 : 2, text: textOf(node) })
  }
}

const textOf = (node: Node): string => node.value ?? (node.children ?? []).map(textOf).join('')
