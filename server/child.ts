// One child of the supervisor: started, started again when it crashes, ended.
import { type ChildProcess, spawn } from 'node:child_process'
import { createWriteStream, mkdirSync, renameSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Env } from '#server/env.ts'
import type { ChildMessage, ChildRole } from './role.ts'

const FIRST_PAUSE_MS = 500
const LAST_PAUSE_MS = 30_000
/** A child that ran this long is well; the next crash is a first one again. */
const WELL_MS = 60_000
const LOG_BYTES = 10 * 1024 * 1024
const LAST_LINES = 15

export interface Child {
  start(): void
  /** Ends it, with force after the patience. Resolves when it is gone. */
  stop(patienceMs: number, signal?: NodeJS.Signals): Promise<void>
  kill(): void
}

export interface ChildOptions {
  env: Env
  role: ChildRole
  onMessage(message: ChildMessage): void
  /** Ended by itself: its last lines, and when it is started again. */
  onCrash(lines: string[], pauseMs: number): void
}

export function createChild({ env, role, onMessage, onCrash }: ChildOptions): Child {
  let child: ChildProcess | undefined
  let stopping = false
  let pause = FIRST_PAUSE_MS
  let timer: NodeJS.Timeout | undefined
  const logFile = join(env.home, 'log', `${role}.log`)

  function start(): void {
    const log = createWriteStream(freshLog(logFile), { flags: 'a' })
    const began = Date.now()
    let last: string[] = []
    child = spawn(process.execPath, ['--import', 'tsx', join(env.root, 'server', 'main.ts')], {
      cwd: env.root,
      env: { ...process.env, DRYDOCK_ROLE: role, DRYDOCK_HOME: env.home },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      // A group of its own: Ctrl+C reaches the supervisor alone, which ends the children in order.
      detached: true,
    })
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (chunk: Buffer) => {
        log.write(chunk)
        last = [...last, ...chunk.toString().split('\n')].filter(Boolean).slice(-LAST_LINES)
      })
    child.on('message', (message) => onMessage(message as ChildMessage))
    child.on('exit', () => {
      log.end()
      child = undefined
      if (stopping) return
      if (Date.now() - began > WELL_MS) pause = FIRST_PAUSE_MS
      onCrash(last, pause)
      timer = setTimeout(start, pause)
      pause = Math.min(pause * 2, LAST_PAUSE_MS)
    })
  }

  return {
    start,
    async stop(patienceMs, signal = 'SIGTERM') {
      stopping = true
      clearTimeout(timer)
      const running = child
      if (!running) return
      const gone = new Promise<void>((resolve) => running.once('exit', () => resolve()))
      running.kill(signal)
      const force = setTimeout(() => running.kill('SIGKILL'), patienceMs)
      await gone
      clearTimeout(force)
    },
    kill() {
      stopping = true
      clearTimeout(timer)
      child?.kill('SIGKILL')
    },
  }
}

function freshLog(file: string): string {
  mkdirSync(dirname(file), { recursive: true })
  if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > LOG_BYTES) renameSync(file, `${file}.1`)
  return file
}
