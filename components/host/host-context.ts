'use client'

import { createContext, use } from 'react'
import type { DockerFollow, DockerPart } from '#server/protocol/docker.ts'
import type { DockerObjects, Transfer } from '#server/protocol/lab.ts'

/** The learner's own host, for figures that draw what is there. In a lab it is the lab's; in a lesson it is looked at only. */
export type Host = {
  /** What comes is of now. */
  live: boolean
  objects: DockerObjects | undefined
  /** Pushes and pulls, oldest first. */
  transfers: readonly Transfer[]
  /** Returns its undo. The same function as long as the host is the same. */
  follow(what: DockerFollow, listener: (part: DockerPart) => void): () => void
}

const Context = createContext<Host | undefined>(undefined)
export const HostProvider = Context.Provider

export function useHost(): Host {
  const host = use(Context)
  if (!host) throw new Error('outside of a host')
  return host
}
