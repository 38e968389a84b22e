// npm run content:new -- <slug>
import { resolve } from 'node:path'
import { makeLesson } from './scaffold.ts'

const [slug] = process.argv.slice(2)
try {
  if (!slug) throw new Error('Name the folder: npm run content:new -- my-lesson')
  for (const file of makeLesson(resolve(import.meta.dirname), slug)) console.log(`content/${file}`)
} catch (error) {
  console.error((error as Error).message)
  process.exitCode = 1
}
