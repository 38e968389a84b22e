import { execFileSync } from 'node:child_process'
import { join, resolve } from 'node:path'
import { runDirOf } from '#server/env.ts'
import { root } from '../support/app.ts'

/** The private engine's socket of a home. */
export function engineSocket(home: string): string {
  return join(runDirOf(resolve(root, home)), 'engine', 'docker.sock')
}

/** Runs `npm run -s admin -- …` and reads its JSON. */
export function admin(home: string, port: number, args: string[]): { id: string; socket: string } {
  const out = execFileSync('node', ['server/start.mjs', 'admin', ...args], {
    cwd: root,
    env: { ...process.env, DRYDOCK_HOME: resolve(root, home), PORT: String(port) },
    encoding: 'utf8',
  })
  return out.trim() ? JSON.parse(out) : { id: '', socket: '' }
}
