// POST /containers/create: read by allow-list, rewritten onto the tenant's own objects, forced limits, one engine request.
import type { Asked } from './asked.ts'
import { randomName } from './container-name.ts'
import { forcedLimits } from './create-limit.ts'
import { dropMounts, prepareMounts } from './create-mount.ts'
import { prepareNetwork } from './create-network.ts'
import { readPorts } from './create-port.ts'
import { type CreateBody, createBody, DROPPED_CAPS, SECOND_NS, workingDir } from './create-shape.ts'
import type { Json, JsonObject } from './json.ts'
import { LABELS_PER_OBJECT, LOG_MAX_FILE, LOG_MAX_SIZE, SHM_DEFAULT_BYTES } from './limit.ts'
import { ASKED_LABEL, checkLabels, checkName, engineName, OWNER_LABEL } from './name.ts'
import { dropped, text } from './query.ts'
import { bad, forbidden } from './refusal.ts'
import { json, rule } from './rule.ts'
import type { Scope } from './scope.ts'
import { given, readObject } from './shape.ts'

/** dockerode repeats the fields of the body in the query, where the engine never looks. */
const echoed = Object.fromEntries(Object.keys(createBody).map((name) => [name, dropped]))

export const containerCreate = rule({
  id: 'container.create',
  spec: 'G-301',
  method: 'POST',
  path: '/containers/create',
  query: { ...echoed, name: text, platform: dropped },
  body: 'json',
  async run(call) {
    const { scope, query } = call
    const body = readObject(call.body, '', createBody)
    const asked = query.name?.replace(/^\//, '')
    if (asked) call.about(checkName('container', asked))
    return scope.alone('container.create', async () => {
      const { containers: most } = scope.limits
      if (scope.containers.list().length >= most) await scope.containers.refresh()
      if (scope.containers.list().length >= most)
        throw forbidden(
          `This machine holds ${most} containers at most, stopped ones included. Remove some first: docker container prune`,
        )
      const name = asked || randomName((one) => scope.containers.list().some((container) => container.name === one))
      const made = await create(scope, name, body)
      // Only now: a name that was made up for a container that never came would tell nobody anything.
      call.about(name)
      return json(made, 201)
    })
  },
})

async function create(scope: Scope, name: string, body: CreateBody): Promise<{ Id: string; Warnings: string[] }> {
  if (!body.Image) throw bad('Image is empty: which image is the container to be made from?')
  const image = await scope.images.resolve(body.Image)
  const config = await imageConfig(scope, image.id)
  if (!body.WorkingDir) workingDir(config.WorkingDir ?? '', 'WorkingDir of the image')
  if (Object.keys(body.Labels ?? {}).length > LABELS_PER_OBJECT) throw bad(`more than ${LABELS_PER_OBJECT} labels`)
  const labels = checkLabels(body.Labels ?? {})
  checkListed(body, config)
  const hostConfig = body.HostConfig ?? {}
  const limits = forcedLimits(hostConfig)
  const { ports, exposed } = readPorts(body, Object.keys(config.ExposedPorts ?? {}))
  const network = await prepareNetwork(scope, body, name)
  const modes = {
    IpcMode: await shareMode(scope, hostConfig.IpcMode),
    PidMode: await shareMode(scope, hostConfig.PidMode),
  }
  checkHosts(hostConfig.ExtraHosts ?? [])
  for (const group of hostConfig.GroupAdd ?? [])
    if (!/^[0-9]{1,9}$/.test(group)) throw bad(`--group-add is served with numbers only, not ${JSON.stringify(group)}`)
  const mounted = await prepareMounts(scope, body, Object.keys(config.Volumes ?? {}))
  const asked: Asked = {
    image: body.Image,
    network: network.asked,
    ports: network.mode === 'none' || network.mode.startsWith('container:') ? [] : ports,
    ...(mounted.key ? { key: mounted.key } : {}),
    paths: mounted.paths,
    shown: {
      ...limits.shown,
      Binds: (hostConfig.Binds as Json | undefined) ?? null,
      ...(hostConfig.Mounts?.length ? { Mounts: hostConfig.Mounts as Json } : {}),
      PortBindings: (hostConfig.PortBindings as Json | undefined) ?? {},
      PublishAllPorts: hostConfig.PublishAllPorts ?? false,
      CapAdd: hostConfig.CapAdd?.length ? hostConfig.CapAdd : null,
      CapDrop: hostConfig.CapDrop?.length ? hostConfig.CapDrop : null,
      Links: hostConfig.Links?.length ? hostConfig.Links : null,
      VolumesFrom: hostConfig.VolumesFrom?.length ? hostConfig.VolumesFrom : null,
    },
    anonymous: mounted.anonymous,
    autoRemove: hostConfig.AutoRemove ?? false,
  }
  const askedText = JSON.stringify(asked)
  if (askedText.length > LISTED_MAX_BYTES) {
    await dropMounts(scope, mounted)
    throw bad('ports, mounts and links of the container are too many for this machine')
  }
  const request = {
    ...given({
      Hostname: body.Hostname,
      Domainname: body.Domainname,
      User: body.User,
      AttachStdin: body.AttachStdin,
      AttachStdout: body.AttachStdout,
      AttachStderr: body.AttachStderr,
      Tty: body.Tty,
      OpenStdin: body.OpenStdin,
      StdinOnce: body.StdinOnce,
      Env: body.Env,
      Cmd: body.Cmd,
      Entrypoint: body.Entrypoint,
      Healthcheck: calmHealthcheck(body.Healthcheck, config.Healthcheck),
      WorkingDir: body.WorkingDir,
      NetworkDisabled: body.NetworkDisabled,
      StopSignal: body.StopSignal,
      StopTimeout: body.StopTimeout,
      Shell: body.Shell,
    }),
    Image: image.id,
    ExposedPorts: exposed,
    // Written out even where the image has labels of these names: images prove nothing.
    Labels: { ...labels, [OWNER_LABEL]: scope.tenant.id, [ASKED_LABEL]: askedText },
    HostConfig: {
      ...limits.engine,
      ...given({
        RestartPolicy: hostConfig.RestartPolicy,
        AutoRemove: hostConfig.AutoRemove,
        CgroupnsMode: hostConfig.CgroupnsMode || undefined,
        Dns: hostConfig.Dns,
        DnsOptions: hostConfig.DnsOptions,
        DnsSearch: hostConfig.DnsSearch,
        ExtraHosts: hostConfig.ExtraHosts,
        GroupAdd: hostConfig.GroupAdd,
        OomScoreAdj: hostConfig.OomScoreAdj,
        ReadonlyRootfs: hostConfig.ReadonlyRootfs,
        Init: hostConfig.Init,
        Sysctls: hostConfig.Sysctls,
        CapAdd: hostConfig.CapAdd?.length ? hostConfig.CapAdd : undefined,
        IpcMode: modes.IpcMode || undefined,
        PidMode: modes.PidMode || undefined,
        VolumesFrom: mounted.volumesFrom.length > 0 ? mounted.volumesFrom : undefined,
        Tmpfs: Object.keys(mounted.tmpfs).length > 0 ? mounted.tmpfs : undefined,
      }),
      Mounts: mounted.mounts,
      NetworkMode: network.mode,
      CapDrop: dropCaps(hostConfig.CapDrop ?? []),
      SecurityOpt: ['no-new-privileges'],
      ShmSize: hostConfig.ShmSize || SHM_DEFAULT_BYTES,
      LogConfig: logConfig(hostConfig.LogConfig?.type ?? ''),
      ...given({ CgroupParent: scope.room.group()?.containers, Runtime: scope.room.runtime }),
    },
    NetworkingConfig: { EndpointsConfig: network.endpoints },
  }
  try {
    const made = await scope.engine.json<{ Id: string; Warnings: string[] | null }>('POST', {
      path: '/containers/create',
      query: { name: engineName(scope.tenant.id, name) },
      body: request,
    })
    scope.containers.put(made.Id, name, asked)
    return { Id: made.Id, Warnings: made.Warnings ?? [] }
  } catch (error) {
    await dropMounts(scope, mounted)
    throw error
  }
}

type Listed = { Labels?: object | null; Cmd?: readonly string[] | null; Entrypoint?: readonly string[] | null }
/** Of a container in each list, of all learners' containers in some. */
const LISTED_MAX_BYTES = 32 * 1024

/** @throws Refusal 400 */
function checkListed(body: Listed, config: Listed) {
  const listed = [body, config].map(({ Labels, Cmd, Entrypoint }) => [Labels, Cmd, Entrypoint])
  if (Buffer.byteLength(JSON.stringify(listed)) > LISTED_MAX_BYTES)
    throw bad(
      `labels and command of a container, its image's included, take ${LISTED_MAX_BYTES / 1024} KiB at most on this machine: put long scripts into a file`,
    )
}

/** An image's own check can be due every millisecond; a create's can't. */
function calmHealthcheck(
  asked: CreateBody['Healthcheck'],
  image: ImageConfig['Healthcheck'],
): CreateBody['Healthcheck'] {
  const isInherited = !asked?.Test?.length && !asked?.Interval
  const interval = image?.Interval ?? 0
  return isInherited && interval > 0 && interval < SECOND_NS ? { ...asked, Interval: SECOND_NS } : asked
}

interface ImageConfig extends Listed {
  Healthcheck?: { Interval?: number } | null
  ExposedPorts?: Record<string, object> | null
  Volumes?: Record<string, object> | null
  WorkingDir?: string
}
const IMAGES_KNOWN = 200
/** By full id, which names the content, so this never goes stale. */
const configs = new Map<string, ImageConfig>()

async function imageConfig(scope: Scope, id: string): Promise<ImageConfig> {
  const known = configs.get(id)
  if (known) return known
  const image = await scope.engine.json<{ Config: ImageConfig | null }>('GET', { path: `/images/${id}/json` })
  const config = image.Config ?? {}
  if (configs.size >= IMAGES_KNOWN) configs.delete(configs.keys().next().value as string)
  configs.set(id, config)
  return config
}

/** container:<name> -> container:<full id>, own ones only. */
async function shareMode(scope: Scope, mode: string | undefined): Promise<string | undefined> {
  if (!mode?.startsWith('container:')) return mode
  return `container:${(await scope.containers.resolve(mode.slice('container:'.length))).id}`
}

function dropCaps(asked: readonly string[]): string[] {
  return asked.includes('ALL') ? ['ALL'] : [...new Set([...asked, ...DROPPED_CAPS])]
}

function logConfig(type: '' | 'json-file' | 'local' | 'none'): JsonObject {
  if (type === 'none') return { Type: 'none', Config: {} }
  return { Type: type || 'json-file', Config: { 'max-size': LOG_MAX_SIZE, 'max-file': LOG_MAX_FILE } }
}

function checkHosts(hosts: readonly string[]) {
  for (const host of hosts)
    if (/:host-gateway$/.test(host))
      throw forbidden(
        'host-gateway is the real machine, which containers here do not reach. Put both programs on one network instead.',
      )
}
