// npm run content:check [-- --static] [-- --lab <slug>]
// Proves that the content is right: first its form, then every lab's solutions and wrong paths on a real engine.
import { relative, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { signatureIds } from '#server/agent/coach/catalog.ts'
import { formatMistake } from './source.ts'
import { checkStatic } from './static.ts'

const { values } = parseArgs({
  options: { static: { type: 'boolean', default: false }, lab: { type: 'string' } },
})
const dir = relative(process.cwd(), resolve(import.meta.dirname)) || '.'
const { content, mistakes } = await checkStatic({ dir, signatures: signatureIds })
for (const mistake of mistakes) console.log(formatMistake(mistake))
if (!content || mistakes.length > 0) {
  console.log(`${mistakes.length} mistakes`)
  process.exit(1)
}
console.log(`${content.lessons.size} lessons: form ok`)
