// How far one API call came: command -> API -> daemon -> registry. From what the gateway noted of it.
import type { ApiCall } from '#server/protocol/lab.ts'

export const pathHops = ['client', 'api', 'daemon', 'registry'] as const
export type PathHop = (typeof pathHops)[number]
/** `stop`: here the answer was no. */
export type HopState = 'lit' | 'stop' | 'dark'

/** Routes that can't be answered without a registry. */
const ASKS_REGISTRY = ['image.push', 'image.search', 'system.auth']
const FAILED = 400

/** `docker pull` makes an image from another's name; `docker import` from a file. */
const pulls = ({ route, path }: ApiCall) => route === 'image.create' && /[?&]fromImage=/.test(path)

export function hopState(hop: PathHop, call: ApiCall): HopState {
  const failed = call.status >= FAILED || call.error !== undefined
  switch (hop) {
    case 'client':
      return 'lit'
    case 'api':
      return call.refused ? 'stop' : 'lit'
    case 'daemon':
      if (call.refused) return 'dark'
      return failed ? 'stop' : 'lit'
    case 'registry':
      return !failed && (ASKS_REGISTRY.includes(call.route) || pulls(call)) ? 'lit' : 'dark'
  }
}
