// Mounts of a create. Named volumes become the tenant's own, paths are paths of the workspace, and volumes without a name get one,
// so that every volume has an owner.
import { randomBytes } from 'node:crypto'
import { posix } from 'node:path'
import { BindMissing, BindRefused } from '../part.ts'
import type { CreateBody, HostConfig } from './create-shape.ts'
import type { Json } from './json.ts'
import { MOUNTS_PER_CONTAINER, TMPFS_DEFAULT_BYTES, TMPFS_MAX_BYTES } from './limit.ts'
import { ANONYMOUS_LABEL, checkLabels, checkName, engineName, OWNER_LABEL } from './name.ts'
import { bad, forbidden, Refusal } from './refusal.ts'
import type { Scope } from './scope.ts'
import { checkVolumeQuota } from './volume-own.ts'

export interface Mounted {
  /** HostConfig.Mounts for the engine. */
  mounts: Json[]
  tmpfs: Record<string, string>
  volumesFrom: string[]
  /** Mount point -> path in the workspace. */
  paths: Record<string, string>
  /** Visible names of volumes that go with the container. */
  anonymous: string[]
  /** Set when there are binds: their key at WorkspaceHost. */
  key?: string
}

const DOCKER_SOCKET = /^\/(?:var\/)?run\/(?:drydock\/)?docker\.sock$/

/** `imageVolumes`: mount points that the image declares. @throws Refusal */
export async function prepareMounts(scope: Scope, body: CreateBody, imageVolumes: readonly string[]): Promise<Mounted> {
  const out: Mounted = { mounts: [], tmpfs: {}, volumesFrom: [], paths: {}, anonymous: [] }
  try {
    await prepare(scope, body, imageVolumes, out)
    return out
  } catch (error) {
    // Else a refused create leaves mounts and volumes behind, as often as it is tried.
    await dropMounts(scope, out)
    throw error
  }
}

async function prepare(scope: Scope, body: CreateBody, imageVolumes: readonly string[], out: Mounted): Promise<void> {
  const hostConfig = body.HostConfig ?? {}
  const used = new Set<string>()
  const key = randomBytes(16).toString('hex')
  const target = (path: string): string => {
    const clean = checkTarget(path)
    if (used.has(clean)) throw bad(`Duplicate mount point: ${clean}`)
    used.add(clean)
    return clean
  }
  const inherited = await volumesFrom(scope, hostConfig, out)

  for (const text of hostConfig.Binds ?? []) {
    const bind = parseBind(text)
    const at = target(bind.target)
    if (bind.source === '') await anonymous(scope, out, at, bind.readOnly, bind.noCopy)
    else if (bind.source.startsWith('/')) await path(scope, out, key, bind.source, at, bind.readOnly, true)
    else await volume(scope, out, bind.source, at, bind.readOnly, bind.noCopy)
  }
  for (const mount of hostConfig.Mounts ?? []) {
    const at = target(mount.Target ?? '')
    const readOnly = mount.ReadOnly ?? false
    const source = mount.Source ?? ''
    if (mount.Type === 'bind')
      await path(scope, out, key, source, at, readOnly, mount.BindOptions?.CreateMountpoint ?? false)
    else if (mount.Type === 'volume') {
      const { NoCopy = false, Labels = {} } = mount.VolumeOptions ?? {}
      if (source === '') await anonymous(scope, out, at, readOnly, NoCopy)
      else await volume(scope, out, source, at, readOnly, NoCopy, checkLabels(Labels))
    } else if (mount.Type === 'tmpfs') {
      const { SizeBytes = 0, Mode = 0 } = mount.TmpfsOptions ?? {}
      if (SizeBytes < 0 || SizeBytes > TMPFS_MAX_BYTES) throw tmpfsSize()
      const options = { SizeBytes: SizeBytes || TMPFS_DEFAULT_BYTES, ...(Mode ? { Mode } : {}) }
      out.mounts.push({ Type: 'tmpfs', Target: at, ReadOnly: readOnly, TmpfsOptions: options })
    } else throw bad('a mount has no type')
  }
  for (const [point, options] of Object.entries(hostConfig.Tmpfs ?? {}))
    out.tmpfs[target(point)] = tmpfsOptions(options)
  for (const point of [...Object.keys(body.Volumes ?? {}), ...imageVolumes]) {
    const at = checkTarget(point)
    if (used.has(at) || inherited.has(at)) continue
    used.add(at)
    await anonymous(scope, out, at, false, false)
  }
  if (used.size > MOUNTS_PER_CONTAINER) throw bad(`a container may have ${MOUNTS_PER_CONTAINER} mounts at most`)
}

