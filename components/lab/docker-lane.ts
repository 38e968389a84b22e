import type { DockerContainer, DockerObjects } from '#server/protocol/lab.ts'

export type Lane = 'created' | 'running' | 'paused' | 'exited'
export const lanes: readonly Lane[] = ['created', 'running', 'paused', 'exited']

export function laneOf(state: DockerContainer['state']): Lane {
  switch (state) {
    case 'created':
      return 'created'
    case 'running':
    case 'restarting':
      return 'running'
    case 'paused':
      return 'paused'
    case 'exited':
    case 'dead':
    case 'removing':
      return 'exited'
  }
}

const withTag = (reference: string) =>
  /[:@]/.test(reference.split('/').at(-1) ?? '') ? reference : `${reference}:latest`

/** How many containers were made from the image, by any of its names. */
export const imageUsers = (image: DockerObjects['images'][number], containers: readonly DockerContainer[]): number =>
  containers.filter(
    ({ image: used }) => image.tags.includes(withTag(used)) || image.id.replace('sha256:', '').startsWith(used),
  ).length

/** Commands that make sense for a container in its state; they go on the prompt. */
export function commandsFor({ name, state }: Pick<DockerContainer, 'name' | 'state'>): string[] {
  const look = [`docker logs ${name}`, `docker inspect ${name}`]
  switch (laneOf(state)) {
    case 'created':
      return [`docker start ${name}`, `docker inspect ${name}`, `docker rm ${name}`]
    case 'running':
      return [...look, `docker exec -it ${name} sh`, `docker stop ${name}`]
    case 'paused':
      return [...look, `docker unpause ${name}`]
    case 'exited':
      return [...look, `docker start ${name}`, `docker rm ${name}`]
  }
}

/**
 * The health in a status as docker ps prints it ("Up 2 minutes (healthy)"). The rest of it is a time that would stand still here.
 */
export const healthIn = (status: string): string | undefined => /\(((?:un)?healthy|health: \w+)\)/.exec(status)?.[1]
