// How V8 keeps house in a process through which bytes stream.
import { constants, PerformanceObserver } from 'node:perf_hooks'
import { setFlagsFromString } from 'node:v8'

/** Two full collections within this time follow each other too closely. */
const CLOSE_MS = 1000
/** The room is given back when no collection followed another closely for so long. */
const QUIET_MS = 60_000

/**
 * After a full collection V8 lets the heap grow by a part of what is alive, as little as a tenth in a quiet process, and counts the
 * memory of Buffers to it. Pieces of a stream that are done with stay until 32 MiB of them have gathered (V8's heap.cc,
 * AllocateExternalBackingStore). In a heap of 45 MiB each such lot of pieces then begins a full collection: five for an upload of 100 MB,
 * which take more of the processor than the upload. Room for as much again as is alive lets the pieces go by the small collections
 * alone. It costs memory, so it is given only while full collections follow each other.
 */
export function leaveRoomForStreams(
  collected: (seen: (at: number) => void) => void = onFullCollection,
  grow: (percent: number) => void = (percent) => setFlagsFromString(`--heap-growing-percent=${percent}`),
): void {
  let last = Number.NEGATIVE_INFINITY
  let quiet: NodeJS.Timeout | undefined
  collected((at) => {
    const close = at - last < CLOSE_MS
    last = at
    if (!close) return
    if (!quiet) grow(100)
    clearTimeout(quiet)
    quiet = setTimeout(() => {
      quiet = undefined
      // V8's own measure again, from the next collection on.
      grow(0)
    }, QUIET_MS).unref()
  })
}

/** `seen` is told when it began, ms. */
function onFullCollection(seen: (at: number) => void): void {
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries())
      if (kindOf(entry) === constants.NODE_PERFORMANCE_GC_MAJOR) seen(entry.startTime)
  }).observe({ entryTypes: ['gc'] })
}

/** Not in Node's types of an entry. */
const kindOf = (entry: PerformanceEntry) => (entry as PerformanceEntry & { detail: { kind: number } }).detail.kind
