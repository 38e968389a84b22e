// Processes that outlive the one that started them, found again by what is written in /proc.
import { spawn } from 'node:child_process'
import { closeSync, openSync, readdirSync, readFileSync, renameSync, statSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { toolEnv } from './command.ts'

const LOG_BYTES = 8 * 1024 * 1024

/** The arguments of a running process; undefined when there is none (a zombie has none, too). */
export function commandLine(pid: number): string[] | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/cmdline`, 'utf8')
    return text ? text.split('\0').slice(0, -1) : undefined
  } catch {
    return undefined
  }
}

/** Pids of all processes that have `argument` as a whole argument. */
export function processesWith(argument: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => commandLine(pid)?.includes(argument))
}

/** Starts a program in a session of its own, so that neither Ctrl+C nor the end of this process reaches it. */
export function launch(command: string, args: string[], logFile: string): { pid: number; exit: Promise<void> } {
  const log = openLog(logFile)
  const environment = toolEnv()
  for (const name of Object.keys(environment)) if (/^(DOCKER_|NODE_|DRYDOCK_|npm_)/.test(name)) delete environment[name]
  const child = spawn(command, args, { detached: true, stdio: ['ignore', log, log], env: environment, cwd: '/' })
  closeSync(log)
  child.unref()
  const exit = new Promise<void>((resolve) => {
    child.on('exit', () => resolve())
    child.on('error', () => resolve())
  })
  return { pid: child.pid ?? 0, exit }
}

function openLog(file: string): number {
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0
  if (size > LOG_BYTES) renameSync(file, `${file}.1`)
  return openSync(file, 'a', 0o640)
}

export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch {
    // gone already
  }
}

/** Asks processes to end, waits, then insists. Resolves when none is left. */
export async function end(pids: () => number[], patienceMs: number): Promise<void> {
  for (const pid of pids()) signal(pid, 'SIGTERM')
  const deadline = Date.now() + patienceMs
  while (pids().length > 0) {
    if (Date.now() > deadline) for (const pid of pids()) signal(pid, 'SIGKILL')
    await sleep(50)
  }
}
