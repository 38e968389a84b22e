// What the engine says about itself: ping, version.
import type { Rule } from './rule.ts'
import { rule } from './rule.ts'

const PING = {
  'Builder-Version': '1',
  'Cache-Control': 'no-cache, no-store, must-revalidate',
  Pragma: 'no-cache',
}

export const systemRules: Rule[] = [
  rule({
    id: 'system.ping',
    spec: 'G-601',
    method: 'GET',
    path: '/_ping',
    run: async () => ({ kind: 'text', status: 200, text: 'OK', headers: PING }),
  }),
  rule({
    id: 'system.ping',
    spec: 'G-601',
    method: 'HEAD',
    path: '/_ping',
    run: async () => ({ kind: 'text', status: 200, text: 'OK', headers: PING }),
  }),
]
