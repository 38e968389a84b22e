// The calls of one tenant: the last ones in memory, all of the last megabytes on disk as JSON lines, rotated once.
import { appendFile, readFile, rename, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { CALLS_KEPT, JOURNAL_FILE_MAX_BYTES } from '#server/agent/gateway/limit.ts'
import type { Finished } from '#server/agent/gateway/listener.ts'
import { ApiCall } from '#server/protocol/lab.ts'

export interface Journal {
  add(call: Finished): ApiCall
  calls(): ApiCall[]
  /** Writes what is still in memory only. */
  flush(): Promise<void>
}

const FLUSH_AFTER_MS = 300

/** Reads what an earlier agent wrote. */
export async function openJournal(directory: string, onError: (error: unknown) => void): Promise<Journal> {
  const file = join(directory, 'journal.jsonl')
  let kept = await readKept(file)
  let number = kept.at(-1)?.n ?? 0
  let size = await stat(file).then(
    (info) => info.size,
    () => 0,
  )
  let waiting: string[] = []
  let timer: NodeJS.Timeout | undefined
  let writing = Promise.resolve()

  const write = async () => {
    timer = undefined
    const text = waiting.join('')
    waiting = []
    if (!text) return
    if (size > JOURNAL_FILE_MAX_BYTES) {
      await rename(file, join(directory, 'journal.1.jsonl'))
      size = 0
    }
    await appendFile(file, text)
    size += Buffer.byteLength(text)
  }
  const flush = () => {
    clearTimeout(timer)
    writing = writing.then(write).catch(onError)
    return writing
  }

  return {
    flush,
    calls: () => [...kept],
    add(finished) {
      const call: ApiCall = { n: ++number, ...finished }
      kept.push(call)
      if (kept.length > CALLS_KEPT * 2) kept = kept.slice(-CALLS_KEPT)
      waiting.push(`${JSON.stringify(call)}\n`)
      timer ??= setTimeout(() => void flush(), FLUSH_AFTER_MS).unref()
      return call
    },
  }
}

async function readKept(file: string): Promise<ApiCall[]> {
  const text = await readFile(file, 'utf8').catch(() => '')
  const calls: ApiCall[] = []
  for (const line of text.split('\n').slice(-CALLS_KEPT - 1)) {
    try {
      calls.push(ApiCall.parse(JSON.parse(line)))
    } catch {
      // The last line may be cut off by a crash.
    }
  }
  return calls
}
