// What every container of a tenant must be like on the engine, whatever was asked for. Each finding begins with the field's name.

// biome-ignore lint/suspicious/noExplicitAny: the engine's inspect JSON
type Json = any
type Test = (value: Json, me: Mine) => boolean

interface Mine {
  tenant: string
  /** Full ids of the tenant's containers. */
  owns: (container: string) => boolean
}

const MIB = 1024 ** 2
const any: Test = () => true
const within =
  (low: number, high: number): Test =>
  (value) =>
    value >= low && value <= high
const oneOf =
  (...all: Json[]): Test =>
  (value) =>
    all.includes(value)
const shared =
  (...modes: string[]): Test =>
  (value: string, me) =>
    modes.includes(value) || (/^container:/.test(value) && me.owns(value.slice('container:'.length)))
const CAPS =
  /^(?:CAP_)?(?:CHOWN|DAC_OVERRIDE|FOWNER|FSETID|KILL|NET_BIND_SERVICE|NET_RAW|SETFCAP|SETGID|SETUID|SYS_CHROOT)$/
const SYSCTL = /^net\.(?:ipv4\.(?:ip_unprivileged_port_start|ping_group_range)|core\.somaxconn)$/
/** Of docker's default list; more is fine. */
const MASKED_MIN = 8
const READONLY_MIN = 5

/** Fields that are not here must be zero. */
const HOST_CONFIG: Record<string, Test> = {
  AutoRemove: any,
  CapAdd: (value) => (value ?? []).every((name: string) => CAPS.test(name)),
  CapDrop: (value) =>
    value?.includes('ALL') || ['AUDIT_WRITE', 'MKNOD', 'SETPCAP'].every((one) => value?.includes(one)),
  CgroupParent: (value, { tenant }) => value === '' || value.split('/').includes(tenant) || value.includes(tenant),
  CgroupnsMode: any,
  ConsoleSize: any,
  CpuShares: within(0, 1024),
  CpusetCpus: any,
  CpusetMems: any,
  Dns: any,
  DnsOptions: any,
  DnsSearch: any,
  ExtraHosts: (value) => !JSON.stringify(value ?? []).includes('host-gateway'),
  GroupAdd: (value) => (value ?? []).every((one: string) => /^[0-9]+$/.test(one)),
  Init: any,
  IpcMode: shared('', 'private', 'none', 'shareable'),
  LogConfig: ({ Type, Config }) =>
    Type === 'none' || (['json-file', 'local'].includes(Type) && Config['max-size'] === '5m'),
  MaskedPaths: (value) => value?.length >= MASKED_MIN,
  Memory: within(1, 512 * MIB),
  MemoryReservation: within(0, 512 * MIB),
  MemorySwap: within(1, 512 * MIB),
  MemorySwappiness: any,
  Mounts: (value, me) => (value ?? []).every((mount: Json) => isMountFine(mount, me)),
  NanoCpus: within(1, 2e9),
  NetworkMode: (value: string, me) => value.startsWith(`${me.tenant}_`) || shared('none')(value, me),
  OomScoreAdj: within(0, 1000),
  PidMode: shared(''),
  PidsLimit: within(1, 512),
  ReadonlyPaths: (value) => value?.length >= READONLY_MIN,
  ReadonlyRootfs: any,
  RestartPolicy: any,
  Runtime: oneOf('runc', 'io.containerd.runc.v2'),
  SecurityOpt: (value) => JSON.stringify(value) === '["no-new-privileges"]',
  ShmSize: within(0, 128 * MIB),
  Sysctls: (value) => Object.keys(value ?? {}).every((name) => SYSCTL.test(name)),
  Tmpfs: (value) => Object.values<string>(value ?? {}).every((options) => bytesOf(options) <= 256 * MIB),
  Ulimits: (value) => value?.some(({ Name, Hard }: Json) => Name === 'nofile' && Hard >= 0 && Hard <= 4096),
  VolumeDriver: oneOf('', 'local'),
  VolumesFrom: (value, me) => (value ?? []).every((one: string) => me.owns(one.split(':')[0] as string)),
}

function isMountFine({ Type, Source, VolumeOptions, BindOptions, TmpfsOptions }: Json, { tenant }: Mine): boolean {
  if (Type === 'volume')
    return Source.startsWith(`${tenant}_`) && !VolumeOptions?.DriverConfig?.Options && !VolumeOptions?.Subpath
  if (Type === 'tmpfs') return TmpfsOptions?.SizeBytes <= 256 * MIB
  return (
    Type === 'bind' && Source.includes(tenant) && !Source.includes('/..') && BindOptions?.Propagation === 'rprivate'
  )
}

function bytesOf(options: string): number {
  const found = /(?:^|,)size=([0-9]+)([kmg]?)(?:,|$)/i.exec(options)
  if (!found) return Number.POSITIVE_INFINITY
  return Number(found[1]) * 1024 ** ['', 'k', 'm', 'g'].indexOf((found[2] as string).toLowerCase())
}

function isZero(value: Json): boolean {
  if (value === null || value === undefined || typeof value !== 'object') return !value
  return Object.values(value).every(isZero)
}

export function containerFindings(info: Json, me: Mine): string[] {
  const out: string[] = []
  const found = (what: string, value: Json) => out.push(`${what} = ${JSON.stringify(value)}`)
  for (const [name, value] of Object.entries<Json>(info.HostConfig)) {
    const test = HOST_CONFIG[name]
    if (!(test ? test(value, me) : isZero(value))) found(`HostConfig.${name}`, value)
  }
  const { Labels, WorkingDir, Healthcheck, StopTimeout } = info.Config
  if (Labels?.['drydock.tenant'] !== me.tenant) found('Config.Labels', Labels)
  if (/^\/+(?:proc|sys)(?:\/|$)|\/\.\./.test(WorkingDir)) found('Config.WorkingDir', WorkingDir)
  if (Healthcheck?.Interval > 0 && Healthcheck.Interval < 1e9) found('Config.Healthcheck', Healthcheck)
  if (StopTimeout > 300) found('Config.StopTimeout', StopTimeout)
  if (JSON.stringify(info.Config.Labels ?? {}).length > 256 * 1024) found('Config.Labels.size', 'too large')
  if (!info.Name.startsWith(`/${me.tenant}_`)) found('Name', info.Name)
  for (const name of Object.keys(info.NetworkSettings.Networks))
    if (name !== 'none' && !name.startsWith(`${me.tenant}_`)) found('Networks', name)
  for (const { Type, Source } of info.Mounts)
    if (Type === 'bind' && !Source.includes(me.tenant)) found('Mounts', Source)
  return out
}
