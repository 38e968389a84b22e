import type { DockerEvent } from '#server/protocol/lab.ts'

/** Something was done in a container: its processes and files may be others now, and the list of objects says nothing of it. */
export const isBeat = ({ kind, action }: Pick<DockerEvent, 'kind' | 'action'>): boolean =>
  kind === 'container' && /^(exec_start|exec_die|extract-to-dir)/.test(action)
