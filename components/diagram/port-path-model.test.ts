import { describe, expect, it } from 'vitest'
import { hopState, hops, type Settings, walk } from './port-path-model.ts'

const fine: Settings = { publishing: 'open', from: 'elsewhere', listens: 'all' }

describe('port path figure', () => {
  it('answers when there is a door and somebody behind it', () => {
    expect(walk(fine)).toEqual({ outcome: 'answer' })
    expect(walk({ ...fine, publishing: 'loopback', from: 'here' })).toEqual({ outcome: 'answer' })
  })

  it('without a door nothing gets in, whatever listens inside', () => {
    expect(walk({ ...fine, publishing: 'none' }).brokenAt).toBe('door')
    expect(walk({ ...fine, publishing: 'none', listens: 'loopback' }).outcome).toBe('noDoor')
  })

  it('a door on 127.0.0.1 is for this machine only', () => {
    expect(walk({ ...fine, publishing: 'loopback' })).toEqual({ outcome: 'doorForHere', brokenAt: 'door' })
  })

  it('behind the door the port and the address must be right', () => {
    expect(walk({ ...fine, publishing: 'wrongInside' })).toEqual({ outcome: 'wrongPort', brokenAt: 'server' })
    expect(walk({ ...fine, listens: 'loopback' })).toEqual({ outcome: 'deaf', brokenAt: 'server' })
  })

  it('shows how far the request got', () => {
    expect(hops.map((hop) => hopState(hop, 'door'))).toEqual(['reached', 'broken', 'beyond', 'beyond'])
    expect(hops.map((hop) => hopState(hop, undefined))).toEqual(['reached', 'reached', 'reached', 'reached'])
  })
})
