// The body of POST /containers/create, field by field. A field that is not here is refused unless it is zero.
import { limitFields } from './create-limit.ts'
import { SHM_MAX_BYTES, STOP_TIMEOUT_MAX_S } from './limit.ts'
import { bad, forbidden } from './refusal.ts'
import {
  between,
  bool,
  ignored,
  int,
  list,
  map,
  never,
  object,
  oneOf,
  type Read,
  type Shape,
  string,
  strings,
  words,
} from './shape.ts'

export const SECOND_NS = 1e9
const HOUR_NS = 3600 * SECOND_NS

/** Not below /proc: runc opened directories of the machine there (CVE-2024-21626). */
export const workingDir: Read<string> = (value, at) => {
  const path = string(value, at)
  if (path === '') return path
  if (!path.startsWith('/')) throw bad(`the working directory '${path}' is invalid, it needs to be an absolute path`)
  // By parts, not by one pattern: nested repetition would try for minutes on a path of many slashes.
  const parts = path.split('/').filter((part) => part !== '' && part !== '.')
  if (parts.includes('..') || parts[0] === 'proc' || parts[0] === 'sys')
    throw forbidden('A working directory below /proc or /sys, or with .. in it, is not served here.')
  return path
}

const duration: Read<number> = (value, at) => {
  const ns = int(value, at)
  if (ns !== 0 && (ns < SECOND_NS || ns > HOUR_NS)) throw bad(`${at} must be between 1s and 1h`)
  return ns
}

export const healthcheck = object({
  Test: strings,
  Interval: duration,
  Timeout: duration,
  StartPeriod: duration,
  StartInterval: ignored,
  Retries: between(0, 100),
})

const CAPS = new Set([
  'CHOWN',
  'DAC_OVERRIDE',
  'FOWNER',
  'FSETID',
  'KILL',
  'NET_BIND_SERVICE',
  'NET_RAW',
  'SETFCAP',
  'SETGID',
  'SETUID',
  'SYS_CHROOT',
])
/** Of Docker's default set, what a beginner's container does not need. */
export const DROPPED_CAPS = ['AUDIT_WRITE', 'MKNOD', 'SETPCAP']

const capName = (text: string) => text.toUpperCase().replace(/^CAP_/, '')
const capAdd: Read<string[]> = (value, at) => {
  const names = strings(value, at).map(capName)
  for (const name of names)
    if (!CAPS.has(name))
      throw forbidden(
        `--cap-add ${name} is not served here: it gives a container power over the real machine that all learners share. On your own machine, add single capabilities only when a program proves to need one.`,
      )
  return names
}
const capDrop: Read<string[]> = (value, at) => {
  const names = strings(value, at).map(capName)
  for (const name of names)
    if (!/^[A-Z_]{1,30}$/.test(name)) throw bad(`invalid CapDrop: unknown capability: "${name}"`)
  return names
}

const SYSCTLS = new Set(['net.ipv4.ip_unprivileged_port_start', 'net.ipv4.ping_group_range', 'net.core.somaxconn'])
const sysctls: Read<Record<string, string>> = (value, at) => {
  const out = map(string)(value, at)
  for (const name of Object.keys(out))
    if (!SYSCTLS.has(name))
      throw forbidden(`--sysctl ${name} is not served here. Served are: ${[...SYSCTLS].join(', ')}.`)
  return out
}

const securityOpt: Read<undefined> = (value, at) => {
  for (const option of strings(value, at))
    if (!/^no-new-privileges(?:[:=]true)?$/.test(option))
      throw forbidden(
        `--security-opt ${option} is not served here: it would take down a wall between containers and the real machine. Every container here already runs with no-new-privileges and the default seccomp profile.`,
      )
}

const SHARED = 'all learners share one real machine'
const hostOnly = (flag: string, what: string) =>
  never(
    `${flag} is not served here: ${what}, and ${SHARED}. On your own machine it works; here use a container without it.`,
  )

/** '' or a mode of the list, or container:<name>, which the rule resolves. */
const shareMode =
  (flag: string, words: string, ...allowed: string[]): Read<string> =>
  (value, at) => {
    const mode = string(value, at)
    if (mode === '' || allowed.includes(mode) || /^container:./.test(mode)) return mode
    throw forbidden(`${flag}=${mode} is not served here: ${words}`)
  }

const logConfig: Read<{ type: '' | 'json-file' | 'local' | 'none' }> = (value, at) => {
  const { Type = '' } = object({ Type: string, Config: ignored })(value, at)
  if (Type !== '' && Type !== 'json-file' && Type !== 'local' && Type !== 'none')
    throw forbidden(
      `The log driver ${Type} sends logs out of this machine and is not served here. Served are json-file, local and none.`,
    )
  return { type: Type }
}

