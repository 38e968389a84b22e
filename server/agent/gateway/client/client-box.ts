// A learner's computer for tests of clients: a container on the raw engine that has the tenant's socket and home, and nothing else.
import { execFile } from 'node:child_process'
import type { Tenant } from '../../part.ts'
import type { Ran } from '../test-stage.ts'
import { ensureTestImage } from './test-image.ts'

/** The catalog's own: docker CLI 26.1, compose v2. */
export const WORKSPACE = 'catalog.drydock.local/workspace:latest'

/** What Debian 12 had: docker CLI 20.10, docker-compose 1.29, the Python SDK 5.0. */
const OLD = {
  name: 'bookworm-clients',
  suite: 'bookworm',
  dockerfile: `FROM scratch
ADD rootfs.tar /
RUN apt-get update \\
 && apt-get install -y --no-install-recommends docker-compose python3-docker \\
 && apt-get download docker.io && dpkg -x docker.io_*.deb /x && mv /x/usr/bin/docker /usr/bin/docker && rm -rf /x docker.io_* \\
 && rm -rf /var/lib/apt/lists/* \\
 && groupadd --gid 1000 student && useradd --uid 1000 --gid 1000 --create-home student \\
 && ln -s /run/drydock/docker.sock /var/run/docker.sock
ENV LANG=C.UTF-8
USER student
WORKDIR /home/student
CMD ["sleep", "infinity"]
`,
}
export const oldClients = () => ensureTestImage(socket(), OLD)

export interface Box {
  /** A script of the learner's shell. Output without its last line's end. */
  run(script: string, options?: { input?: string; timeoutMs?: number }): Promise<Ran>
  end(): Promise<void>
}

const socket = () => String(process.env.DRYDOCK_TEST_DOCKER)

function raw(args: string[], options: { input?: string; timeoutMs?: number } = {}): Promise<Ran> {
  return new Promise((resolve) => {
    const child = execFile(
      'docker',
      ['-H', `unix://${socket()}`, ...args],
      {
        env: { ...process.env, DOCKER_HOST: '', DOCKER_CONTEXT: '' },
        timeout: options.timeoutMs ?? 120_000,
        maxBuffer: 2 ** 24,
      },
      (error, out, err) => resolve({ code: error ? Number(error.code ?? 1) : 0, out: out.trim(), err: err.trim() }),
    )
    child.stdin?.end(options.input ?? '')
  })
}

export async function openBox(tenant: Tenant, image: string): Promise<Box> {
  const mounts = [`${tenant.socketDir}:/run/drydock:ro`, `${tenant.homeDir}:/home/student`].flatMap((one) => [
    '-v',
    one,
  ])
  const started = await raw(['run', '-d', '--rm', '--init', '--network', 'none', ...mounts, image, 'sleep', 'infinity'])
  if (started.code !== 0) throw new Error(started.err)
  const id = started.out
  return {
    run: (script, options) => raw(['exec', '-i', id, 'bash', '-c', script], options),
    async end() {
      await raw(['rm', '-f', id])
    },
  }
}
