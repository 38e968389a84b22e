import { expect, it } from 'vitest'
import type { Publish, Tenant, WorkspaceHost } from '../part.ts'
import { ASKED_LABEL } from './name.ts'
import { createPorts } from './port.ts'
import { EngineError } from './refusal.ts'
import type { Upstream } from './upstream.ts'

const port = { hostIp: '', hostPort: '8080', containerPort: 80, proto: 'tcp' as const }
const labels = {
  [ASKED_LABEL]: JSON.stringify({
    image: 'x',
    network: 'default',
    ports: [port],
    paths: {},
    shown: {},
    anonymous: [],
    autoRemove: false,
  }),
}

it('G-320 a container that is removed while its ports are being taken leaves none behind', async () => {
  const held = new Set<string>()
  let running = true
  let goOn = () => {}
  const reserving = new Promise<void>((resolve) => {
    goOn = resolve
  })
  let begun = () => {}
  const reserves = new Promise<void>((resolve) => {
    begun = resolve
  })
  const host = {
    async reserve(_tenant: Tenant, id: string, ports: Publish[]) {
      begun()
      await reserving
      held.add(id)
      return ports
    },
    release: (_tenant: Tenant, id: string) => void held.delete(id),
    open: async () => {},
  } as unknown as WorkspaceHost
  const engine = {
    async json() {
      if (!running) throw new EngineError(404, 'No such container: c')
      return {
        Config: { Labels: labels },
        State: { Running: true },
        NetworkSettings: { Networks: { n: { IPAddress: '10.0.0.2' } } },
      }
    },
  } as unknown as Upstream
  const ports = createPorts({
    tenant: { id: 'taaaaaaaaaaaa' } as Tenant,
    engine,
    host,
    log: { info() {}, warn() {}, error() {} },
    remembered: new Map(),
    changed: () => {},
  })
  const settled = ports.settle('c')
  await reserves
  running = false
  ports.release('c')
  goOn()
  await settled
  await expect.poll(() => held.size).toBe(0)
  expect(ports.of('c')).toBeUndefined()
})
