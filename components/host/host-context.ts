'use client'

import { createContext, use } from 'react'
import type { DockerFollow, DockerPart } from '#server/protocol/docker.ts'
import type { Result } from '#server/protocol/error.ts'
import type { Build, DockerObjects, Transfer } from '#server/protocol/lab.ts'
import type { HostLook, HostLooked } from '#server/protocol/look.ts'

/** The learner's own host, for figures that draw what is there. In a lab it is the lab's; in a lesson it is looked at only. */
export type Host = {
  /** What comes is of now. */
  live: boolean
  objects: DockerObjects | undefined
  /** Pushes and pulls, oldest first. */
  transfers: readonly Transfer[]
  /** Oldest first. */
  builds: readonly Build[]
  /** Rises when something was done in a container that `objects` does not show. */
  beats: number
  /** Returns its undo. The same function as long as the host is the same. */
  follow(what: DockerFollow, listener: (part: DockerPart) => void): () => void
  /** One reading. The same function as long as the host is the same. */
  look(what: HostLook): Promise<Result<HostLooked>>
}

const Context = createContext<Host | undefined>(undefined)
export const HostProvider = Context.Provider

export function useHost(): Host {
  const host = use(Context)
  if (!host) throw new Error('outside of a host')
  return host
}
