// Looks at a tenant's host for a figure, through its own gateway.
import type { Upstream } from '#server/agent/gateway/upstream.ts'
import type { HostLook, HostLooked } from '#server/protocol/look.ts'
import { lookAtArgv } from './argv.ts'
import { type LayerMemory, lookAtLayers, lookAtWritable } from './layer.ts'
import { lookAtMounts } from './mount.ts'
import { lookAtProcesses } from './process.ts'

/** `host`: the tenant's internal socket. @throws EngineError, 404 for what is not there */
export function createLooker(host: Upstream): (look: HostLook) => Promise<HostLooked> {
  const layers: LayerMemory = new Map()
  return async (look) => {
    switch (look.at) {
      case 'processes':
        return lookAtProcesses(host, look.container)
      case 'layers':
        return lookAtLayers(host, layers)
      case 'writable':
        return lookAtWritable(host, look.image)
      case 'mounts':
        return lookAtMounts(host)
      case 'argv':
        return lookAtArgv(host, look.container)
    }
  }
}
