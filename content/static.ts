// The half of `npm run content:check` that needs no engine.
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { lessonComponents } from './component.ts'
import { type Content, readContent } from './load.ts'
import { mdxMistakes } from './mdx.ts'
import type { Mistake } from './source.ts'

export async function checkStatic(options: {
  dir: string
  signatures?: ReadonlySet<string>
}): Promise<{ content?: Content; mistakes: Mistake[] }> {
  const images = catalogNames(join(options.dir, 'images'))
  const { content, mistakes } = readContent({
    dir: options.dir,
    known: { ...(options.signatures && { signatures: options.signatures }), ...(images && { images }) },
  })
  const components = new Set<string>(lessonComponents)
  for (const lesson of content?.lessons.values() ?? [])
    mistakes.push(...(await mdxMistakes(lesson, components, content?.glossary ?? {})))
  return { ...(content && { content }), mistakes }
}

/** A folder per catalog image. The workspace is not for learners. */
function catalogNames(dir: string): Set<string> | undefined {
  if (!existsSync(dir)) return undefined
  const names = readdirSync(dir, { withFileTypes: true }).flatMap((e) => (e.isDirectory() ? [e.name] : []))
  return new Set(names.filter((name) => name !== 'workspace'))
}
