// Has a shell said that it is ready? Both are busybox's, as root: `/ # ` or `~ # `.

const PROMPT = /[/~] # /
/** A prompt may come in two pieces. */
const KEPT_CHARS = 16

/** Calls `onPrompt` once. */
export function createPromptWatch(onPrompt: () => void) {
  let rest = ''
  let seen = false
  return (bytes: Buffer) => {
    if (seen) return
    const text = rest + bytes.toString('latin1')
    rest = text.slice(-KEPT_CHARS)
    if (!PROMPT.test(text)) return
    seen = true
    onPrompt()
  }
}
