// A request on its way to a server in a container: how far it gets. The server listens on port 80 inside; the request goes to
// port 8080 outside.

export const publishings = ['none', 'open', 'loopback', 'wrongInside'] as const
export type Publishing = (typeof publishings)[number]
/** What stands after `docker run -d`. */
export const options: Record<Publishing, string> = {
  none: '',
  open: '-p 8080:80',
  loopback: '-p 127.0.0.1:8080:80',
  wrongInside: '-p 8080:8080',
}

export const hops = ['client', 'door', 'inside', 'server'] as const
export type Hop = (typeof hops)[number]

export interface Settings {
  publishing: Publishing
  /** Whether the request comes from the machine itself. */
  from: 'here' | 'elsewhere'
  /** The address that the server listens on, inside. */
  listens: 'all' | 'loopback'
}
export type Outcome = 'answer' | 'noDoor' | 'doorForHere' | 'wrongPort' | 'deaf'

export function walk({ publishing, from, listens }: Settings): { outcome: Outcome; brokenAt?: Hop } {
  if (publishing === 'none') return { outcome: 'noDoor', brokenAt: 'door' }
  if (publishing === 'loopback' && from === 'elsewhere') return { outcome: 'doorForHere', brokenAt: 'door' }
  if (publishing === 'wrongInside') return { outcome: 'wrongPort', brokenAt: 'server' }
  if (listens === 'loopback') return { outcome: 'deaf', brokenAt: 'server' }
  return { outcome: 'answer' }
}

export type HopState = 'reached' | 'broken' | 'beyond'

export function hopState(hop: Hop, brokenAt: Hop | undefined): HopState {
  if (brokenAt === undefined || hops.indexOf(hop) < hops.indexOf(brokenAt)) return 'reached'
  return hop === brokenAt ? 'broken' : 'beyond'
}
