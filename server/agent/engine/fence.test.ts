import { expect, test } from 'vitest'
import { blockAt } from './address.ts'
import { innerRules, nameServersIn, outerRules } from './fence.ts'

const place = { namespace: '/run/x/net', blockFile: '/x/block', hash: '0123456789', home: '/x' }

test('only name servers that are not on the loopback are let through', () => {
  const text = 'search lan\nnameserver 127.0.0.53\nnameserver 192.168.1.1\nnameserver fe80::1\n# nameserver 9.9.9.9\n'
  expect(nameServersIn(text)).toEqual(['192.168.1.1'])
  const rules = outerRules(place, ['192.168.1.1'])
  expect(rules.filter((rule) => rule.includes('--dport 53'))).toHaveLength(2)
})

test('every chain ends in a decision, and its name fits', () => {
  const rules = outerRules(place, [])
  const chains = [...new Set(rules.map((rule) => rule.split(' ')[1] as string))]
  for (const chain of chains) {
    expect(chain.length).toBeLessThanOrEqual(28)
    expect(rules.filter((rule) => rule.startsWith(`-A ${chain} `)).at(-1)).toMatch(/^-A \S+ -j (?:DROP|ACCEPT)$/)
  }
})

test('without the internet nothing new leaves but what builds the catalog', () => {
  const off = innerRules(blockAt(200), { internet: false })
  expect(off.filter((rule) => !innerRules(blockAt(200), { internet: true }).includes(rule))).toEqual([
    '-A DRYDOCK-FORWARD ! -i docker0 -o up0 -j REJECT',
  ])
})
