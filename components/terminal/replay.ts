// A replay draws an old screen again. Programs may have asked the terminal questions in it (cursor position, device
// attributes …); the answers were given long ago and must not be typed into the shell a second time.

type State = { phase: 'live' } | { phase: 'replaying'; toCome: number; toDraw: number }

export type Replay = {
  /** The next `bytes` bytes are a replay. */
  begin(bytes: number): void
  /** Cuts a frame where the replay ends. */
  cut(frame: Uint8Array): { replay: Uint8Array | undefined; live: Uint8Array | undefined }
  /** So many replayed bytes are on the screen. */
  drawn(bytes: number): void
  readonly replaying: boolean
}

export function createReplay(): Replay {
  let state: State = { phase: 'live' }
  return {
    begin(bytes) {
      state = bytes > 0 ? { phase: 'replaying', toCome: bytes, toDraw: bytes } : { phase: 'live' }
    },
    cut(frame) {
      if (state.phase === 'live' || state.toCome === 0) return { replay: undefined, live: frame }
      const length = Math.min(state.toCome, frame.length)
      state.toCome -= length
      if (length === frame.length) return { replay: frame, live: undefined }
      return { replay: frame.subarray(0, length), live: frame.subarray(length) }
    },
    drawn(bytes) {
      if (state.phase === 'live') return
      state.toDraw -= bytes
      if (state.toDraw <= 0) state = { phase: 'live' }
    },
    get replaying() {
      return state.phase === 'replaying'
    },
  }
}

// CSI … c (device attributes), n (status), R (cursor), y (mode), t (window), u (keyboard); DCS and OSC replies; focus in/out.
const answer = /^(?:\x1b\[[?>=]?[\d;$]*[cnRytu]|\x1bP|\x1b\]|\x1b\[[IO]$)/

/** True for what a terminal says by itself, false for what a person typed. */
export const isTerminalAnswer = (data: string): boolean => answer.test(data)
