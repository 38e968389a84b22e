// The last bytes of a stream, at most `capacity` of them. Memory grows with what is really there.

const FIRST_BYTES = 8 * 1024

export interface Ring {
  readonly length: number
  /** Append; what no longer fits is handed to `dropped`, oldest first, valid only during the call. */
  push(chunk: Uint8Array, dropped?: (bytes: Uint8Array) => void): void
  /** A copy of the content, oldest first. */
  bytes(): Buffer
  clear(): void
}

export function createRing(capacity: number): Ring {
  let store = Buffer.allocUnsafeSlow(Math.min(FIRST_BYTES, capacity))
  let start = 0
  let length = 0

  /** The content as one or two views into the store. */
  function views(from: number, count: number): Buffer[] {
    const at = (start + from) % store.length
    const first = Math.min(count, store.length - at)
    const parts = [store.subarray(at, at + first)]
    if (count > first) parts.push(store.subarray(0, count - first))
    return parts
  }

  function grow(wanted: number) {
    let size = store.length
    while (size < wanted && size < capacity) size = Math.min(size * 2, capacity)
    if (size === store.length) return
    const bigger = Buffer.allocUnsafeSlow(size)
    let at = 0
    for (const view of views(0, length)) at += view.copy(bigger, at)
    store = bigger
    start = 0
  }

  return {
    get length() {
      return length
    },
    push(input, dropped) {
      let chunk = input
      if (length + chunk.length > store.length) grow(length + chunk.length)
      const over = length + chunk.length - store.length
      if (over > 0) {
        const old = Math.min(over, length)
        if (dropped && old > 0) for (const view of views(0, old)) dropped(view)
        start = (start + old) % store.length
        length -= old
        if (over > old) {
          dropped?.(chunk.subarray(0, over - old))
          chunk = chunk.subarray(over - old)
        }
      }
      const at = (start + length) % store.length
      const first = Math.min(chunk.length, store.length - at)
      store.set(chunk.subarray(0, first), at)
      if (first < chunk.length) store.set(chunk.subarray(first), 0)
      length += chunk.length
    },
    bytes() {
      return Buffer.concat(length > 0 ? views(0, length) : [], length)
    },
    clear() {
      start = 0
      length = 0
    },
  }
}
