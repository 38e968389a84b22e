// A network namespace of the engine's own. A second dockerd in the machine's namespace would flush the first one's
// iptables chains when it starts, and share its docker0; in here it can't touch either, and when the namespace ends, all
// bridges and rules in it are gone. One veth pair is the way out; the machine masquerades it.
//
//   machine  dd-<hash> 10.x.0.1 ──veth── 10.x.0.2 up0  engine's namespace: docker0, br-…, DOCKER-USER …
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { blockAt, chooseBlock, isFree } from './address.ts'
import { run, succeeds } from './command.ts'
import { isMounted } from './mount.ts'

export interface NetworkPlace {
  /** File that the namespace is bound to. */
  namespace: string
  /** Remembers the block of addresses across restarts. */
  blockFile: string
  /** Ten hexadecimal digits, different for every home. */
  hash: string
  home: string
}

const INSIDE = 'up0'

export const linkName = (place: NetworkPlace) => `dd-${place.hash}`
const comment = (place: NetworkPlace) => `drydock-${place.hash}`
export const inNamespace = (place: NetworkPlace) => [`--net=${place.namespace}`]

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
export async function raise(place: NetworkPlace, second: number): Promise<void> {
  const block = blockAt(second)
  const link = linkName(place)
  if (!isMounted(place.namespace)) {
    writeFileSync(place.namespace, '')
    await run('unshare', [`--net=${place.namespace}`, 'true'])
  }
  const inside = (...args: string[]) => run('nsenter', [...inNamespace(place), ...args])
  if (!(await succeeds('ip', ['link', 'show', link]))) {
    await run('ip', ['link', 'add', link, 'type', 'veth', 'peer', 'name', INSIDE])
    await run('ip', ['link', 'set', INSIDE, 'netns', place.namespace])
  }
  await run('ip', ['addr', 'replace', `${block.hostAddress}/30`, 'dev', link])
  await run('ip', ['link', 'set', link, 'up'])
  await inside('ip', 'link', 'set', 'lo', 'up')
  await inside('ip', 'addr', 'replace', `${block.engineAddress}/30`, 'dev', INSIDE)
  await inside('ip', 'link', 'set', INSIDE, 'up')
  await inside('ip', 'route', 'replace', 'default', 'via', block.hostAddress)
  await run('ip', ['route', 'replace', block.pool, 'via', block.engineAddress, 'dev', link])
  allowForwarding()
  for (const rule of hostRules(place, block.engineAddress)) await insert(rule, run)
  // The agent's own connections to containers (relays, previews) come from the link's address.
  if (!(await succeeds('nsenter', [...inNamespace(place), 'iptables', '-w', '-n', '-L', 'DOCKER-USER'])))
    await inside('iptables', '-w', '-N', 'DOCKER-USER')
  await insert(
    { table: 'filter', chain: 'DOCKER-USER', spec: ['-i', INSIDE, '-s', block.hostAddress, '-j', 'ACCEPT'] },
    (command, args) => inside(command, ...args),
  )
}

function allowForwarding(): void {
  const file = '/proc/sys/net/ipv4/ip_forward'
  if (readFileSync(file, 'utf8').trim() !== '1') writeFileSync(file, '1')
}

interface Rule {
  table: 'filter' | 'nat'
  chain: string
  spec: string[]
}

/** Learners' containers reach the internet, but no service of the machine itself and no cloud metadata address. */
function hostRules(place: NetworkPlace, engineAddress: string): Rule[] {
  const link = linkName(place)
  const mark = ['-m', 'comment', '--comment', comment(place)]
  const known = ['-m', 'conntrack', '--ctstate', 'RELATED,ESTABLISHED']
  const rule = (table: Rule['table'], chain: string, ...spec: string[]): Rule => ({
    table,
    chain,
    spec: [...spec.slice(0, -2), ...mark, ...spec.slice(-2)],
  })
  // Each is inserted at the top, so the last of a chain is looked at first.
  return [
    rule('nat', 'POSTROUTING', '-s', engineAddress, '!', '-o', link, '-j', 'MASQUERADE'),
    rule('filter', 'FORWARD', '-i', link, '-j', 'ACCEPT'),
    rule('filter', 'FORWARD', '-i', link, '-d', '169.254.0.0/16', '-j', 'DROP'),
    rule('filter', 'FORWARD', '-o', link, ...known, '-j', 'ACCEPT'),
    rule('filter', 'INPUT', '-i', link, '-j', 'DROP'),
    rule('filter', 'INPUT', '-i', link, '-p', 'udp', '--dport', '53', '-j', 'ACCEPT'),
    rule('filter', 'INPUT', '-i', link, '-p', 'tcp', '--dport', '53', '-j', 'ACCEPT'),
    rule('filter', 'INPUT', '-i', link, ...known, '-j', 'ACCEPT'),
  ]
}

type Runner = (command: string, args: string[]) => Promise<string>

async function insert(rule: Rule, runner: Runner): Promise<void> {
  const args = (verb: string) => ['-w', '-t', rule.table, verb, rule.chain, ...rule.spec]
  await runner('iptables', args('-C')).catch(() => runner('iptables', args('-I')))
}

/** Removes the namespace, the link and the machine's rules. The engine must have ended. */
export async function lower(place: NetworkPlace): Promise<void> {
  await succeeds('ip', ['link', 'del', linkName(place)])
  if (isMounted(place.namespace)) await run('umount', [place.namespace])
  rmSync(place.namespace, { force: true })
  const second = keptBlock(place)
  if (second === undefined) return
  for (const rule of hostRules(place, blockAt(second).engineAddress)) {
    const args = ['-w', '-t', rule.table, '-D', rule.chain, ...rule.spec]
    while (await succeeds('iptables', args)) {
      // once per copy of the rule
    }
  }
}
