// What the coach reads from the tenant's host before it speaks.
import type Dockerode from 'dockerode'
import type { DockerEvent } from '#server/protocol/lab.ts'
import type { ContainerEnd, Surroundings } from './signature.ts'

/** Undefined when the container is gone already (`--rm`). */
export async function readEnd(docker: Dockerode, event: DockerEvent, oom: boolean): Promise<ContainerEnd | undefined> {
  const info = await docker
    .getContainer(event.id)
    .inspect()
    .catch((error: { statusCode?: number }) => {
      if (error.statusCode === 404 || error.statusCode === 409) return undefined
      throw error
    })
  if (!info) return undefined
  const { State, Config } = info
  // Started anew in the meantime: this end is no longer to be seen.
  if (State.Running) return undefined
  return {
    name: info.Name.replace(/^\//, ''),
    exitCode: Number(event.attributes.exitCode ?? State.ExitCode),
    oomKilled: oom || State.OOMKilled,
    error: State.Error,
    detached: !Config.AttachStdout,
    tty: Config.Tty,
    stdin: Config.OpenStdin,
    entrypoint: listOf(Config.Entrypoint),
    cmd: listOf(Config.Cmd),
    image: Config.Image,
    lived: Math.max(0, Date.parse(State.FinishedAt) - Date.parse(State.StartedAt)),
  }
}

const listOf = (argv: string | string[] | null | undefined) => (typeof argv === 'string' ? [argv] : (argv ?? []))

export async function readSurroundings(docker: Dockerode): Promise<Surroundings> {
  const list = await docker.listContainers()
  const published = list.flatMap((c) =>
    c.Ports.filter((p) => p.PublicPort).map((p) => ({
      name: (c.Names[0] ?? c.Id).replace(/^\//, ''),
      host: p.PublicPort,
      container: p.PrivatePort,
    })),
  )
  return { published }
}
