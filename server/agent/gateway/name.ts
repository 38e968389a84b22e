// Visible names and engine names. On the engine every object of a tenant is `<tenant>_<name>`, every image reference
// `<tenant>.drydock.local/<ref>`, and carries the label drydock.tenant. None of the three is ever shown or accepted.
import { visiblePaths } from './engine-path.ts'
import type { Json } from './json.ts'
import { bad } from './refusal.ts'

export const LABEL_PREFIX = 'drydock.'
/** Owner of containers, volumes and networks. Written by the gateway alone; image labels prove nothing. */
export const OWNER_LABEL = 'drydock.tenant'
/** JSON of what the client asked for, where the engine was told something else (see asked.ts). */
export const ASKED_LABEL = 'drydock.asked'
/** Marks volumes that the learner gave no name. */
export const ANONYMOUS_LABEL = 'drydock.anonymous'
export const CATALOG_HOST = 'catalog.drydock.local'

const NAME = /^[a-zA-Z0-9][a-zA-Z0-9_.-]+$/
/** The engine takes a network of one letter, but no such container or volume. */
const NETWORK_NAME = /^[a-zA-Z0-9][a-zA-Z0-9_.-]*$/
const NAME_MAX = 128

export const engineName = (tenant: string, name: string) => `${tenant}_${name}`
export const imageHost = (tenant: string) => `${tenant}.drydock.local`

/** The visible name, or undefined when the engine name is not the tenant's. */
export function visibleName(tenant: string, name: string): string | undefined {
  const plain = name.startsWith('/') ? name.slice(1) : name
  return plain.startsWith(`${tenant}_`) ? plain.slice(tenant.length + 1) : undefined
}

/** @throws Refusal 400 in the engine's words */
export function checkName(kind: 'container' | 'volume' | 'network', name: string): string {
  if (!(kind === 'network' ? NETWORK_NAME : NAME).test(name))
    throw bad(
      kind === 'container'
        ? `Invalid container name (${name}), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed`
        : `${kind} name ${JSON.stringify(name)}: only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed`,
    )
  if (name.length > NAME_MAX) throw bad(`${kind} name is longer than ${NAME_MAX} characters`)
  return name
}

/** What may be shown of an object's labels. */
export function visibleLabels(labels: Record<string, string> | null | undefined): Record<string, string> {
  const out: Record<string, string> = {}
  for (const [key, value] of Object.entries(labels ?? {})) if (!isOurs(key)) out[key] = value
  return out
}

const isOurs = (key: string) => key.toLowerCase().startsWith(LABEL_PREFIX)

/** Labels as a client may give them. @throws Refusal 400 */
export function checkLabels(labels: Record<string, string>): Record<string, string> {
  for (const key of Object.keys(labels))
    if (isOurs(key))
      throw bad(`labels that begin with ${LABEL_PREFIX} are kept for Drydock itself; choose another name`)
  return labels
}

/** Takes the tenant's engine names, and paths of the machine, out of an error text of the engine. */
export function visibleText(tenant: string, message: string): string {
  return visiblePaths(tenant, message)
    .replaceAll(`${imageHost(tenant)}/`, '')
    .replaceAll(`${CATALOG_HOST}/`, '')
    .replaceAll(`${tenant}_`, '')
}

export const ownerFilter = (tenant: string): Json => ({ label: [`${OWNER_LABEL}=${tenant}`] })
