// Makes sure that the machine has what a private engine needs: dockerd and friends, and ids for userns-remap.
import { appendFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { run, succeeds } from './command.ts'
import { EngineProblem } from './problem.ts'

/** Programs that a private engine is run with, and the Debian package of each. */
export const programs: Record<string, string> = {
  dockerd: 'docker.io',
  containerd: 'containerd',
  runc: 'runc',
  iptables: 'iptables',
  ip: 'iproute2',
  nsenter: 'util-linux',
}

export async function missingPrograms(): Promise<string[]> {
  const missing: string[] = []
  for (const program of Object.keys(programs))
    if (!(await succeeds('sh', ['-c', `command -v ${program}`]))) missing.push(program)
  return missing
}

export function isDebianLike(): boolean {
  try {
    return /^ID(_LIKE)?=.*\b(debian|ubuntu)\b/m.test(readFileSync('/etc/os-release', 'utf8'))
  } catch {
    return false
  }
}

export async function ensurePrograms(say: (text: string) => void, signal: AbortSignal): Promise<void> {
  const missing = await missingPrograms()
  if (missing.length === 0) return
  if (!isDebianLike()) throw new EngineProblem('engine-missing', `Missing: ${missing.join(', ')}.`)
  const packages = [...new Set(missing.map((program) => programs[program] as string))]
  await install(packages, say, signal)
  const still = await missingPrograms()
  if (still.length > 0) throw new EngineProblem('engine-missing', `Missing: ${still.join(', ')}.`)
}

/** apt-get install; the packages' own services are neither started nor enabled, as only Drydock's engine is wanted. */
export async function install(packages: string[], say: (text: string) => void, signal?: AbortSignal): Promise<void> {
  say(`Installing ${packages.join(', ')} with apt-get`)
  const policy = '/usr/sbin/policy-rc.d'
  const ownPolicy = !existsSync(policy)
  const before = new Set(packages.includes('docker.io') ? await enabledUnits() : [])
  if (ownPolicy) writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 })
  const options = { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }, ...(signal ? { signal } : {}) }
  try {
    await run('apt-get', ['update', '-q'], options)
    await run('apt-get', ['install', '-q', '-y', '--no-install-recommends', ...packages], options)
  } finally {
    if (ownPolicy) rmSync(policy, { force: true })
  }
  if (packages.includes('docker.io')) {
    const added = (await enabledUnits()).filter((unit) => !before.has(unit))
    if (added.length > 0) await succeeds('systemctl', ['disable', '--quiet', ...added])
  }
}

async function enabledUnits(): Promise<string[]> {
  if (!existsSync('/run/systemd/system')) return []
  const units = ['docker.service', 'docker.socket', 'containerd.service']
  const enabled = await Promise.all(units.map((unit) => succeeds('systemctl', ['is-enabled', '--quiet', unit])))
  return units.filter((_, index) => enabled[index])
}

const REMAP_USER = 'dockremap'
const REMAP_IDS = 65_536
const FIRST_REMAP_ID = 100_000

/** dockerd makes the user and its ids itself, but gives up when the user is there without ids. */
export async function ensureRemapIds(): Promise<void> {
  if (!(await succeeds('getent', ['passwd', REMAP_USER])))
    await run('useradd', ['--system', '--no-create-home', '--shell', '/usr/sbin/nologin', '--user-group', REMAP_USER])
  for (const file of ['/etc/subuid', '/etc/subgid']) {
    const text = existsSync(file) ? readFileSync(file, 'utf8') : ''
    const line = remapLine(text)
    if (line) appendFileSync(file, `${text === '' || text.endsWith('\n') ? '' : '\n'}${line}\n`)
  }
}

/** The line that is missing in /etc/subuid, behind all ranges that are given away; undefined when there is one. */
export function remapLine(text: string): string | undefined {
  const ranges = text
    .split('\n')
    .map((line) => line.split(':'))
    .filter((fields) => fields.length === 3)
  if (ranges.some(([user, , count]) => user === REMAP_USER && Number(count) >= REMAP_IDS)) return undefined
  const end = Math.max(FIRST_REMAP_ID, ...ranges.map(([, start, count]) => Number(start) + Number(count)))
  return `${REMAP_USER}:${end}:${REMAP_IDS}`
}
