// Static check of lesson text: it compiles, uses only components that the lesson page has, and says the same in both languages.
import { createProcessor } from '@mdx-js/mdx'
import remarkGfm from 'remark-gfm'
import { locales } from '#server/protocol/content.ts'
import type { Content, Lesson } from './load.ts'
import type { Mistake } from './source.ts'

type Node = {
  type: string
  name?: string | null
  value?: string
  attributes?: { type: string; name?: string; value?: unknown }[]
  children?: Node[]
  position?: { start: { line: number } }
}
type Use = { name: string; line: number; key: string; attributes: Map<string, unknown> }

export async function mdxMistakes(
  lesson: Lesson,
  components: ReadonlySet<string>,
  glossary: Content['glossary'],
): Promise<Mistake[]> {
  const out: Mistake[] = []
  const uses = new Map<string, Use[]>()
  for (const locale of locales) {
    const file = `${lesson.dir}/${locale}.mdx`
    const at = (line: number, message: string): Mistake => ({ file, line, path: '', message })
    try {
      const processor = createProcessor({ remarkPlugins: [remarkGfm] })
      const tree = processor.parse(lesson.mdx[locale]) as Node
      await processor.run(tree as Parameters<typeof processor.run>[0])
      const found = collect(processor.parse(lesson.mdx[locale]) as Node)
      for (const line of found.code) out.push(at(line, 'import and export are not allowed in lessons'))
      // `**말(word)**은`: behind a sign and before a letter the stars close nothing.
      for (const line of found.stars) out.push(at(line, '** that is not read as bold: it closes behind a letter only'))
      for (const use of found.uses) {
        if (/^[A-Z]/.test(use.name) && !components.has(use.name))
          out.push(at(use.line, `unknown component <${use.name}>; there are ${[...components].sort().join(', ')}`))
        out.push(...referenceMistakes(lesson, use, glossary).map((message) => at(use.line, message)))
      }
      uses.set(locale, found.uses)
    } catch (error) {
      const line = (error as { line?: number }).line ?? 1
      out.push(at(line, error instanceof Error ? error.message : String(error)))
    }
  }
  const [first, second] = locales.map((locale) => uses.get(locale)?.filter((u) => /^[A-Z]/.test(u.name)))
  if (first && second) {
    const i = [...first, undefined].findIndex((use, n) => use?.key !== second[n]?.key)
    if (i >= 0 && (first[i] || second[i]))
      out.push({
        file: `${lesson.dir}/${locales[1]}.mdx`,
        line: second[i]?.line ?? 1,
        path: '',
        message: `differs from ${locales[0]}.mdx: there ${first[i]?.key ?? 'nothing'}, here ${second[i]?.key ?? 'nothing'}`,
      })
  }
  return out
}

/** `<Quiz item="…">` and `<Predict item="…">`: the item must be in the lesson's quiz. `<Term name="…">`: in the glossary. */
function referenceMistakes(lesson: Lesson, use: Use, glossary: Content['glossary']): string[] {
  const name = use.attributes.get('name')
  if (use.name === 'Term') return typeof name === 'string' && glossary[name] ? [] : [`no glossary entry ${name}`]
  const item = use.attributes.get('item')
  if (typeof item !== 'string') return []
  return lesson.quiz?.items.some((i) => i.id === item) ? [] : [`no quiz item ${item}`]
}

function collect(tree: Node): { uses: Use[]; code: number[]; stars: number[] } {
  const uses: Use[] = []
  const code: number[] = []
  const stars: number[] = []
  const visit = (node: Node) => {
    const line = node.position?.start.line ?? 1
    if (node.type === 'mdxjsEsm') code.push(line)
    if (node.type === 'text' && node.value?.includes('**')) stars.push(line)
    if ((node.type === 'mdxJsxFlowElement' || node.type === 'mdxJsxTextElement') && node.name) {
      const attributes = new Map(node.attributes?.flatMap((a) => (a.name ? [[a.name, a.value] as const] : [])))
      const id = attributes.get('item') ?? attributes.get('id')
      const key = typeof id === 'string' ? `<${node.name} ${id}>` : `<${node.name}>`
      uses.push({ name: node.name, line, key, attributes })
    }
    node.children?.forEach(visit)
  }
  visit(tree)
  return { uses, code, stars }
}
