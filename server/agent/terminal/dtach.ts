// The shell of a terminal runs under dtach in the workspace, so that it outlives the agent and every viewer.
import { readFileSync } from 'node:fs'
import type { Size } from '#server/agent/terminal/session.ts'

/** A tmpfs of the workspace that only the student can write; empty again when the container starts anew. */
export const SHELL_DIR = '/run/shell'
const SUFFIX = '.dtach'

export const socketOf = (terminal: string) => `${SHELL_DIR}/${terminal}${SUFFIX}`

/**
 * Attaches to the shell of `terminal`, starting it first where there is none. -r winch: full-screen programs draw anew. The size is set
 * in there, because the engine takes one only when the program runs, which may be after its first prompt. No login shell: /etc/profile
 * runs programs before that prompt, and ~/.bashrc is where people expect to set things.
 */
export const shellCommand = (terminal: string, { cols, rows }: Size) => [
  'sh',
  '-c',
  `stty cols ${cols} rows ${rows}; exec dtach -A ${socketOf(terminal)} -E -z -r winch bash`,
]

/** Ends the shell: its dtach server and with it the pseudo-terminal. */
export const endCommand = (terminal: string) => ['pkill', '-TERM', '-f', `^dtach -A ${socketOf(terminal)} `]

export const shellEnv = ['TERM=xterm-256color', 'COLORTERM=truecolor', 'LANG=C.UTF-8']

/** What dtach writes when it attaches: it clears the screen, which we have already drawn. */
const CLEAR = Buffer.from('\x1b[H\x1b[J')

/** Passes everything on but the clearing at the start. */
export function withoutClear(next: (bytes: Buffer) => void): (bytes: Buffer) => void {
  let held: Buffer | undefined = Buffer.alloc(0)
  return (bytes) => {
    if (!held) return next(bytes)
    held = held.length > 0 ? Buffer.concat([held, bytes]) : bytes
    if (held.length < CLEAR.length && CLEAR.subarray(0, held.length).equals(held)) return
    const rest = held.subarray(0, CLEAR.length).equals(CLEAR) ? held.subarray(CLEAR.length) : held
    held = undefined
    if (rest.length > 0) next(rest)
  }
}

/**
 * Ends an attached dtach client by its pid on this machine. Where the engine counts pids elsewhere (another machine or a VM),
 * the command line does not match and nothing is done.
 */
export function endClient(pid: number, terminal: string): void {
  if (pid <= 1) return
  try {
    const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
    if (line[0] === 'dtach' && line[2] === socketOf(terminal)) process.kill(pid, 'SIGTERM')
  } catch {
    // It has ended.
  }
}
