// The private engine's two daemons, containerd and dockerd: found again after a restart of the agent, started, ended.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { inNamespace } from './link.ts'
import { mountsBelow, unmountBelow } from './mount.ts'
import { lower, pickBlock, raise, refence } from './network.ts'
import { type EngineOptions, type EnginePlace, preparePlace } from './place.ts'
import { EngineProblem } from './problem.ts'
import { commandLine, end, launch, processesWith } from './process.ts'

const SOCKET_WAIT_MS = 60_000
const POLL_MS = 50
/** dockerd waits 15 s for containers that don't stop; then it is given a little more. */
const END_PATIENCE_MS = 25_000

/** A running daemon of ours: it was started with our configuration file. */
export function daemonPid(name: 'dockerd' | 'containerd', place: EnginePlace): number | undefined {
  const config = name === 'dockerd' ? place.dockerConfig : place.containerdConfig
  const isOurs = (pid: number) => {
    const [program = '', ...args] = commandLine(pid) ?? []
    return program.split('/').at(-1) === name && args.includes(config)
  }
  const written = pidIn(name === 'dockerd' ? place.pidFile : place.containerdPidFile)
  if (written && isOurs(written)) return written
  return processesWith(config).find(isOurs)
}

function pidIn(file: string): number | undefined {
  try {
    return Number.parseInt(readFileSync(file, 'utf8'), 10) || undefined
  } catch {
    return undefined
  }
}

/** Starts what of the two doesn't run. `onExit` is called when one that was started here ends. */
export async function startDaemons(
  place: EnginePlace,
  options: EngineOptions,
  onExit: () => void,
  signal: AbortSignal,
): Promise<void> {
  const running = daemonPid('dockerd', place)
  if (!running) {
    mkdirSync(place.directory, { recursive: true, mode: 0o711 })
    const block = await pickBlock(place)
    await preparePlace(place, block, options)
    await raise(place, block, options)
  } else await refence(place, options)
  if (!daemonPid('containerd', place)) {
    rmSync(place.containerdSocket, { force: true })
    const containerd = launch('containerd', ['--config', place.containerdConfig], place.containerdLog)
    writeFileSync(place.containerdPidFile, `${containerd.pid}\n`)
    void containerd.exit.then(onExit)
    await waitFor(place.containerdSocket, 'containerd', place, signal)
  }
  if (!daemonPid('dockerd', place)) {
    // dockerd refuses to start while the number in a stale pid file is some process's.
    rmSync(place.pidFile, { force: true })
    rmSync(place.socket, { force: true })
    const dockerd = launch(
      'nsenter',
      [...inNamespace(place), 'dockerd', '--config-file', place.dockerConfig],
      place.dockerLog,
    )
    void dockerd.exit.then(onExit)
    await waitFor(place.socket, 'dockerd', place, signal)
  }
}

async function waitFor(
  socket: string,
  name: 'dockerd' | 'containerd',
  place: EnginePlace,
  signal: AbortSignal,
): Promise<void> {
  const deadline = Date.now() + SOCKET_WAIT_MS
  // A moment in which the process is still nsenter is not an end.
  const settled = Date.now() + 2_000
  while (!existsSync(socket)) {
    signal.throwIfAborted()
    const ended = Date.now() > settled && !daemonPid(name, place)
    if (ended || Date.now() > deadline) throw new EngineProblem('engine-start', lastWords(name, place))
    await sleep(POLL_MS)
  }
}

function lastWords(name: 'dockerd' | 'containerd', place: EnginePlace): string {
  const file = name === 'dockerd' ? place.dockerLog : place.containerdLog
  const lines = existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n') : []
  return `${file}: ${lines.slice(-3).join(' | ').slice(-600)}`
}

/** Ends both daemons and whatever containers they left, then removes every mount, socket, rule and address of the engine. */
export async function endDaemons(place: EnginePlace): Promise<void> {
  await end(() => processesWith(place.dockerConfig), END_PATIENCE_MS)
  // Shims name our containerd's socket; a container whose shim is killed ends with it.
  await end(() => processesWith(place.containerdSocket), 2_000)
  await end(() => processesWith(place.containerdConfig), END_PATIENCE_MS)
  await lower(place)
  for (const directory of [place.run, place.data]) {
    for (let round = 0; mountsBelow(directory).length > 0 && round < 5; round++) await unmountBelow(directory)
  }
  if (mountsBelow(place.run).length === 0 && existsSync(place.run)) {
    for (const name of readdirSync(place.run)) rmSync(`${place.run}/${name}`, { recursive: true, force: true })
    rmSync(place.run, { recursive: true, force: true })
    const runDir = dirname(place.run)
    if (existsSync(runDir) && readdirSync(runDir).length === 0) rmdirSync(runDir)
  }
}
