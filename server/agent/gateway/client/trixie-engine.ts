// Runs test files against Debian 13's engine (Docker 26.1): it lives in a container on the test engine, for as long as they take.
//   node --import tsx trixie-engine.ts <test file>…
import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import Dockerode from 'dockerode'
import { ensureTestImage } from './test-image.ts'

const IMAGE = {
  name: 'trixie-engine',
  dockerfile: `FROM catalog.drydock.local/debian:latest
RUN apt-get update && apt-get install -y --no-install-recommends docker.io iptables procps && rm -rf /var/lib/apt/lists/*
`,
}
/** What the tests use of the catalog. */
const CATALOG = ['busybox', 'debian', 'nginx', 'hello-world'].map((name) => `catalog.drydock.local/${name}:latest`)
const START_MS = 60_000

const outer = process.env.DRYDOCK_TEST_DOCKER
if (!outer) throw new Error('DRYDOCK_TEST_DOCKER is not set: name the socket of a Docker engine for tests')
const docker = new Dockerode({ socketPath: outer })
const directory = await mkdtemp('/tmp/dd-e26-')
const socketPath = join(directory, 'docker.sock')
let failed = 1
const container = await docker.createContainer({
  Image: await ensureTestImage(outer, IMAGE),
  Cmd: [
    'dockerd',
    `--host=unix://${socketPath}`,
    '--storage-driver=overlay2',
    // Addresses that the engine around it does not use.
    '--bip=10.95.0.1/24',
    '--default-address-pool=base=10.96.0.0/14,size=26',
  ],
  Env: ['DOCKER_ALLOW_IPV6_ON_IPV4_INTERFACE=1'],
  Volumes: { '/var/lib/docker': {} },
  HostConfig: {
    AutoRemove: true,
    CapAdd: ['ALL'],
    CapDrop: ['SYS_RESOURCE'],
    SecurityOpt: ['seccomp=unconfined', 'apparmor=unconfined'],
    UsernsMode: 'host',
    // The stages of the tests, whose homes it mounts from, are below /tmp.
    Binds: ['/sys/fs/cgroup:/sys/fs/cgroup', '/tmp:/tmp'],
  },
})
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void end())
try {
  await container.start()
  const engine = new Dockerode({ socketPath })
  await answers(engine)
  const { Version } = await engine.version()
  for (const reference of CATALOG) {
    const image = await docker.getImage(reference).get()
    const loaded = await engine.loadImage(image, { quiet: true })
    await new Promise((done, fail) => loaded.on('end', done).on('error', fail).resume())
  }
  console.log(`Docker ${Version}`)
  failed = await run(process.argv.slice(2))
} finally {
  await end()
}

async function answers(engine: Dockerode) {
  const last = Date.now() + START_MS
  for (;;) {
    const error = await engine.ping().then(
      () => undefined,
      (failure: unknown) => failure,
    )
    if (!error) return
    if (Date.now() > last) throw new Error(`the engine does not answer: ${error}`)
    await new Promise((done) => setTimeout(done, 100))
  }
}

/** @returns the exit code of vitest */
function run(files: string[]): Promise<number> {
  const vitest = spawn('npx', ['vitest', 'run', '--project', 'integration', ...files], {
    stdio: 'inherit',
    env: { ...process.env, DRYDOCK_TEST_DOCKER: socketPath },
  })
  return new Promise((resolve) => vitest.on('exit', (code) => resolve(code ?? 1)))
}

async function end(): Promise<never> {
  await container.remove({ force: true, v: true }).catch(() => {})
  await rm(directory, { recursive: true, force: true })
  process.exit(failed)
}
