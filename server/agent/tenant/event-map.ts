// Whose event is it, and what may its owner see of it? Events without a provable owner are nobody's.
import { askedOf } from '#server/agent/gateway/asked.ts'
import { DEFAULT_NETWORK } from '#server/agent/gateway/default-network.ts'
import type { EngineEvent } from '#server/agent/gateway/event-bus.ts'
import { OWNER_LABEL, visibleLabels, visibleName } from '#server/agent/gateway/name.ts'
import type { DockerEvent } from '#server/protocol/lab.ts'

const OWNED_NAME = /^(t[a-z2-7]{12})_/

/** Tenant id of an event of the engine's stream. */
export function ownerOf(event: EngineEvent): string | undefined {
  const attributes = event.Actor?.Attributes ?? {}
  switch (event.Type) {
    case 'container': {
      const tenant = attributes[OWNER_LABEL]
      return tenant && visibleName(tenant, attributes.name ?? '') !== undefined ? tenant : undefined
    }
    case 'network':
      return OWNED_NAME.exec(attributes.name ?? '')?.[1]
    case 'volume':
      return OWNED_NAME.exec(event.Actor.ID)?.[1]
    default:
      // Image events are published by the image rules themselves.
      return undefined
  }
}

/** With visible names only; undefined when the owner must not see it at all. */
export function visibleEvent(tenant: string, event: EngineEvent): EngineEvent | undefined {
  const before = event.Actor.Attributes
  const attributes = visibleLabels(before)
  const out: EngineEvent = { ...event, Actor: { ID: event.Actor.ID, Attributes: attributes }, scope: 'local' }
  switch (event.Type) {
    case 'container': {
      attributes.name = visibleName(tenant, before.name ?? '') ?? ''
      // Of a rename.
      if (before.oldName) attributes.oldName = `/${visibleName(tenant, before.oldName) ?? ''}`
      const image = askedOf(before)?.image
      if (image) {
        attributes.image = image
        if (out.from !== undefined) out.from = image
      }
      return out
    }
    case 'network':
      attributes.name = visibleName(tenant, before.name ?? '') ?? ''
      if (attributes.name === DEFAULT_NETWORK && (event.Action === 'create' || event.Action === 'destroy'))
        return undefined
      return out
    case 'volume':
      out.Actor.ID = visibleName(tenant, event.Actor.ID) ?? ''
      return out
    default:
      return undefined
  }
}

/** The shape that checks, coach and pictures read. */
export function asDockerEvent(event: EngineEvent): DockerEvent {
  const { name } = event.Actor.Attributes
  return {
    time: Math.floor(event.timeNano / 1e6),
    kind: event.Type as DockerEvent['kind'],
    action: event.Action,
    id: event.Actor.ID,
    ...(name !== undefined ? { name } : event.Type === 'volume' ? { name: event.Actor.ID } : {}),
    attributes: event.Actor.Attributes,
  }
}
