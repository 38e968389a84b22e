// Node's version and node_modules. Plain JavaScript with Node's own modules only: nothing else may be there yet.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

export const root = resolve(import.meta.dirname, '..')
const MIN_NODE = [20, 20]

/** Says what is wrong and returns false when this Node is too old. */
export function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major > MIN_NODE[0] || (major === MIN_NODE[0] && minor >= MIN_NODE[1])) return true
  console.error(`Drydock needs Node.js ${MIN_NODE.join('.')} or newer; this is ${process.versions.node}.`)
  return false
}

/** `npm ci` when node_modules isn't what package-lock.json says. Progress goes to stderr. */
export function ensureModules() {
  if (isInstalled()) return true
  console.error('Installing npm packages (npm ci)')
  const { status, error } = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    // NODE_ENV=production would leave out what builds and tests the app.
    env: { ...process.env, NODE_ENV: 'development' },
  })
  if (status === 0) return true
  console.error(`npm ci failed${error ? `: ${error.message}` : ''}. See above; is the npm registry reachable?`)
  return false
}

/** npm itself writes down what it put there; packages of other platforms are optional and absent. */
function isInstalled() {
  try {
    const wanted = packagesOf('package-lock.json')
    const there = packagesOf('node_modules/.package-lock.json')
    return Object.entries(wanted).every(
      ([path, { version, optional }]) => path === '' || there[path]?.version === version || (optional && !there[path]),
    )
  } catch {
    return false
  }
}

const packagesOf = (file) => JSON.parse(readFileSync(join(root, file), 'utf8')).packages
