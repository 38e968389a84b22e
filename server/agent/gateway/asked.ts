// What the client asked for at create where the engine was told something else. Kept as JSON in one label on the container, so
// that it lives and dies with it, and shown again in list and inspect.
import type { Json } from './json.ts'
import { ASKED_LABEL } from './name.ts'

export interface AskedPort {
  hostIp: string
  /** '' any free one, '8080', or a range '8080-8090' */
  hostPort: string
  containerPort: number
  proto: 'tcp' | 'udp'
}

export interface Asked {
  /** Image as typed. */
  image: string
  /** HostConfig.NetworkMode as asked. */
  network: string
  ports: AskedPort[]
  /** Key of the binds at WorkspaceHost; absent without binds. */
  key?: string
  /** Mount point -> path in the workspace. */
  paths: Record<string, string>
  /** HostConfig fields to be shown in place of the engine's. */
  shown: Record<string, Json>
  /** Visible names of volumes that go with the container (docker rm -v, --rm). */
  anonymous: string[]
  autoRemove: boolean
}

export function askedOf(labels: Record<string, string> | null | undefined): Asked | undefined {
  const text = labels?.[ASKED_LABEL]
  if (!text) return undefined
  try {
    return JSON.parse(text) as Asked
  } catch {
    return undefined
  }
}
