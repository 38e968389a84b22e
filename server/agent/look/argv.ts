// What a container was started with, and where that came from.
import { segment, type Upstream } from '#server/agent/gateway/upstream.ts'
import type { LookedAt } from '#server/protocol/look.ts'

interface Started {
  Entrypoint?: string[] | null
  Cmd?: string[] | null
}
const wordsOf = ({ Entrypoint, Cmd }: Started) => ({ entrypoint: Entrypoint ?? [], cmd: Cmd ?? [] })

export async function lookAtArgv(host: Upstream, name: string): Promise<LookedAt<'argv'>> {
  const info = await host.json<{ Image: string; Path: string; Args: string[]; Config: Started }>('GET', {
    path: `/containers/${segment(name)}/json`,
  })
  const image = await host
    .json<{ Config: Started | null }>('GET', { path: `/images/${segment(info.Image)}/json` })
    .catch((error: { status?: number }) => {
      if (error.status === 404) return undefined
      throw error
    })
  return {
    at: 'argv',
    ...(image && { image: wordsOf(image.Config ?? {}) }),
    container: wordsOf(info.Config),
    argv: [info.Path, ...info.Args],
  }
}
