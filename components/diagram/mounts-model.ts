// What a container made from the sample app sees at three paths, by what is mounted, and what a removal of the container leaves.

export const mountings = ['none', 'volume', 'folder', 'kept'] as const
export type Mounting = (typeof mountings)[number]
/** What stands after `docker run -d`. */
export const options: Record<Mounting, string> = {
  none: '',
  volume: '-v notes:/srv/data',
  folder: '-v "$(pwd)":/srv',
  kept: '-v "$(pwd)":/srv -v /srv/node_modules',
}

export const places = ['/srv/src', '/srv/node_modules', '/srv/data'] as const
export type Place = (typeof places)[number]

export type Source = 'image' | 'writable' | 'volume' | 'anonymous' | 'folder' | 'hidden'

const sources: Record<Mounting, Record<Place, Source>> = {
  none: { '/srv/src': 'image', '/srv/node_modules': 'image', '/srv/data': 'writable' },
  volume: { '/srv/src': 'image', '/srv/node_modules': 'image', '/srv/data': 'volume' },
  folder: { '/srv/src': 'folder', '/srv/node_modules': 'hidden', '/srv/data': 'folder' },
  kept: { '/srv/src': 'folder', '/srv/node_modules': 'anonymous', '/srv/data': 'folder' },
}

/** Where the files at `place` come from, or go to. */
export const sourceOf = (mounting: Mounting, place: Place): Source => sources[mounting][place]

/** Without its packages the program ends at once. */
export const starts = (mounting: Mounting) => sourceOf(mounting, '/srv/node_modules') !== 'hidden'

/** What becomes of the notes when the container is removed. */
export const notesStay = (mounting: Mounting) => sourceOf(mounting, '/srv/data') !== 'writable'
