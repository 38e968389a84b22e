// A network namespace of the engine's own. A second dockerd in the machine's namespace would flush the first one's
// iptables chains when it starts, and share its docker0; in here it can't touch either, and when the namespace ends, all
// bridges and rules in it are gone. One veth pair is the way out; the machine masquerades it.
//
//   machine  dd-<hash> 10.x.0.1 ──veth── 10.x.0.2 up0  engine's namespace: docker0, br-…, DOCKER-USER …
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { blockAt, chooseBlock, isFree } from './address.ts'
import { run, succeeds } from './command.ts'
import { fence, unfence } from './fence.ts'
import { INSIDE, inNamespace, linkName, type NetworkPlace } from './link.ts'
import { isMounted, unmountBelow } from './mount.ts'

const comment = (place: NetworkPlace) => `drydock-${place.hash}`

/** The number of the address block: kept while it is free, as the engine's networks remember their addresses. */
export async function pickBlock(place: NetworkPlace): Promise<number> {
  const taken = await routes(linkName(place))
  const kept = keptBlock(place)
  if (kept !== undefined && isFree(kept, taken)) return kept
  const block = chooseBlock(place.home, taken)
  writeFileSync(place.blockFile, `${block}\n`)
  return block
}

function keptBlock(place: NetworkPlace): number | undefined {
  try {
    return Number.parseInt(readFileSync(place.blockFile, 'utf8'), 10) || undefined
  } catch {
    return undefined
  }
}

/** Destinations that the machine has routes to, but for the default route and those through our own link. */
async function routes(ownLink: string): Promise<string[]> {
  const text = await run('ip', ['-4', '-j', 'route', 'show', 'table', 'all'])
  const found = JSON.parse(text || '[]') as { dst?: string; dev?: string; type?: string }[]
  return found
    .filter((route) => route.dev !== ownLink && route.type === undefined)
    .map((route) => route.dst ?? 'default')
    .filter((destination) => destination !== 'default')
}

/** Makes whatever is missing; safe to call while the engine runs. */
export async function raise(place: NetworkPlace, second: number, options: { internet: boolean }): Promise<void> {
  const block = blockAt(second)
  const link = linkName(place)
  if (!isMounted(place.namespace)) {
    writeFileSync(place.namespace, '')
    await run('unshare', [`--net=${place.namespace}`, 'true'])
  }
  const inside = (...args: string[]) => run('nsenter', [...inNamespace(place), ...args])
  if (!(await succeeds('ip', ['link', 'show', link]))) {
    // Made where it belongs: two engines that start at once would both have an up0 on the machine.
    await run('ip', ['link', 'add', link, 'type', 'veth', 'peer', 'name', INSIDE, 'netns', place.namespace])
  }
  await run('ip', ['addr', 'replace', `${block.hostAddress}/30`, 'dev', link])
  await run('ip', ['link', 'set', link, 'up'])
  await inside('ip', 'link', 'set', 'lo', 'up')
  await inside('ip', 'addr', 'replace', `${block.engineAddress}/30`, 'dev', INSIDE)
  await inside('ip', 'link', 'set', INSIDE, 'up')
  await inside('ip', 'route', 'replace', 'default', 'via', block.hostAddress)
  await run('ip', ['route', 'replace', block.pool, 'via', block.engineAddress, 'dev', link])
  allowForwarding()
  await insert(masquerade(place, block.engineAddress), run)
  await fence(place, block, options)
}

/** The engine outlived an agent; the settings may be others now. */
export async function refence(place: NetworkPlace, options: { internet: boolean }): Promise<void> {
  const second = keptBlock(place)
  if (second !== undefined) await fence(place, blockAt(second), options)
}

function allowForwarding(): void {
  const file = '/proc/sys/net/ipv4/ip_forward'
  if (readFileSync(file, 'utf8').trim() !== '1') writeFileSync(file, '1')
}

interface Rule {
  table: 'nat'
  chain: string
  spec: string[]
}

/** What leaves by another way than the link has the machine's own address. */
function masquerade(place: NetworkPlace, engineAddress: string): Rule {
  const mark = ['-m', 'comment', '--comment', comment(place)]
  const spec = ['-s', engineAddress, '!', '-o', linkName(place), ...mark, '-j', 'MASQUERADE']
  return { table: 'nat', chain: 'POSTROUTING', spec }
}

type Runner = (command: string, args: string[]) => Promise<string>

async function insert(rule: Rule, runner: Runner): Promise<void> {
  const args = (verb: string) => ['-w', '-t', rule.table, verb, rule.chain, ...rule.spec]
  await runner('iptables', args('-C')).catch(() => runner('iptables', args('-I')))
}

/** Removes the namespace, the link and the machine's rules. The engine must have ended. */
export async function lower(place: NetworkPlace): Promise<void> {
  await succeeds('ip', ['link', 'del', linkName(place)])
  // Two agents of one home may have raised it at once, and may end it at once.
  await unmountBelow(place.namespace)
  rmSync(place.namespace, { force: true })
  await unfence(place)
  const second = keptBlock(place)
  if (second === undefined) return
  const { table, chain, spec } = masquerade(place, blockAt(second).engineAddress)
  while (await succeeds('iptables', ['-w', '-t', table, '-D', chain, ...spec])) {
    // once per copy of the rule
  }
}
