// Two containers on one image, step by step. The steps and marks are what `docker diff` shows on a real engine.
export const layerCommands = [
  'docker run -d --name one nginx sleep 3600',
  'docker run -d --name two nginx sleep 3600',
  "docker exec one sh -c 'echo hello > /note.txt'",
  "docker exec one sh -c 'echo hi > /usr/share/nginx/html/index.html'",
  'docker exec one rm /etc/nginx/conf.d/default.conf',
  'docker rm -f one',
] as const

export const layerContainers = ['one', 'two'] as const
export type LayerContainer = (typeof layerContainers)[number]

/** From the top down. The sizes are those of this lab's nginx image. */
export const imageLayers = [
  { file: 'index.html', size: '693 B' },
  { file: 'default.conf', size: '210 B' },
  { file: 'nginx, curl, libraries', size: '20.6 MB' },
  { file: 'Debian', size: '78.5 MB' },
] as const

type Mark = { mark: 'A' | 'C' | 'D'; path: string; since: number }
const marks: Mark[] = [
  { mark: 'A', path: '/note.txt', since: 3 },
  { mark: 'C', path: '…/index.html', since: 4 },
  { mark: 'D', path: '…/default.conf', since: 5 },
]
const ONE_GONE = 6

/** The writable layer of a container after command `at`; undefined: there is none. */
export function writableLayer(name: LayerContainer, at: number): Mark[] | undefined {
  if (name === 'two') return at >= 2 ? [] : undefined
  return at >= 1 && at < ONE_GONE ? marks.filter(({ since }) => since <= at) : undefined
}
