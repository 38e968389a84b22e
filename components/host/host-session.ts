// Looks at the learner's own host over a socket of its own, as a lesson's figure does. No React.
import { io, type Socket } from 'socket.io-client'
import type { Result } from '#server/protocol/error.ts'
import type { Build, DockerObjects, Transfer } from '#server/protocol/lab.ts'
import type { HostLook, HostLooked } from '#server/protocol/look.ts'
import type { ClientEvents, ClientPayload, HostWatched, ServerEvents } from '#server/protocol/socket.ts'
import { isBeat } from './beat.ts'
import { createFollows } from './follow.ts'
import { socketOptions } from './socket-options.ts'

const ANSWER_MS = 15_000
/** A host may come to be in another tab, an agent may come back. */
const AGAIN_MS = 3_000
const TRANSFERS_KEPT = 8
const BUILDS_KEPT = 8

export type HostView = {
  /** `none`: there is no host yet. */
  phase: 'connecting' | 'live' | 'none' | 'away'
  objects: DockerObjects | undefined
  transfers: readonly Transfer[]
  builds: readonly Build[]
  beats: number
}
export const noHost: HostView = { phase: 'connecting', objects: undefined, transfers: [], builds: [], beats: 0 }

export function createHostSession() {
  const socket: Socket<ServerEvents, ClientEvents> = io(socketOptions)
  let view = noHost
  let timer: ReturnType<typeof setTimeout> | undefined
  const listeners = new Set<() => void>()
  const change = (next: Partial<HostView>) => {
    view = { ...view, ...next }
    for (const listener of listeners) listener()
  }
  const call = async <V>(event: 'host:watch' | 'host:look' | 'docker:follow' | 'docker:unfollow', payload: object) => {
    try {
      // The types of socket.io do not follow a generic event name.
      const emit = socket.timeout(ANSWER_MS).emitWithAck as (event: string, payload: object) => Promise<unknown>
      return (await emit.call(socket.timeout(ANSWER_MS), event, payload)) as Result<V>
    } catch {
      return { ok: false, error: 'agent-away' } as const
    }
  }
  const follows = createFollows({
    open: (payload: ClientPayload['docker:follow']) => call<null>('docker:follow', payload),
    close: (stream) => void call('docker:unfollow', { stream }),
  })
  const watch = async () => {
    clearTimeout(timer)
    const { id } = socket
    const result = await call<HostWatched | null>('host:watch', {})
    // An answer to a connection that is no more.
    if (!socket.connected || socket.id !== id) return
    if (result.ok && result.value) return change({ phase: 'live', ...result.value })
    change({ phase: result.ok ? 'none' : 'away' })
    timer = setTimeout(() => void watch(), AGAIN_MS)
  }

  socket.on('connect', () => void watch())
  socket.on('disconnect', () => {
    clearTimeout(timer)
    follows.lost()
    change({ phase: 'away' })
  })
  socket.on('workspace', ({ state }) => {
    // The agent is away: the web says so, and is asked until it is back.
    if (state !== 'starting' || view.phase !== 'live') return
    change({ phase: 'away' })
    timer = setTimeout(() => void watch(), AGAIN_MS)
  })
  socket.on('lab:objects', (objects) => {
    if (objects.rev >= (view.objects?.rev ?? 0)) change({ objects })
  })
  socket.on('lab:transfer', (transfer) => {
    const others = view.transfers.filter(({ n }) => n !== transfer.n)
    change({ transfers: [...others, transfer].sort((a, b) => a.n - b.n).slice(-TRANSFERS_KEPT) })
  })
  socket.on('lab:build', (build) => {
    const others = view.builds.filter(({ n }) => n !== build.n)
    change({ builds: [...others, build].sort((a, b) => a.n - b.n).slice(-BUILDS_KEPT) })
  })
  socket.on('lab:event', (event) => {
    if (isBeat(event)) change({ beats: view.beats + 1 })
  })
  socket.on('docker:part', (stream, part, taken) => {
    follows.part(stream, part)
    taken()
  })

  return {
    view: () => view,
    subscribe(listener: () => void) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    follow: follows.follow,
    look: (what: HostLook) => call<HostLooked>('host:look', what),
    dispose() {
      clearTimeout(timer)
      listeners.clear()
      socket.close()
    },
  }
}
