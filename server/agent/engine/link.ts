// Names of the way between the machine and the engine's network namespace.
export interface NetworkPlace {
  /** File that the namespace is bound to. */
  namespace: string
  /** Remembers the block of addresses across restarts. */
  blockFile: string
  /** Ten hexadecimal digits, different for every home. */
  hash: string
  home: string
}

/** Its end of the link, inside. */
export const INSIDE = 'up0'

export const linkName = (place: NetworkPlace) => `dd-${place.hash}`
export const inNamespace = (place: NetworkPlace) => [`--net=${place.namespace}`]
