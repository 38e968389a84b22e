// Streams through the gateway beside the engine's own: exec, attach and logs out, a build context in.
import { once } from 'node:events'
import type { Socket } from 'node:net'
import { PassThrough } from 'node:stream'
import { pack } from 'tar-stream'
import type { BenchAgent } from './agent.ts'
import { type BareProxy, startBareProxy } from './bare.ts'
import { removeAll } from './gateway.ts'
import { type Line, now, quantile, within } from './measure.ts'
import { call, download, hijack, upload } from './raw.ts'
import { asHostConfig, limitsOf } from './same-limits.ts'

const MB = 1_000_000
const OUTPUT_BYTES = 200 * MB
/** A slow machine is measured by what comes within this time. */
const WINDOW_MS = 4_000
/** One file of a log holds 5 MB here, twice to three times what is in it; so it is read again and again. */
const LOG_BYTES = 1.5 * MB
const CONTEXT_BYTES = 100 * MB
const SAMPLES = 5
const WARM_UP = 2
const LIMIT_MS = 90_000
const SIDES = ['engine', 'tenant', 'bare'] as const

interface Side {
  socket: string
  container: string
  logged: string
  /** Creates a container as the gateway does. */
  create(command: string): Promise<string>
}

export async function streams(agent: BenchAgent, report: (line: Line) => void): Promise<void> {
  const made = await agent.link.call('tenant.create', { catalog: 'local' })
  const ids: string[] = []
  let bare: BareProxy | undefined
  try {
    bare = await startBareProxy('bytes', agent.engine)
    const limits = await limitsOf(agent.engine, made.socket)
    const side = async (socket: string, image: string, host: object): Promise<Side> => {
      const create = async (command: string) => {
        const body = {
          Image: image,
          Cmd: ['sh', '-c', command],
          AttachStdout: true,
          HostConfig: { ...host },
        }
        const { Id } = await call<{ Id: string }>(socket, 'POST', '/containers/create', { body })
        if (socket === agent.engine) ids.push(Id)
        return Id
      }
      const start = async (command: string) => {
        const id = await create(command)
        await call(socket, 'POST', `/containers/${id}/start`)
        return id
      }
      const container = await start('sleep 3600')
      const logged = await start(`yes 0123456789012345678901234567890123456789 | head -c ${LOG_BYTES}`)
      await call(socket, 'POST', `/containers/${logged}/wait`)
      return { socket, container, logged, create }
    }
    const sides = {
      tenant: await side(made.socket, 'busybox', {}),
      engine: await side(agent.engine, limits.image, asHostConfig(limits)),
    }
    // The engine's own side, through a proxy that does nothing.
    const all = { ...sides, bare: { ...sides.engine, socket: bare.socket } }
    for (const [what, work] of [
      ['exec', exec],
      ['attach', attach],
      ['logs', logs],
      ['build context', build],
    ] as const) {
      const rates = { engine: [] as number[], tenant: [] as number[], bare: [] as number[] }
      // Neither side is measured before it has done its work a few times: code that has run is faster, and a build finds its steps.
      for (let at = 0; at < WARM_UP; at++)
        for (const name of SIDES) await within(LIMIT_MS, `${what}, ${name}, warm-up`, work(all[name]))
      for (let at = 0; at < SAMPLES; at++)
        for (const name of SIDES) rates[name].push(await within(LIMIT_MS, `${what}, ${name}`, work(all[name])))
      const beside = { what: 'engine', figure: quantile(rates.engine, 0.5) }
      report({ what: `  ${what} through a bare Node proxy`, figure: quantile(rates.bare, 0.5), unit: 'MB/s', beside })
      report({
        what: `${what}, median`,
        figure: quantile(rates.tenant, 0.5),
        unit: 'MB/s',
        beside,
        target: 0.8,
        least: true,
      })
    }
  } finally {
    for (const id of ids) await call(agent.engine, 'DELETE', `/containers/${id}?force=1`).catch(() => {})
    await call(agent.engine, 'DELETE', `/images/${BUILT}`).catch(() => {})
    await bare?.stop()
    await removeAll(agent, [made])
  }
}

/** MB/s from the first byte to the last, or to the end of the window. @throws Error when it ends before the bytes that must come */
function rateOf(stream: Socket, bytes: number): Promise<number> {
  return new Promise((resolve, reject) => {
    let seen = 0
    let start = 0
    const done = () => {
      stream.destroy()
      resolve(seen / MB / ((now() - start) / 1000))
    }
    stream.on('data', (part: Buffer) => {
      start ||= now()
      seen += part.length
      if (now() - start > WINDOW_MS) done()
    })
    stream.on('end', () => (seen >= bytes ? done() : reject(new Error(`${seen} bytes came of ${bytes}`))))
    stream.on('error', reject)
  })
}

async function exec({ socket, container }: Side): Promise<number> {
  const body = { AttachStdout: true, Cmd: ['sh', '-c', `head -c ${OUTPUT_BYTES} /dev/zero`] }
  const { Id } = await call<{ Id: string }>(socket, 'POST', `/containers/${container}/exec`, { body })
  return rateOf(await hijack(socket, `/exec/${Id}/start`, { Detach: false, Tty: false }), OUTPUT_BYTES)
}

async function attach({ socket, create }: Side): Promise<number> {
  const id = await create(`yes 0123456789012345678901234567890123456789 | head -c ${OUTPUT_BYTES}`)
  const rate = rateOf(await hijack(socket, `/containers/${id}/attach?stream=1&stdout=1`), OUTPUT_BYTES)
  await call(socket, 'POST', `/containers/${id}/start`)
  const found = await rate
  await call(socket, 'DELETE', `/containers/${id}?force=1`)
  return found
}

async function logs({ socket, logged }: Side): Promise<number> {
  const start = now()
  let seen = 0
  while (now() - start < WINDOW_MS) {
    const bytes = await download(socket, `/containers/${logged}/logs?stdout=1`)
    if (bytes < LOG_BYTES) throw new Error(`${bytes} bytes of a log of ${LOG_BYTES}`)
    seen += bytes
  }
  return seen / MB / ((now() - start) / 1000)
}

const BUILT = 'drydock-bench:latest'
const DOCKERFILE = 'FROM scratch\nCOPY small /small\n'

async function build({ socket }: Side): Promise<number> {
  const start = now()
  const answer = await upload(socket, `/build?t=${encodeURIComponent(BUILT)}`, context())
  if (!answer.includes('Successfully tagged')) throw new Error(`not built: ${answer.slice(-300)}`)
  return CONTEXT_BYTES / MB / ((now() - start) / 1000)
}

/** A large file that .dockerignore leaves out of the image, so that only its way there is measured. */
function context(): PassThrough {
  const tar = pack()
  const out = new PassThrough()
  tar.pipe(out)
  void (async () => {
    for (const [name, text] of [
      ['Dockerfile', DOCKERFILE],
      ['small', 'small'],
      ['.dockerignore', 'large\n'],
    ] as const)
      tar.entry({ name }, text)
    const large = tar.entry({ name: 'large', size: CONTEXT_BYTES }, () => tar.finalize())
    const part = Buffer.alloc(MB, 'drydock')
    for (let at = MB; at < CONTEXT_BYTES; at += MB) if (!large.write(part)) await once(large, 'drain')
    large.end(part)
  })().catch((error) => out.destroy(error))
  return out
}
