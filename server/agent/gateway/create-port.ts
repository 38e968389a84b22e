// Published ports of a create: read, bounded, kept in the label. The engine itself publishes nothing.
import type { AskedPort } from './asked.ts'
import type { CreateBody } from './create-shape.ts'
import { PORTS_PER_CONTAINER } from './limit.ts'
import { bad } from './refusal.ts'

const PORT_MAX = 65535

/** 80, 80/tcp, 53/udp. @throws Refusal 400 */
export function parsePort(text: string): { port: number; proto: 'tcp' | 'udp' } {
  const found = /^([0-9]{1,5})(?:\/(tcp|udp))?$/i.exec(text)
  if (!found || Number(found[1]) < 1 || Number(found[1]) > PORT_MAX) throw bad(`Invalid port specification: "${text}"`)
  return { port: Number(found[1]), proto: (found[2]?.toLowerCase() as 'udp') ?? 'tcp' }
}

/** `exposed`: ports of image and request, for -P. */
export function readPorts(
  body: CreateBody,
  imagePorts: readonly string[],
): { ports: AskedPort[]; exposed: Record<string, object> } {
  const exposed: Record<string, object> = {}
  for (const text of Object.keys(body.ExposedPorts ?? {})) exposed[keyOf(parsePort(text))] = {}
  const ports: AskedPort[] = []
  for (const [text, bindings] of Object.entries(body.HostConfig?.PortBindings ?? {})) {
    const { port, proto } = parsePort(text)
    exposed[keyOf({ port, proto })] = {}
    for (const binding of bindings.length > 0 ? bindings : [{}])
      ports.push({ ...readBinding(binding), containerPort: port, proto })
  }
  if (body.HostConfig?.PublishAllPorts) {
    for (const text of [...Object.keys(exposed), ...imagePorts]) {
      const { port, proto } = parsePort(text)
      if (!ports.some((one) => one.containerPort === port && one.proto === proto))
        ports.push({ hostIp: '', hostPort: '', containerPort: port, proto })
    }
  }
  if (ports.length > PORTS_PER_CONTAINER) throw bad(`a container may publish ${PORTS_PER_CONTAINER} ports at most`)
  return { ports, exposed }
}

const keyOf = ({ port, proto }: { port: number; proto: string }) => `${port}/${proto}`

function readBinding({ HostIp = '', HostPort = '' }: { HostIp?: string; HostPort?: string }) {
  if (!/^(?:|0\.0\.0\.0|::|::1|127\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3})$/.test(HostIp))
    throw bad(
      `invalid IP address ${HostIp}: a port can be published on 0.0.0.0 (all addresses of your machine) or 127.0.0.1 (only for itself)`,
    )
  const range = /^([0-9]{1,5})(?:-([0-9]{1,5}))?$/.exec(HostPort)
  if (HostPort !== '' && !range) throw bad(`invalid port specification: "${HostPort}"`)
  const low = Number(range?.[1] ?? 0)
  const high = Number(range?.[2] ?? low)
  if (low > PORT_MAX || high > PORT_MAX || high < low || (range?.[2] !== undefined && low === 0))
    throw bad(`invalid port specification: "${HostPort}"`)
  // 0 means "any free one" to Docker.
  return { hostIp: HostIp, hostPort: low === 0 ? '' : low === high ? String(low) : `${low}-${high}` }
}
