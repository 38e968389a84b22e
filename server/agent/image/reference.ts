// Which catalog image a learner means. Docker's short names: no host and no path mean docker.io/library.

export interface CatalogName {
  name: string
  tag: string
}

/** Undefined for what can't be in the catalog: other registries, paths, digests. */
export function catalogName(reference: string): CatalogName | undefined {
  const short = reference.replace(/^(?:(?:registry-1\.|index\.)?docker\.io\/)?(?:library\/)?/, '')
  const found = /^([a-z0-9]+(?:[._-]+[a-z0-9]+)*)(?::(\w[\w.-]{0,127}))?$/.exec(short)
  return found ? { name: found[1] as string, tag: found[2] ?? 'latest' } : undefined
}
