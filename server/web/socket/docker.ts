// What one browser follows of its containers: logs and stats. The agent sends a part, the browser takes it, the agent sends the
// next; the web keeps nothing.
import { randomUUID } from 'node:crypto'
import type { DockerFollow, DockerPart } from '#server/protocol/docker.ts'
import { DrydockError } from '#server/protocol/error.ts'
import type { AgentLink } from '../agent-link.ts'

/** The panel shows one container at a time; a second and third are on their way out. */
const FOLLOWS_MAX = 6

export function createFollows(link: AgentLink, tell: (stream: number, part: DockerPart, taken: () => void) => void) {
  /** The browser's number -> the agent's key. */
  const keys = new Map<number, string>()
  const streamOf = (key: string) => [...keys].find(([, one]) => one === key)?.[0]
  const undo = [
    link.on('docker.part', ({ key, part }) => {
      const stream = streamOf(key)
      if (stream === undefined) return
      if (part.kind === 'end') keys.delete(stream)
      tell(stream, part, () => {
        if (keys.get(stream) === key) void link.call('docker.taken', { key }).catch(() => {})
      })
    }),
    // The agent has forgotten them all; the browser asks again when the lab is back.
    link.on('down', () => {
      for (const stream of [...keys.keys()]) {
        keys.delete(stream)
        tell(stream, { kind: 'end', error: 'agent-away' }, () => {})
      }
    }),
  ]
  const end = (stream: number) => {
    const key = keys.get(stream)
    if (key === undefined) return
    keys.delete(stream)
    void link.call('docker.unfollow', { key }).catch(() => {})
  }

  return {
    /** @throws DrydockError stream-limit, bad-input (the number is in use), and what the agent says */
    async follow(tenant: string, stream: number, what: DockerFollow): Promise<void> {
      if (keys.has(stream)) throw new DrydockError('bad-input', `stream ${stream} is in use`)
      if (keys.size >= FOLLOWS_MAX) throw new DrydockError('stream-limit')
      const key = randomUUID()
      keys.set(stream, key)
      try {
        await link.call('docker.follow', { tenant, key, what })
      } catch (error) {
        if (keys.get(stream) === key) keys.delete(stream)
        throw error
      }
      // Nobody wanted to wait: the agent had not begun when it was told to end.
      if (keys.get(stream) !== key) void link.call('docker.unfollow', { key }).catch(() => {})
    },
    unfollow: end,
    endAll() {
      for (const stream of [...keys.keys()]) end(stream)
    },
    dispose() {
      for (const off of undo) off()
      this.endAll()
    },
  }
}
