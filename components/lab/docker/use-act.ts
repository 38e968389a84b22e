'use client'

import { useState } from 'react'
import type { DockerAction } from '#server/protocol/docker.ts'
import type { ErrorId } from '#server/protocol/error.ts'
import { useLabDesk } from '../lab-context.ts'

export type Refused = { action: DockerAction; error: ErrorId; detail: string | undefined }

/** One action at a time, and why the last one was refused. */
export function useAct() {
  const { session } = useLabDesk()
  const [busy, setBusy] = useState<DockerAction>()
  const [refused, setRefused] = useState<Refused>()
  return {
    busy,
    refused,
    forget: () => setRefused(undefined),
    /** True when it was done. */
    async act(action: DockerAction): Promise<boolean> {
      if (!session || busy) return false
      setBusy(action)
      setRefused(undefined)
      const result = await session.act(action)
      setBusy(undefined)
      if (!result.ok) setRefused({ action, error: result.error, detail: result.detail })
      return result.ok
    },
  }
}
export type Acting = ReturnType<typeof useAct>
