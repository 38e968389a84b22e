// `npm start`: builds the app, runs agent and web, keeps them running, says what goes on, ends all of it in order.
import { spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { relative } from 'node:path'
import type { Env } from '#server/env.ts'
import { createChild } from './child.ts'
import { takeHome } from './lock.ts'
import { createProgress } from './progress.ts'
import { type ChildMessage, HAND_OVER } from './role.ts'

const WEB_PATIENCE_MS = 10_000
/** Learners' containers are given their time to stop, then the engine ends. */
const AGENT_PATIENCE_MS = 75_000
/** npm passes Ctrl+C on once more; only a later one is somebody's second. */
const SECOND_SIGNAL_MS = 1_000

export async function supervise(env: Env): Promise<void> {
  const say = (line: string) => console.log(line)
  if (process.platform !== 'linux') return refuse('Drydock runs on Linux: its labs need the Linux kernel’s containers.')
  if (!(await portIsFree(env)))
    return refuse(`Port ${env.port} is taken by another program. Choose another one: PORT=${env.port + 1} npm start`)
  let giveBack: () => void
  try {
    giveBack = takeHome(env.home, env.runDir)
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error))
  }

  const progress = createProgress(say)
  let address: { url: string; instructor: string } | undefined
  let announced: 'nothing' | 'lessons' | 'all' = 'nothing'
  let ended = false
  const building = new AbortController()

  function announce(): void {
    if (!address || announced === 'all') return
    if (progress.settled()) {
      announced = 'all'
      say('')
      say(`Drydock is ready:   ${address.url}`)
      say(`For the instructor: ${address.instructor}`)
      say(`State is kept in:   ${env.home}`)
      say('Ctrl+C stops it.')
    } else if (announced === 'nothing') {
      announced = 'lessons'
      say(`Lessons can be read already: ${address.url}`)
    }
  }

  function onMessage(message: ChildMessage): void {
    if (message.type === 'health') progress.health(message.health)
    if (message.type === 'ready' && message.url && message.instructor)
      address = { url: message.url, instructor: message.instructor }
    if (message.type === 'failed') {
      const reason = message.reason === 'port-taken' ? `Port ${env.port} is taken by another program.` : message.detail
      void stop(`${reason}`, 1)
    }
    announce()
  }

  const logs = relative(process.cwd(), `${env.home}/log`) || '.'
  const child = (role: 'agent' | 'web') =>
    createChild({
      env,
      role,
      onMessage,
      onCrash(lines, pauseMs) {
        say(`${role} ended unexpectedly; starting it again in ${pauseMs / 1000} s. Log: ${logs}/${role}.log`)
        for (const line of lines.slice(-5)) say(`  ${line}`)
      },
    })
  const agent = child('agent')
  const web = child('web')

  let stopping: Promise<void> | undefined
  function stop(reason: string, code: number, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    stopping ??= (async () => {
      if (reason) say(reason)
      building.abort()
      await web.stop(WEB_PATIENCE_MS)
      await agent.stop(AGENT_PATIENCE_MS, signal)
      giveBack()
      ended = true
      process.exit(code)
    })()
    return stopping
  }

  let firstSignal = 0
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => {
      if (firstSignal === 0) {
        firstSignal = Date.now()
        void stop('\nStopping: web, workspaces and containers, engine', 0)
      } else if (Date.now() - firstSignal > SECOND_SIGNAL_MS) {
        say('Forced to end now; the next start cleans up.')
        web.kill()
        agent.kill()
        process.exit(130)
      }
    })

  process.on(
    HAND_OVER,
    () => void stop('Handing over: the engine and what learners run go on. Start again to take it over.', 0, HAND_OVER),
  )

  agent.start()
  const built = await buildApp(env, building.signal, say)
  if (ended || building.signal.aborted) return
  if (!built) return stop('The app could not be built; see above.', 1)
  web.start()
}

function refuse(reason: string): void {
  console.error(reason)
  process.exitCode = 1
}

function portIsFree(env: Env): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', (error: NodeJS.ErrnoException) => resolve(error.code !== 'EADDRINUSE'))
    probe.listen(env.port, env.host, () => probe.close(() => resolve(true)))
  })
}

function buildApp(env: Env, signal: AbortSignal, say: (line: string) => void): Promise<boolean> {
  return new Promise((resolve) => {
    const began = Date.now()
    const build = spawn(process.execPath, ['server/build.mjs'], {
      cwd: env.root,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    })
    signal.addEventListener('abort', () => build.kill('SIGTERM'), { once: true })
    let output = ''
    for (const stream of [build.stdout, build.stderr])
      stream.on('data', (chunk: Buffer) => {
        if (output === '') say('App: being built')
        output += chunk
      })
    build.on('close', (code) => {
      if (code !== 0 && !signal.aborted) say(output)
      else if (output && code === 0) say(`App: built in ${Math.round((Date.now() - began) / 1000)} s`)
      resolve(code === 0)
    })
  })
}
