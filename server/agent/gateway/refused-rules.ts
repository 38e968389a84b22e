// Endpoints of the engine that are known and not served, with the words that say why. Where a usual engine says no as well (no
// swarm, no experimental mode), these are its own words. ENDPOINTS.md lists them all.
import { missing, Refusal } from './refusal.ts'
import type { Method } from './upstream.ts'

export interface RefusedRule {
  /** Its number in SPEC.md. */
  spec: string
  method: Method
  /** As in the table of rules: `:name` is one segment, `:name+` takes slashes, too. */
  path: string
  status: number
  message: string
}

const SPEC = 'G-204'

const refused = (status: number, message: string, spec = SPEC) => {
  return (...routes: `${Method} /${string}`[]): RefusedRule[] =>
    routes.map((route) => {
      const [method, path] = route.split(' ') as [Method, string]
      return { spec, method, path, status, message }
    })
}

const noSwarm = refused(
  503,
  'This node is not a swarm manager. Use "docker swarm init" or "docker swarm join" to connect this node to swarm and try again.',
)

export const BUILDKIT_REFUSED =
  'BuildKit is not served on this machine: its builds would share one cache and one set of privileges among all learners. Build with the classic builder: DOCKER_BUILDKIT=0 docker build …'

export const refusedRules: readonly RefusedRule[] = [
  ...refused(403, BUILDKIT_REFUSED, 'G-B8')(
    'POST /session',
    'POST /grpc',
    'POST /build/cancel',
    'POST /moby.buildkit.v1.Control/:call',
  ),
  ...refused(403, 'Attaching over WebSocket is not served here; use docker attach.')('GET /containers/:id/attach/ws'),
  ...refused(
    501,
    'This experimental feature is disabled by default. Start the Docker daemon in experimental mode in order to enable it.',
  )(
    'GET /containers/:id/checkpoints',
    'POST /containers/:id/checkpoints',
    'DELETE /containers/:id/checkpoints/:checkpoint',
  ),
  // Neither has an engine of today the first, nor the second one that is not in debug mode.
  ...refused(404, 'page not found')('POST /containers/:id/copy', 'GET /debug/:page+'),
  ...refused(
    403,
    "Asking a registry about an image is not served here: docker pull reads this class's images, docker search lists them.",
  )('GET /distribution/:name+/json'),
  ...refused(503, 'volume update only valid for cluster volumes, but swarm is unavailable')('PUT /volumes/:name'),
  // docker inspect <name> looks here, too, and goes on only after a 404.
  ...refused(404, 'plugin not found')('GET /plugins/:name+/json'),
  ...refused(403, 'Engine plugins run as root on the real machine, so they are not served here.')(
    'GET /plugins/privileges',
    'POST /plugins/pull',
    'POST /plugins/create',
    'DELETE /plugins/:name+',
    'POST /plugins/:name+/enable',
    'POST /plugins/:name+/disable',
    'POST /plugins/:name+/upgrade',
    'POST /plugins/:name+/push',
    'POST /plugins/:name+/set',
  ),
  ...refused(
    403,
    'Swarm mode is not served on this machine: all learners share one engine, and a swarm spans engines.',
  )('POST /swarm/init', 'POST /swarm/join'),
  ...refused(503, 'This node is not part of a swarm')('POST /swarm/leave'),
  ...noSwarm('GET /swarm', 'POST /swarm/update', 'GET /swarm/unlockkey', 'POST /swarm/unlock'),
  ...noSwarm('GET /nodes', 'GET /nodes/:id', 'DELETE /nodes/:id', 'POST /nodes/:id/update'),
  ...noSwarm('GET /services', 'POST /services/create', 'GET /services/:id', 'DELETE /services/:id'),
  ...noSwarm('POST /services/:id/update', 'GET /services/:id/logs'),
  ...noSwarm('GET /tasks', 'GET /tasks/:id', 'GET /tasks/:id/logs'),
  ...noSwarm('GET /secrets', 'POST /secrets/create', 'GET /secrets/:id', 'DELETE /secrets/:id'),
  ...noSwarm('POST /secrets/:id/update'),
  ...noSwarm('GET /configs', 'POST /configs/create', 'GET /configs/:id', 'DELETE /configs/:id'),
  ...noSwarm('POST /configs/:id/update'),
]

/** What a usual engine says of its own is no refusal: docker clients probe with these. */
export const refusal = ({ status, message }: RefusedRule): Refusal =>
  status === 404 ? missing(message) : new Refusal(status, message)
