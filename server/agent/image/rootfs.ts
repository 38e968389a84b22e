// A minimal Debian as a tar archive, made by mmdebstrap with the machine's own apt settings (mirror, proxy, validity).
import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { run, succeeds } from '#server/agent/engine/command.ts'
import { install, isDebianLike } from '#server/agent/engine/provision.ts'

const DEBIAN = 'http://deb.debian.org/debian'
const DEBIAN_SECURITY = 'http://deb.debian.org/debian-security'

/** Settings of the machine's apt that decide whether an archive can be reached and is accepted. */
const APT_SETTINGS = /^Acquire::(Check-Valid-Until|Check-Date|Retries|ForceIPv4) /i

/** As in Debian's own container images: small, and nothing cached in layers. */
const APT_OPTIONS = [
  'Acquire::Languages "none"',
  'Acquire::GzipIndexes "true"',
  'APT::Install-Recommends "false"',
  'Apt::AutoRemove::SuggestsImportant "false"',
  'Dir::Cache::pkgcache ""',
  'Dir::Cache::srcpkgcache ""',
]
const DPKG_OPTIONS = [
  'path-exclude=/usr/share/doc/*',
  'path-include=/usr/share/doc/*/copyright',
  'path-exclude=/usr/share/man/*',
  'path-exclude=/usr/share/info/*',
  'path-exclude=/usr/share/locale/*',
  'force-unsafe-io',
]

export interface RootfsOptions {
  proxies: Readonly<Record<string, string>>
  suite: string
  file: string
  signal: AbortSignal
  say: (text: string) => void
}

export async function makeRootfs({ suite, file, signal, say, proxies }: RootfsOptions): Promise<void> {
  if (!(await succeeds('sh', ['-c', 'command -v mmdebstrap']))) {
    if (process.getuid?.() !== 0 || !isDebianLike())
      throw new Error('mmdebstrap is missing: install it, or let a registry be reached (DRYDOCK_UPSTREAM)')
    await install(['mmdebstrap', 'debian-archive-keyring'], say, signal)
  }
  mkdirSync(dirname(file), { recursive: true })
  const mirrors = archivesOf(
    await run('apt-get', ['indextargets', '--format', '$(SITE)|$(LABEL)', 'Created-By: Packages']).catch(() => ''),
  )
  const settings = settingsOf(await aptConfig())
  say(`Debian ${suite} from ${new URL(mirrors.main).host}`)
  await run(
    'mmdebstrap',
    [
      '--variant=minbase',
      '--format=tar',
      ...[...APT_OPTIONS, ...settings].map((option) => `--aptopt=${option}`),
      ...DPKG_OPTIONS.map((option) => `--dpkgopt=${option}`),
      // Not an option of mmdebstrap's own apt, which has to find the packages that it downloaded.
      `--customize-hook=echo 'APT::Keep-Downloaded-Packages "false";' > "$1/etc/apt/apt.conf.d/no-kept-packages"`,
      suite,
      file,
      `deb ${mirrors.main} ${suite} main`,
      `deb ${mirrors.main} ${suite}-updates main`,
      `deb ${mirrors.security} ${suite}-security main`,
    ],
    { signal, env: { ...process.env, ...proxies }, onLine: (line) => line.startsWith('I: ') && say(line.slice(3)) },
  )
}

const aptConfig = () => run('apt-config', ['dump']).catch(() => '')

/** The machine's proxies as variables: those of the environment, else those that its apt is set to. */
export async function aptProxies(given: Readonly<Record<string, string>>): Promise<Record<string, string>> {
  return { ...proxiesOf(await aptConfig()), ...given }
}

export function proxiesOf(dump: string): Record<string, string> {
  const found = [...dump.matchAll(/^Acquire::(https?)::Proxy "(https?:[^"]+)";/gim)]
  return Object.fromEntries(found.map(([, scheme, url]) => [`${scheme}_proxy`, url as string]))
}

/** Where the machine gets Debian from; on another system, or without a hint, Debian's own address. */
export function archivesOf(targets: string): { main: string; security: string } {
  const lines = targets.split('\n').map((line) => line.split('|'))
  const site = (label: string) => lines.find(([url, said]) => said === label && /^https?:/.test(url ?? ''))?.[0]
  return { main: site('Debian') ?? DEBIAN, security: site('Debian-Security') ?? DEBIAN_SECURITY }
}

export function settingsOf(dump: string): string[] {
  return dump
    .split('\n')
    .filter((line) => APT_SETTINGS.test(line) && !line.includes('""'))
    .map((line) => line.replace(/;\s*$/, ''))
}
