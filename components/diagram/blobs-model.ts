// What of an image of two layers goes over the wire, by what was done before. Blobs are kept by digest, so what is there stays at home.

export const journeys = ['first', 'again', 'retag', 'edited', 'pull'] as const
export type Journey = (typeof journeys)[number]

export const blobs = ['base', 'page', 'config', 'manifest'] as const
export type Blob = (typeof blobs)[number]

/** Short forms of what the content's digest would be; an edited page makes all but the base another one. */
const original: Record<Blob, string> = { base: '5f70bf18', page: 'c1d2e3f4', config: '1c2d3e4f', manifest: '7d9e04ab' }
const edited: Record<Blob, string> = { base: '5f70bf18', page: 'e80b51c7', config: '93aa6d20', manifest: 'b46f18d2' }

const commands: Record<Journey, string> = {
  first: 'docker push alice/postcard:1.0',
  again: 'docker push alice/postcard:1.0',
  retag: 'docker push alice/postcard:latest',
  edited: 'docker push alice/postcard:1.1',
  pull: 'docker pull alice/postcard:1.1',
}
export const commandOf = (journey: Journey): string => commands[journey]

export const digestOf = (journey: Journey, blob: Blob): string =>
  (journey === 'edited' || journey === 'pull' ? edited : original)[blob]

/** Digests that are at the journey's end before it begins. Who pulls has the base image already. */
function there(journey: Journey): Set<string> {
  switch (journey) {
    case 'first':
      return new Set()
    case 'again':
    case 'retag':
    case 'edited':
      return new Set(Object.values(original))
    case 'pull':
      return new Set([original.base])
  }
}

/** A push always hands over the manifest, a kilobyte that puts the tag on it. */
export const travels = (journey: Journey, blob: Blob): boolean =>
  !there(journey).has(digestOf(journey, blob)) || (blob === 'manifest' && journey !== 'pull')
