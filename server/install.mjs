// Node's version and node_modules. Plain JavaScript with Node's own modules only: nothing else may be there yet.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

export const root = resolve(import.meta.dirname, '..')
const MIN_NODE = [20, 20]
const stampFile = join(root, 'node_modules', '.drydock-lock')

/** Says what is wrong and returns false when this Node is too old. */
export function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major > MIN_NODE[0] || (major === MIN_NODE[0] && minor >= MIN_NODE[1])) return true
  console.error(`Drydock needs Node.js ${MIN_NODE.join('.')} or newer; this is ${process.versions.node}.`)
  return false
}

/** `npm ci` when package-lock.json isn't the one that node_modules was made from. Progress goes to stderr. */
export function ensureModules() {
  const hash = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex')
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === hash) return true
  console.error('Installing npm packages (npm ci)')
  const { status, error } = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    // NODE_ENV=production would leave out what builds and tests the app.
    env: { ...process.env, NODE_ENV: 'development' },
  })
  if (status !== 0) {
    console.error(`npm ci failed${error ? `: ${error.message}` : ''}. See above; is the npm registry reachable?`)
    return false
  }
  writeFileSync(stampFile, hash)
  return true
}
