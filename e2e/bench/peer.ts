// Other web terminals on the same engine, as their makers ship them: wetty (Node, from npm) and shellinabox (C, from Debian). Each runs
// `docker exec` in the containers it is given, which is how such a terminal is put in front of Docker. Neither is a package of
// Drydock: they are fetched for this measurement into a folder of the test home.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import http from 'node:http'
import { join } from 'node:path'
import { io } from 'socket.io-client'
import { prompted, type Typist } from './echo.ts'
import { sleep, within } from './measure.ts'

const WETTY = 'wetty@3.2.0'
const READY_MS = 30_000
const SHELL_MS = 60_000
const SIZE = { cols: 100, rows: 30 }

export type PeerShell = Typist & { close(): void }
export interface Peer {
  name: string
  /** A shell that has shown its prompt. */
  shell(): Promise<PeerShell>
  stop(): void
}

export interface PeerOptions {
  /** Where they are installed, once. */
  directory: string
  /** The engine's socket. */
  engine: string
  /** Ids of running containers: each shell gets one of them. */
  containers: string[]
  port: number
}

/** Those that can be had here; `missing` is told why one can't. */
export async function startPeers(options: PeerOptions, missing: (name: string, why: string) => void): Promise<Peer[]> {
  mkdirSync(options.directory, { recursive: true })
  const command = join(options.directory, 'shell.sh')
  const list = join(options.directory, 'containers')
  writeFileSync(list, `${options.containers.join('\n')}\n`)
  writeFileSync(
    command,
    `#!/bin/bash
# Each gets the next one of the list.
exec 9>'${list}.lock'
flock 9
container=$(head -n1 '${list}')
{ tail -n +2 '${list}'; echo "$container"; } > '${list}.new' && mv '${list}.new' '${list}'
exec 9>&-
exec docker -H 'unix://${options.engine}' exec -it -u student "$container" bash --norc
`,
  )
  chmodSync(command, 0o755)
  const peers: Peer[] = []
  for (const [name, start] of [
    ['shellinabox', startShellinabox],
    ['wetty', startWetty],
  ] as const)
    try {
      peers.push(await start({ ...options, port: options.port + peers.length }, command))
    } catch (error) {
      missing(name, (error as Error).message)
    }
  return peers
}

// ------------------------------------------------------------------ wetty
async function startWetty({ directory, port }: PeerOptions, command: string): Promise<Peer> {
  const main = join(directory, 'node_modules/wetty/build/main.js')
  if (!existsSync(main)) {
    // Its terminal is compiled on this machine.
    writeFileSync(join(directory, 'package.json'), '{ "private": true, "allowScripts": { "node-pty": true } }\n')
    execFileSync('npm', ['install', '--no-audit', '--no-fund', '--silent', WETTY], { cwd: directory })
  }
  const args = [main, '--host', '127.0.0.1', '--port', `${port}`, '--base', '/', '--command', command]
  const child = run(process.execPath, [...args, '--log-level', 'error'], directory)
  await ready(child, port)
  return {
    name: 'wetty',
    stop: () => void child.kill(),
    async shell() {
      const socket = io(`http://127.0.0.1:${port}`, { transports: ['websocket'], forceNew: true })
      const shell: PeerShell = { type: (text) => socket.emit('input', text), close: () => socket.disconnect() }
      const encoder = new TextEncoder()
      const prompt = prompted(shell, (take) =>
        socket.on('data', (text: string) => {
          const bytes = encoder.encode(text)
          socket.emit('commit', text.length)
          take(bytes)
        }),
      )
      await within(SHELL_MS, 'a prompt', prompt)
      return shell
    },
  }
}

// ------------------------------------------------------------------ shellinabox
async function startShellinabox({ directory, port }: PeerOptions, command: string): Promise<Peer> {
  const program = join(directory, 'shellinabox/usr/bin/shellinaboxd')
  if (!existsSync(program)) {
    // Unpacked, not installed: installing would start it as a service.
    execFileSync('apt-get', ['download', '-q', 'shellinabox'], { cwd: directory, stdio: 'pipe' })
    const file = readdirSync(directory).find((name) => name.startsWith('shellinabox_')) as string
    execFileSync('dpkg', ['-x', file, 'shellinabox'], { cwd: directory })
  }
  const args = ['--disable-ssl', '--localhost-only', '--quiet', '--disable-utmp-logging', '--user=root', '--group=root']
  const child = run(program, [...args, `--port=${port}`, `--service=/:root:root:/:${command}`], directory)
  await ready(child, port)
  const agent = new http.Agent({ keepAlive: true })
  return {
    name: 'shellinabox',
    stop() {
      agent.destroy()
      child.kill()
    },
    shell: () => shellinaboxShell(port, agent),
  }
}

/** It has no socket: what is typed is sent by a request each, and output is the answer to a request that waits for it. */
async function shellinaboxShell(port: number, agent: http.Agent): Promise<PeerShell> {
  const ask = (form: Record<string, string | number>) =>
    new Promise<string>((resolve, reject) => {
      const body = new URLSearchParams(Object.entries(form).map(([key, value]) => [key, `${value}`])).toString()
      const headers = { 'content-type': 'application/x-www-form-urlencoded', 'content-length': body.length }
      const request = http.request(
        { port, host: '127.0.0.1', method: 'POST', path: '/?', agent, headers },
        (answer) => {
          let text = ''
          answer.setEncoding('utf8')
          answer.on('data', (part) => {
            text += part
          })
          answer.on('end', () => resolve(text))
        },
      )
      request.on('error', reject)
      request.end(body)
    })
  const size = { width: SIZE.cols, height: SIZE.rows }
  const first = JSON.parse(await ask({ ...size, rooturl: `http://127.0.0.1:${port}/` })) as { session: string }
  const { session } = first
  let closed = false
  let keys = Promise.resolve('')
  const shell: PeerShell = {
    // In order: its page sends the next key when the one before has been taken.
    type(text) {
      keys = keys.then(() => ask({ ...size, session, keys: Buffer.from(text).toString('hex').toUpperCase() }))
      keys.catch(() => {})
    },
    close() {
      closed = true
    },
  }
  const prompt = prompted(shell, (take) => {
    const poll = async () => {
      while (!closed) {
        const text = await ask({ ...size, session })
        const data = text === '' ? '' : ((JSON.parse(text) as { data?: string }).data ?? '')
        if (data) take(Buffer.from(data, 'latin1'))
      }
    }
    poll().catch(() => {})
  })
  await within(SHELL_MS, 'a prompt', prompt)
  return shell
}

// ------------------------------------------------------------------ both
function run(program: string, args: string[], cwd: string): ChildProcess {
  const child = spawn(program, args, { cwd, stdio: ['ignore', 'ignore', 'inherit'] })
  // Told by `ready`.
  child.on('error', () => {})
  return child
}

async function ready(child: ChildProcess, port: number): Promise<void> {
  const until = Date.now() + READY_MS
  for (;;) {
    const answered = await fetch(`http://127.0.0.1:${port}/`).then(
      () => true,
      () => false,
    )
    if (answered) return
    if (child.pid === undefined || child.exitCode !== null || Date.now() > until) {
      child.kill()
      throw new Error(`it does not start (${child.exitCode ?? 'no answer'})`)
    }
    await sleep(100)
  }
}
