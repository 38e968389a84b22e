// What can be wrong with the engine. The id is stable (health, UI); the sentence is for the operator's terminal.

export const engineProblems = {
  'engine-missing': 'No Docker Engine (dockerd) is installed. On Debian or Ubuntu run: apt-get install docker.io',
  'not-root': 'Drydock’s own Docker Engine needs root. Run it as root, or set DOCKER_HOST=unix:///path/of/docker.sock',
  'engine-version': 'This Docker Engine is too old: API 1.41 (Docker 20.10) or newer is needed.',
  'disk-low': 'The disk of the Docker Engine is nearly full: no new labs are opened until there is more room.',
  'disk-warn': 'The disk of the Docker Engine fills up: below half of what is free now, no new labs are opened.',
  'engine-died': 'The Docker Engine ended and is being started again.',
  'engine-start': 'The Docker Engine could not be started. Its log:',
  'runtime-missing': 'The engine does not know the OCI runtime that learners’ containers are to run with.',
  'docker-host-unreachable':
    'Nothing answers at DOCKER_HOST. Is the Docker Engine running, and may this user open its socket?',
  'docker-host-unsupported':
    'DOCKER_HOST must be a unix socket (unix:///…): bind mounts and port relays need the engine on this very machine.',
} as const

export type EngineProblemId = keyof typeof engineProblems

export class EngineProblem extends Error {
  constructor(
    readonly id: EngineProblemId,
    readonly detail?: string,
  ) {
    super(detail ? `${engineProblems[id]} ${detail}` : engineProblems[id])
    this.name = 'EngineProblem'
  }
}
