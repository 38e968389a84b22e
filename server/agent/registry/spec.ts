// The registry's container and its configuration. It listens in a network of its own and, published, on the engine's own 127.0.0.1, which is
// what an engine takes for a registry without a certificate. No learner's container is in that network.
import { createHash } from 'node:crypto'
import { ISSUER, SERVICE } from './token.ts'

export const REGISTRY_LABEL = 'drydock.registry'
export const REGISTRY_PORT = 5000
export const CONFIG_FILE = '/etc/drydock/config.yml'
export const REPOSITORIES_DIR = '/var/lib/registry/docker/registry/v2/repositories'

const MIB = 1024 * 1024
const MEMORY_BYTES = 256 * MIB
const PIDS = 128

/** No blob cache: what is removed on the disk is gone at once. The realm is never asked; the agent brings the token itself. */
export const CONFIG = `version: 0.1
log:
  level: warn
  accesslog:
    disabled: true
storage:
  filesystem:
    rootdirectory: /var/lib/registry
  delete:
    enabled: true
http:
  addr: :${REGISTRY_PORT}
  headers:
    X-Content-Type-Options: [nosniff]
auth:
  token:
    realm: http://127.0.0.1/token
    service: ${SERVICE}
    issuer: ${ISSUER}
    rootcertbundle: /etc/drydock/trust.pem
`

export interface Mounts {
  /** config.yml and trust.pem */
  config: string
  data: string
}

export function registrySpec(image: string, network: string, mounts: Mounts, bundle: string): { Labels: object } {
  const spec = {
    Image: image,
    Hostname: 'registry',
    // Understood by Debian's docker-registry and by the entry point of the upstream image.
    Cmd: ['serve', CONFIG_FILE],
    ExposedPorts: { [`${REGISTRY_PORT}/tcp`]: {} },
    HostConfig: {
      Init: true,
      Memory: MEMORY_BYTES,
      MemorySwap: MEMORY_BYTES,
      PidsLimit: PIDS,
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges'],
      ReadonlyRootfs: true,
      NetworkMode: network,
      PortBindings: { [`${REGISTRY_PORT}/tcp`]: [{ HostIp: '127.0.0.1', HostPort: '' }] },
      // Started again by the agent, which has to learn its new port.
      RestartPolicy: { Name: 'no' },
      Mounts: [
        { Type: 'bind', Source: mounts.config, Target: '/etc/drydock', ReadOnly: true },
        { Type: 'bind', Source: mounts.data, Target: '/var/lib/registry' },
      ],
    },
  }
  const hash = createHash('sha256')
    .update(JSON.stringify([spec, CONFIG, bundle]))
    .digest('hex')
    .slice(0, 16)
  return { ...spec, Labels: { [REGISTRY_LABEL]: hash } }
}

/** Isolated from other bridges by the engine; nothing in it may go out by itself. */
export const networkSpec = (name: string) => ({
  Name: name,
  CheckDuplicate: true,
  Driver: 'bridge',
  Labels: { [REGISTRY_LABEL]: name },
  Options: {
    'com.docker.network.bridge.enable_icc': 'false',
    'com.docker.network.bridge.enable_ip_masquerade': 'false',
  },
})
