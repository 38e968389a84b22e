// Builds the app when its sources changed since the last build. Plain JavaScript: it runs before anything is known to work.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { compressStatic } from './compress.mjs'

const root = resolve(import.meta.dirname, '..')
const stampFile = join(root, '.next', 'drydock-sources')
/** What Next reads: lessons and labs are read when the web runs, messages are bundled. */
const sources = [
  'app',
  'components',
  'content',
  'server/protocol',
  'server/web',
  'server/compress.mjs',
  'next.config.js',
  'postcss.config.mjs',
  'proxy.ts',
  'tsconfig.json',
  'package-lock.json',
]
const skipped = /\.(test|it\.test)\.tsx?$|^content\/(images|lesson)\//

function filesOf(path) {
  const full = join(root, path)
  if (!existsSync(full)) return []
  const entries = readdirSync(full, { withFileTypes: true })
  return entries.flatMap((entry) =>
    entry.isDirectory()
      ? filesOf(`${path}/${entry.name}`)
      : skipped.test(`${path}/${entry.name}`)
        ? []
        : [`${path}/${entry.name}`],
  )
}

function sourcesHash() {
  const hash = createHash('sha256').update(process.version.split('.')[0])
  const single = (path) => /\.\w+$/.test(path)
  for (const path of sources.flatMap((path) => (single(path) ? [path] : filesOf(path))).sort())
    if (existsSync(join(root, path))) hash.update(`\0${path}\0`).update(readFileSync(join(root, path)))
  return hash.digest('hex')
}

/** True when `next build` has to run. */
function isStale(hash) {
  return (
    !existsSync(join(root, '.next', 'BUILD_ID')) || !existsSync(stampFile) || readFileSync(stampFile, 'utf8') !== hash
  )
}

const hash = sourcesHash()
if (isStale(hash)) {
  console.log('building')
  const child = spawn(process.execPath, [join(root, 'node_modules/next/dist/bin/next'), 'build'], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
  })
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal))
  const code = await new Promise((done) => child.on('exit', (code) => done(code ?? 1)))
  if (code === 0) {
    await compressStatic(join(root, '.next'))
    writeFileSync(stampFile, hash)
  }
  process.exitCode = code
}
