'use client'

import { useEffect, useEffectEvent } from 'react'
import type { DockerFollow, DockerPart } from '#server/protocol/docker.ts'
import { useLabDesk } from '../lab-context.ts'

/**
 * Logs or stats while the component is shown and the lab is live; begins anew when `turn` changes. `began` empties what was shown.
 * `container`: undefined follows nothing.
 */
export function useFollow(
  kind: DockerFollow['kind'],
  container: string | undefined,
  turn: string,
  on: { began: () => void; part: (part: DockerPart) => void },
): void {
  const { session, view } = useLabDesk()
  const live = view.link.phase === 'live'
  const began = useEffectEvent(on.began)
  const part = useEffectEvent(on.part)
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new turn is a reason to begin anew
  useEffect(() => {
    if (!session || !live || container === undefined) return
    began()
    return session.follow({ kind, container }, (news) => part(news))
  }, [session, live, kind, container, turn])
}
