// Runs a program of the machine and gives its output; failing is an error that carries what the program said.
import { spawn } from 'node:child_process'

export class CommandFailed extends Error {
  constructor(
    readonly command: string,
    readonly code: number | null,
    readonly stderr: string,
  ) {
    super(`${command} failed${code === null ? '' : ` with code ${code}`}: ${lastWords(stderr)}`)
    this.name = 'CommandFailed'
  }
}

/** Lines that say that they are errors, else the last ones. */
function lastWords(stderr: string): string {
  const lines = stderr.trim().split('\n')
  const errors = lines.filter((line) => /^(E|Err|error|fatal)\b/i.test(line))
  return (errors.length > 0 ? errors : lines).slice(-3).join(' | ').slice(-600)
}

export interface CommandOptions {
  env?: NodeJS.ProcessEnv
  signal?: AbortSignal
  /** Its stdin. */
  input?: string
  /** Called with every line of stdout and stderr. */
  onLine?: (line: string) => void
}

/** Where the tools of an administrator are, also when PATH is a plain user's. */
export function toolEnv(env: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  return { ...env, PATH: `${env.PATH ?? '/usr/local/bin:/usr/bin:/bin'}:/usr/local/sbin:/usr/sbin:/sbin`, LC_ALL: 'C' }
}

/** Resolves with stdout. An abort ends the program with its children (it leads a process group of its own). */
export function run(command: string, args: string[], options: CommandOptions = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    options.signal?.throwIfAborted()
    const child = spawn(command, args, {
      env: toolEnv(options.env),
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: true,
    })
    const end = () => {
      try {
        if (child.pid) process.kill(-child.pid, 'SIGTERM')
      } catch {
        // gone already
      }
    }
    options.signal?.addEventListener('abort', end, { once: true })
    // A program that ends without reading it is judged by its exit code.
    child.stdin.on('error', () => {})
    child.stdin.end(options.input)
    let stdout = ''
    let stderr = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text
    })
    if (options.onLine) {
      const onLine = options.onLine
      for (const stream of [child.stdout, child.stderr]) {
        stream.on('data', (text: string) => {
          for (const line of text.split('\n')) if (line.trim()) onLine(line.trim())
        })
      }
    }
    child.on('error', (error) => {
      options.signal?.removeEventListener('abort', end)
      reject(error)
    })
    child.on('close', (code) => {
      options.signal?.removeEventListener('abort', end)
      if (options.signal?.aborted) reject(options.signal.reason)
      else if (code === 0) resolve(stdout)
      else reject(new CommandFailed(`${command} ${args[0] ?? ''}`.trim(), code, stderr || stdout))
    })
  })
}

export async function succeeds(command: string, args: string[]): Promise<boolean> {
  return run(command, args).then(
    () => true,
    () => false,
  )
}