/** Takes back what was made for a container that was not made after all. */
export async function dropMounts(scope: Scope, mounted: Mounted): Promise<void> {
  if (mounted.key) await scope.host.unbind(scope.tenant, mounted.key)
  for (const name of mounted.anonymous)
    await scope.engine.json('DELETE', { path: `/volumes/${engineName(scope.tenant.id, name)}` }).catch(() => {})
}

function checkTarget(path: string): string {
  if (!path.startsWith('/')) throw bad(`invalid mount config: mount path must be absolute: '${path}'`)
  const clean = posix.normalize(path).replace(/(.)\/+$/, '$1')
  if (clean === '/') throw bad("invalid specification: destination can't be '/'")
  if (/^\/(?:proc|sys)(?:\/|$)/.test(clean)) throw forbidden(`Mounting over ${clean} is not served here.`)
  return clean
}

function parseBind(text: string): { source: string; target: string; readOnly: boolean; noCopy: boolean } {
  const parts = text.split(':')
  if (parts.length > 3 || parts.some((part, i) => part === '' && i < 2))
    throw bad(`invalid volume specification: '${text}'`)
  if (parts.length === 1) return { source: '', target: parts[0] as string, readOnly: false, noCopy: false }
  const modes = parts[2] === undefined ? [] : parts[2].split(',')
  for (const mode of modes) {
    if (mode === 'z' || mode === 'Z')
      throw forbidden('The bind modes z and Z change SELinux labels of the real machine; leave them out here.')
    if (!['ro', 'rw', 'nocopy', 'consistent', 'cached', 'delegated'].includes(mode))
      throw bad(`invalid mode: ${parts[2]}`)
  }
  return {
    source: parts[0] as string,
    target: parts[1] as string,
    readOnly: modes.includes('ro'),
    noCopy: modes.includes('nocopy'),
  }
}

async function path(
  scope: Scope,
  out: Mounted,
  key: string,
  source: string,
  at: string,
  readOnly: boolean,
  create: boolean,
) {
  if (!source.startsWith('/'))
    throw bad(`invalid mount config for type "bind": invalid mount path: '${source}' mount path must be absolute`)
  const clean = posix.normalize(source).replace(/(.)\/+$/, '$1')
  if (DOCKER_SOCKET.test(clean))
    throw forbidden(
      'Mounting docker.sock is not served here: whoever holds that socket rules the Docker host. On a real host it makes the container as powerful as root.',
    )
  if (clean === '/')
    throw forbidden(
      'Mounting / of the host is not served here: it would hand all files of the machine to the container. Mount a directory of your project instead, e.g. -v "$(pwd)":/app.',
    )
  let real: string
  out.key = key
  try {
    real = await scope.host.bind(scope.tenant, key, clean, { create })
  } catch (error) {
    if (error instanceof BindMissing)
      throw new Refusal(400, `invalid mount config for type "bind": bind source path does not exist: ${clean}`, false)
    if (error instanceof BindRefused)
      throw forbidden(
        `The directory ${clean} can't be mounted: only what is below your home directory can, so that containers reach nothing else of the machine. ${error.message}`.trim(),
      )
    throw error
  }
  out.paths[at] = clean
  out.mounts.push({
    Type: 'bind',
    Source: real,
    Target: at,
    ReadOnly: readOnly,
    BindOptions: { Propagation: 'rprivate' },
  })
}

