// Logs and stats as they come to one page. A stream's number is used once per connection.
import type { DockerFollow, DockerPart } from '#server/protocol/docker.ts'
import type { Result } from '#server/protocol/error.ts'

type Options = {
  open: (payload: { stream: number; what: DockerFollow }) => Promise<Result<null>>
  close: (stream: number) => void
}

export function createFollows({ open, close }: Options) {
  const listeners = new Map<number, (part: DockerPart) => void>()
  let next = 1
  const part = (stream: number, news: DockerPart) => {
    const listener = listeners.get(stream)
    if (news.kind === 'end') listeners.delete(stream)
    listener?.(news)
  }
  return {
    part,
    /** Returns its undo. After `end` nothing comes any more. */
    follow(what: DockerFollow, listener: (part: DockerPart) => void): () => void {
      const stream = next++
      listeners.set(stream, listener)
      void open({ stream, what }).then((result) => {
        if (!result.ok) part(stream, { kind: 'end', error: result.error, detail: result.detail })
      })
      return () => {
        if (listeners.delete(stream)) close(stream)
      }
    },
    /** The connection is lost, and the server has ended them all. */
    lost() {
      for (const stream of [...listeners.keys()]) part(stream, { kind: 'end', error: 'agent-away' })
    },
  }
}
