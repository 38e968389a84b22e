// The notes, in one JSON file. Without a volume it lives and dies with the container.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export function openStore(dir) {
  const file = join(dir, 'notes.json')
  return {
    all() {
      try {
        return JSON.parse(readFileSync(file, 'utf8'))
      } catch (error) {
        if (error.code === 'ENOENT') return []
        throw error
      }
    },
    add(text) {
      const notes = this.all()
      const note = { id: notes.length + 1, text, time: new Date().toISOString() }
      mkdirSync(dir, { recursive: true })
      writeFileSync(file, JSON.stringify([...notes, note], null, 2))
      return note
    },
  }
}