async function volume(
  scope: Scope,
  out: Mounted,
  name: string,
  at: string,
  readOnly: boolean,
  noCopy: boolean,
  labels: Record<string, string> = {},
) {
  if (!/^[a-zA-Z0-9][a-zA-Z0-9_.-]+$/.test(name))
    throw bad(
      `create ${name}: ${JSON.stringify(name)} includes invalid characters for a local volume name, only "[a-zA-Z0-9][a-zA-Z0-9_.-]" are allowed. If you intended to pass a host directory, use absolute path`,
    )
  const source = engineName(scope.tenant.id, checkName('volume', name))
  await checkVolumeQuota(scope, name)
  // Making it first, with its owner's label: the engine would make it without one. An existing one is left as it is.
  await scope.engine.json('POST', {
    path: '/volumes/create',
    body: { Name: source, Driver: 'local', Labels: { ...labels, [OWNER_LABEL]: scope.tenant.id } },
  })
  push(out, source, at, readOnly, noCopy)
}

async function anonymous(scope: Scope, out: Mounted, at: string, readOnly: boolean, noCopy: boolean) {
  const name = randomBytes(32).toString('hex')
  await checkVolumeQuota(scope)
  const source = engineName(scope.tenant.id, name)
  await scope.engine.json('POST', {
    path: '/volumes/create',
    body: { Name: source, Driver: 'local', Labels: { [OWNER_LABEL]: scope.tenant.id, [ANONYMOUS_LABEL]: '' } },
  })
  out.anonymous.push(name)
  push(out, source, at, readOnly, noCopy)
}

function push(out: Mounted, source: string, at: string, readOnly: boolean, noCopy: boolean) {
  out.mounts.push({
    Type: 'volume',
    Source: source,
    Target: at,
    ReadOnly: readOnly,
    VolumeOptions: { NoCopy: noCopy, DriverConfig: { Name: 'local' } },
  })
}

/** Own containers only, by full id. Returns the mount points that come with them. */
async function volumesFrom(scope: Scope, hostConfig: HostConfig, out: Mounted): Promise<Set<string>> {
  const points = new Set<string>()
  for (const text of hostConfig.VolumesFrom ?? []) {
    const [name, mode, ...rest] = text.split(':')
    if (!name || rest.length > 0 || (mode !== undefined && mode !== 'ro' && mode !== 'rw'))
      throw bad(`invalid volumes-from specification: '${text}'`)
    const { id } = await scope.containers.resolve(name)
    const info = await scope.engine.json<{ Mounts: { Destination: string }[] }>('GET', {
      path: `/containers/${id}/json`,
    })
    for (const { Destination } of info.Mounts) points.add(Destination)
    out.volumesFrom.push(mode ? `${id}:${mode}` : id)
  }
  return points
}

const tmpfsSize = () => forbidden(`A tmpfs may be ${TMPFS_MAX_BYTES / 1024 / 1024} MiB at most on this machine.`)

function tmpfsOptions(text: string): string {
  const out: string[] = []
  let size = TMPFS_DEFAULT_BYTES
  for (const option of text.split(',').filter(Boolean)) {
    const found = /^size=([0-9]{1,12})([kKmMgG]?)$/.exec(option)
    if (found)
      size =
        Number(found[1]) * { '': 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3 }[(found[2] as string).toLowerCase() as 'k']
    else if (/^(?:mode=[0-7]{3,4}|uid=[0-9]{1,10}|gid=[0-9]{1,10}|noexec|nosuid|nodev|ro|rw|exec)$/.test(option))
      out.push(option)
    else throw bad(`invalid tmpfs option "${option}"`)
  }
  if (size > TMPFS_MAX_BYTES) throw tmpfsSize()
  return [...out, `size=${size}`].join(',')
}
