import { appendFileSync, mkdirSync } from 'node:fs'
import { dirname } from 'node:path'

/** Lines such as `2026-01-31T08:15:00.000Z GET /notes 200`. */
export function createLog(file) {
  if (file) mkdirSync(dirname(file), { recursive: true })
  const write = file ? (line) => appendFileSync(file, line) : (line) => process.stdout.write(line)
  return (text) => write(`${new Date().toISOString()} ${text}\n`)
}
