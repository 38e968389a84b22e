// What learners' containers may reach. Two sets of rules, each in chains of its own that are written whole, so that a changed setting
// takes hold at the next start and nothing is left over.
//
// In the engine's namespace (all bridges are in it):
//   forwarded   the agent may connect to containers; nobody else from outside may; 169.254.0.0/16 nobody; the internet by setting.
//               Between bridges Docker's own isolation stands.
//   to itself   nothing but answers: no bridge's gateway address, no published port, no daemon.
//   sources     strict reverse path: a packet with another's address as its sender is dropped where it comes in. No IPv6.
// On the machine:
//   to itself   nothing but answers, and DNS where the machine is its own name server.
//   forwarded   not to the bridges of other container engines on the machine, not to 169.254.0.0/16.
import { readFileSync } from 'node:fs'
import type { Block } from './address.ts'
import { run, succeeds } from './command.ts'
import { INSIDE, inNamespace, linkName, type NetworkPlace } from './link.ts'

const FORWARD = 'DRYDOCK-FORWARD'
const INPUT = 'DRYDOCK-INPUT'
/** Link-local, and with it the metadata address of clouds. */
const LINK_LOCAL = '169.254.0.0/16'
/** Bridges that container engines and virtual machines make on a machine; + is iptables' own any-ending. */
const NEIGHBOURS = ['docker0', 'docker_gwbridge', 'br-+', 'virbr+', 'cni+', 'podman+', 'lxcbr+', 'lxdbr+', 'dd-+']

const known = '-m conntrack --ctstate RELATED,ESTABLISHED'

/** Rules of the engine's namespace. `internet`: whether learners' containers and builds reach what is outside. */
export function innerRules(block: Block, options: { internet: boolean }): string[] {
  return [
    `-A ${FORWARD} -i ${INSIDE} -s ${block.hostAddress} -j ACCEPT`,
    `-A ${FORWARD} ${known} -j RETURN`,
    `-A ${FORWARD} -i ${INSIDE} -j DROP`,
    `-A ${FORWARD} -d ${LINK_LOCAL} -j DROP`,
    // docker0 is where catalog images are built; no learner is ever on it.
    ...(options.internet ? [] : [`-A ${FORWARD} ! -i docker0 -o ${INSIDE} -j REJECT`]),
    `-A ${INPUT} -i lo -j ACCEPT`,
    `-A ${INPUT} -i ${INSIDE} -s ${block.hostAddress} -j ACCEPT`,
    `-A ${INPUT} ${known} -j ACCEPT`,
    `-A ${INPUT} -j DROP`,
  ]
}

/** Rules of the machine, for packets that come from the engine. */
export function outerRules(place: NetworkPlace, nameServers: readonly string[]): string[] {
  const { forward, input } = outerChains(place)
  return [
    `-A ${forward} -d ${LINK_LOCAL} -j DROP`,
    ...NEIGHBOURS.map((bridge) => `-A ${forward} -o ${bridge} -j DROP`),
    `-A ${forward} -j ACCEPT`,
    `-A ${input} ${known} -j ACCEPT`,
    ...nameServers.flatMap((address) =>
      ['udp', 'tcp'].map((proto) => `-A ${input} -d ${address} -p ${proto} --dport 53 -j ACCEPT`),
    ),
    `-A ${input} -j DROP`,
  ]
}

/** A chain's name has 28 characters at most. */
const outerChains = ({ hash }: NetworkPlace) => ({ forward: `DD-${hash}-FORWARD`, input: `DD-${hash}-INPUT` })

/** IPv4 name servers of the machine that are not on its loopback, which containers can't mean. */
export function nameServersIn(resolvConf: string): string[] {
  return [...resolvConf.matchAll(/^nameserver\s+(\d+\.\d+\.\d+\.\d+)\s*$/gm)]
    .map((found) => found[1] as string)
    .filter((address) => !address.startsWith('127.'))
}

/** Puts the rules up, whatever was there before. */
export async function fence(place: NetworkPlace, block: Block, options: { internet: boolean }): Promise<void> {
  const inside: Where = (command, args, input = '') =>
    run('nsenter', [...inNamespace(place), command, ...args], { input })
  await restore(inside, [FORWARD, INPUT], innerRules(block, options))
  // Docker makes it, too, and keeps what is in it.
  await inside('iptables', ['-w', '-n', '-L', 'DOCKER-USER']).catch(() =>
    inside('iptables', ['-w', '-N', 'DOCKER-USER']),
  )
  await jump(inside, 'DOCKER-USER', ['-j', FORWARD])
  await jump(inside, 'INPUT', ['-j', INPUT])
  const quiet = [
    'echo 1 > /proc/sys/net/ipv4/conf/all/rp_filter',
    'echo 1 > /proc/sys/net/ipv4/conf/default/rp_filter',
    // A kernel without IPv6 has neither.
    'for f in all default; do f=/proc/sys/net/ipv6/conf/$f/disable_ipv6; [ ! -e $f ] || echo 1 > $f; done',
  ]
  await inside('sh', ['-c', quiet.join('\n')])

  const { forward, input } = outerChains(place)
  await restore(onMachine, [forward, input], outerRules(place, nameServersIn(readFileSync('/etc/resolv.conf', 'utf8'))))
  const link = linkName(place)
  await jump(onMachine, 'FORWARD', ['-o', link, ...known.split(' '), '-j', 'ACCEPT'])
  await jump(onMachine, 'FORWARD', ['-i', link, '-j', forward])
  await jump(onMachine, 'INPUT', ['-i', link, '-j', input])
}

/** The machine's part; the namespace takes its own along. */
export async function unfence(place: NetworkPlace): Promise<void> {
  const { forward, input } = outerChains(place)
  const link = linkName(place)
  const jumps = [
    ['FORWARD', '-o', link, ...known.split(' '), '-j', 'ACCEPT'],
    ['FORWARD', '-i', link, '-j', forward],
    ['INPUT', '-i', link, '-j', input],
  ]
  for (const rule of jumps) {
    while (await succeeds('iptables', ['-w', '-D', ...rule])) {
      // once per copy of the rule
    }
  }
  for (const chain of [forward, input]) for (const verb of ['-F', '-X']) await succeeds('iptables', ['-w', verb, chain])
}

type Where = (command: string, args: string[], input?: string) => Promise<string>
const onMachine: Where = (command, args, input = '') => run(command, args, { input })

/** Writes chains anew in one go: there is no moment with half of the rules. */
async function restore(where: Where, chains: string[], rules: string[]): Promise<void> {
  const text = ['*filter', ...chains.map((chain) => `:${chain} - [0:0]`), ...rules, 'COMMIT', ''].join('\n')
  await where('iptables-restore', ['--wait', '--noflush'], text)
}

/** At the top of the chain, before what others put there. */
async function jump(where: Where, chain: string, rule: string[]): Promise<void> {
  await where('iptables', ['-w', '-C', chain, ...rule]).catch(() => where('iptables', ['-w', '-I', chain, ...rule]))
}