const portBinding = object({ HostIp: string, HostPort: string })
const mount = object({
  Type: oneOf('bind', 'volume', 'tmpfs'),
  Source: string,
  Target: string,
  ReadOnly: bool,
  Consistency: ignored,
  BindOptions: object({ Propagation: oneOf('', 'rprivate'), CreateMountpoint: bool, NonRecursive: bool }),
  VolumeOptions: object({
    NoCopy: bool,
    Labels: map(string),
    DriverConfig: never(
      'Volume drivers and their options reach the real machine, so only plain local volumes are served here.',
    ),
  }),
  TmpfsOptions: object({ SizeBytes: int, Mode: int, Options: never('Tmpfs options are not served here.') }),
})

export const endpoint = object({
  Aliases: strings,
  Links: strings,
  IPAMConfig: object({
    IPv4Address: string,
    IPv6Address: never('IPv6 addresses are not served here.'),
    LinkLocalIPs: strings,
  }),
  MacAddress: ignored,
  DriverOpts: never('Network driver options are not served here.'),
  // Filled in by docker-compose and by inspect-then-create scripts; the engine sets them.
  NetworkID: ignored,
  EndpointID: ignored,
  Gateway: ignored,
  IPAddress: ignored,
  IPPrefixLen: ignored,
  GwPriority: ignored,
  DNSNames: ignored,
})
export type Endpoint = Shape<{ Aliases: typeof strings; Links: typeof strings }> & {
  IPAMConfig?: { IPv4Address?: string }
}

export const restartPolicy = object({
  Name: oneOf('', 'no', 'always', 'on-failure', 'unless-stopped'),
  MaximumRetryCount: between(0, 1000),
})

export const hostConfig = object({
  ...limitFields,
  Binds: strings,
  Mounts: list(mount),
  Tmpfs: map(string),
  VolumesFrom: strings,
  VolumeDriver: oneOf('', 'local'),
  ContainerIDFile: ignored,
  LogConfig: logConfig,
  NetworkMode: string,
  PortBindings: map(list(portBinding)),
  PublishAllPorts: bool,
  RestartPolicy: restartPolicy,
  AutoRemove: bool,
  ConsoleSize: ignored,
  Annotations: ignored,
  CapAdd: capAdd,
  CapDrop: capDrop,
  CgroupnsMode: oneOf('', 'private'),
  Dns: strings,
  DnsOptions: strings,
  DnsSearch: strings,
  ExtraHosts: strings,
  GroupAdd: strings,
  Links: strings,
  OomScoreAdj: between(0, 1000),
  ReadonlyRootfs: bool,
  Init: bool,
  ShmSize: between(0, SHM_MAX_BYTES),
  Runtime: oneOf('', 'runc', 'io.containerd.runc.v2'),
  Isolation: oneOf('', 'default'),
  Sysctls: sysctls,
  SecurityOpt: securityOpt,
  IpcMode: shareMode('--ipc', `it shares memory with the real machine, and ${SHARED}.`, 'private', 'none', 'shareable'),
  PidMode: shareMode(
    '--pid',
    `it shows all processes of the real machine, and ${SHARED}. Look into your own containers with docker top.`,
  ),
  UTSMode: hostOnly('--uts=host', 'it shares the host name of the real machine'),
  UsernsMode: hostOnly('--userns=host', 'it makes root in the container root of the real machine'),
  Privileged: never(
    'Privileged containers are not served here: --privileged switches off the walls between a container and the real machine, and all learners share that machine. Most images never need it.',
  ),
  Devices: hostOnly('--device', 'it hands a device of the real machine to the container'),
  DeviceRequests: hostOnly('--gpus', 'it hands devices of the real machine to the container'),
  DeviceCgroupRules: hostOnly('--device-cgroup-rule', 'it opens devices of the real machine'),
  CgroupParent: hostOnly('--cgroup-parent', 'it moves the container out of its limits'),
  Cgroup: hostOnly('Cgroup', 'it joins the control group of another container'),
  StorageOpt: hostOnly('--storage-opt', 'it needs a storage that this engine does not have'),
  MaskedPaths: never('Unmasking paths of /proc (MaskedPaths) is not served here.'),
  ReadonlyPaths: never('Unlocking paths of /proc (ReadonlyPaths) is not served here.'),
})

export const createBody = {
  Hostname: string,
  Domainname: string,
  User: string,
  AttachStdin: bool,
  AttachStdout: bool,
  AttachStderr: bool,
  ExposedPorts: map(object({})),
  Tty: bool,
  OpenStdin: bool,
  StdinOnce: bool,
  Env: strings,
  Cmd: words,
  Entrypoint: words,
  Healthcheck: healthcheck,
  ArgsEscaped: ignored,
  Image: string,
  Volumes: map(object({})),
  WorkingDir: workingDir,
  NetworkDisabled: bool,
  MacAddress: ignored,
  Labels: map(string),
  StopSignal: string,
  StopTimeout: between(0, STOP_TIMEOUT_MAX_S),
  Shell: words,
  OnBuild: ignored,
  HostConfig: hostConfig,
  NetworkingConfig: object({ EndpointsConfig: map(endpoint) }),
  // dockerode repeats the query's parameters in the body, where the engine never looks.
  name: ignored,
  platform: ignored,
}
export type CreateBody = Shape<typeof createBody>
export type HostConfig = NonNullable<CreateBody['HostConfig']>
