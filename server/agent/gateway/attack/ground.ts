// The place where attacks happen: two tenants on the real engine, one with secrets. Looks at the raw engine only.
import { randomBytes } from 'node:crypto'
import type { Tenant } from '../../part.ts'
import { build, collectAll } from '../test-build.ts'
import { createStage, docker, type Stage } from '../test-stage.ts'
import { createUpstream } from '../upstream.ts'
import type { Ground } from './attack.ts'

export interface Field {
  readonly stage: Stage
  readonly attacker: Tenant
  readonly victim: Tenant
  /** In everything that is the victim's and no request ever names. */
  readonly canary: string
  readonly ground: Ground
  /** ms since 1970; what is older was made by others. */
  readonly since: number
  /** Where the engine keeps its things. */
  readonly rootDir: string
  /** All that the victim has, as the raw engine tells it: one line each. */
  look(how?: { deep: boolean }): Promise<string[]>
  /** Brings back what an attack on the raw engine has changed. */
  repair(): Promise<void>
  end(): Promise<void>
}

export async function createField(): Promise<Field> {
  const since = Date.now()
  const stage = await createStage()
  const { raw } = stage
  const attacker = await stage.tenants.create()
  const victim = await stage.tenants.create()
  const canary = `cnry${randomBytes(6).toString('hex')}`
  const ran = async (tenant: Tenant, args: string) => {
    const { code, out, err } = await docker(tenant, args)
    if (code !== 0) throw new Error(`${args}: ${err}`)
    return out
  }
  const script = `echo ${canary}; echo ${canary} > /${canary}; echo ${canary} > /safe/${canary}; exec sleep 100000`
  const makeShelf = () => ran(victim, `create --name shelf -e A=${canary} -l a=${canary} busybox sh`)
  const makeNetwork = () => ran(victim, `network create --label a=${canary} inner`)
  const makeVolume = () => ran(victim, `volume create --label a=${canary} lone`)

  const [mine, idle] = await Promise.all([
    ran(attacker, 'run -d --name mine busybox sleep 100000'),
    ran(attacker, 'create --name idle busybox sh'),
  ])
  const [vault, shelf, network] = await Promise.all([
    docker(victim, `run -d --name vault -e A=${canary} -l a=${canary} -v safe:/safe busybox sh -c "${script}"`).then(
      ({ out }) => out,
    ),
    makeShelf(),
    makeNetwork(),
    makeVolume(),
  ])
  const { text } = await build(victim, `FROM busybox\nRUN echo ${canary} > /${canary}\nENV A=${canary}\n`, {
    query: { t: 'secret:1' },
  })
  const saved = await createUpstream(victim.socketPath).stream('GET', {
    path: '/images/get',
    query: { names: ['secret:1'] },
  })
  const exec = await raw.json<{ Id: string }>('POST', {
    path: `/containers/${vault}/exec`,
    body: { Cmd: ['echo', canary], AttachStdout: true },
  })
  const ground: Ground = {
    me: attacker.id,
    other: victim.id,
    image: 'busybox',
    mine,
    idle,
    vault,
    shelf,
    exec: exec.Id,
    network,
    volume: `${victim.id}_lone`,
    secret: /"ID":"(sha256:[0-9a-f]{64})"/.exec(text)?.[1] ?? '',
    step: /---> ([0-9a-f]{12})\\n"}\s+{"stream":"Step 3/.exec(text)?.[1] ?? '',
    saved: await collectAll(saved.stream),
  }

  // biome-ignore lint/suspicious/noExplicitAny: the engine's answers
  const ask = (path: string, query?: Record<string, string>): Promise<any> =>
    raw.json('GET', { path, ...(query && { query }) }).catch((error) => {
      if (error.status === 404) return undefined
      throw error
    })
  // biome-ignore lint/suspicious/noExplicitAny: the engine's inspect JSON
  const line = (what: string, info: any) => {
    if (!info) return `${what} gone`
    const { Name, State, ExecIDs, RestartCount, HostConfig, NetworkSettings } = info
    const { Status, Paused, StartedAt } = State
    return `${what} ${JSON.stringify({ Name, Status, Paused, StartedAt, ExecIDs, RestartCount, HostConfig, networks: Object.keys(NetworkSettings.Networks) })}`
  }
  const look = async ({ deep } = { deep: true }) => {
    // Of the catalog what attacks aim at: the rest may come and go meanwhile.
    const catalog = ['busybox', 'hello-world', 'evil'].map((name) => `catalog.drydock.local/${name}`)
    const reference = [`${victim.id}.drydock.local/*`, ...catalog]
    const [one, two, changes, net, volume, images, ran] = await Promise.all([
      ask(`/containers/${ground.vault}/json`),
      ask(`/containers/${ground.shelf}/json`),
      deep ? ask(`/containers/${ground.vault}/changes`) : undefined,
      ask(`/networks/${ground.network}`),
      ask(`/volumes/${ground.volume}`),
      ask('/images/json', { filters: JSON.stringify({ reference }) }),
      ask(`/exec/${ground.exec}/json`),
    ])
    return [
      line('vault', one),
      line('shelf', two),
      ...(deep ? [`files ${changes.map(({ Path }: { Path: string }) => Path).sort()}`] : []),
      `network ${net ? JSON.stringify([net.Name, Object.keys(net.Containers ?? {}).sort()]) : 'gone'}`,
      `volume ${volume?.Name ?? 'gone'}`,
      `exec ${ran ? ran.Running || ran.ExitCode !== null : 'gone'}`,
      // biome-ignore lint/suspicious/noExplicitAny: the engine's list
      ...images.flatMap((image: any) => (image.RepoTags ?? []).map((tag: string) => `tag ${tag} ${image.Id}`)).sort(),
    ]
  }

  const { DockerRootDir } = await raw.json<{ DockerRootDir: string }>('GET', { path: '/info' })
  let whole = await look({ deep: false })
  const heal = (path: string, query?: Record<string, string>) =>
    raw.json('POST', { path, ...(query && { query }) }).catch(() => {})
  return {
    stage,
    attacker,
    victim,
    canary,
    since,
    ground,
    rootDir: DockerRootDir,
    look,
    async repair() {
      const now = await look({ deep: false })
      const same = (what: string) =>
        now.find((one) => one.startsWith(what)) === whole.find((one) => one.startsWith(what))
      if (!same('vault ')) {
        const info = await ask(`/containers/${ground.vault}/json`)
        if (info?.State.Paused) await heal(`/containers/${ground.vault}/unpause`)
        if (info && !info.State.Running) await heal(`/containers/${ground.vault}/start`)
        if (info && info.Name !== `/${victim.id}_vault`)
          await heal(`/containers/${ground.vault}/rename`, { name: `${victim.id}_vault` })
      }
      if (!same('shelf ')) {
        await heal(`/containers/${ground.shelf}/rename`, { name: `${victim.id}_shelf` })
        const info = await look({ deep: false })
        if (!info.some((one) => whole.includes(one) && one.startsWith('shelf '))) {
          await raw.json('DELETE', { path: `/containers/${ground.shelf}`, query: { force: true } }).catch(() => {})
          ground.shelf = await makeShelf()
        }
      }
      if (!same('network ')) {
        const net = await ask(`/networks/${ground.network}`)
        for (const Container of Object.keys(net?.Containers ?? {}))
          await raw
            .json('POST', { path: `/networks/${ground.network}/disconnect`, body: { Container, Force: true } })
            .catch(() => {})
        if (!net) ground.network = await makeNetwork()
      }
      if (!same('volume ')) await makeVolume()
      const tags = (lines: string[]) => lines.filter((one) => one.startsWith('tag '))
      for (const one of tags(now))
        if (!whole.includes(one))
          await raw.json('DELETE', { path: `/images/${encodeURIComponent(one.split(' ')[1] as string)}` })
      for (const one of tags(whole)) {
        const [, tag = '', id = ''] = one.split(' ')
        const colon = tag.lastIndexOf(':')
        if (!now.includes(one))
          await heal(`/images/${id}/tag`, { repo: tag.slice(0, colon), tag: tag.slice(colon + 1) })
      }
      whole = await look({ deep: false })
    },
    end: () => stage.end(),
  }
}
