// npm test [-- --long]: makes sure of packages, engine and browser, then runs everything there is, phase by phase, and sums up.
// A phase that fails doesn't keep the others from running, but for those that need it.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { stripVTControlCharacters } from 'node:util'
import { checkNode, ensureModules, root } from './install.mjs'

const home = resolve(root, process.env.DRYDOCK_TEST_HOME ?? '.drydock-test')
/** Also what takes minutes each: whole clients, another engine, every attack on the raw engine, every route of every lab. */
const long = process.argv.includes('--long')
const results = []
/** What runs below writes to a pipe. */
const colours = process.stdout.isTTY ? { FORCE_COLOR: '1' } : {}
/** What runs now; each leads a process group. */
const running = new Set()
/** Lines by which biome, tsc, vitest and Playwright tell what failed: told again below the summary, where a log that was cut still has them. */
const FAILURE = /^\s*(FAIL |×|✘|\d+\) \[)|\berror TS\d|(^|\s)([A-Z]\w*)?Error\b.*: /
/** And what needed a second try, also when all passed then. */
const SECOND_TRY = /\(retry (#|x)\d/
const TELLING_LINES = 12
const told = new Set()
let engine
let interrupted = false

if (!checkNode()) process.exit(1)
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
  process.on(signal, async () => {
    interrupted = true
    for (const child of running) process.kill(-child.pid, signal)
    await stopEngine()
    process.exit(130)
  })

if (!(await phase('packages', async () => ensureModules()))) finish()
await phase('browser', async () => ensureBrowser())
// The engine builds its images while the checks run.
const socket = startEngine()
await phase('check', () => npm('check'))
const dockerSocket = await wait('engine and images', socket)
// Integration tests and labs wait for the engine most of the time, so they run beside each other, and the build has the processors meanwhile.
const env = { DRYDOCK_TEST_DOCKER: dockerSocket }
const integration = dockerSocket && phase('integration', () => npm('integration', env))
const built = await phase('build', () => command(process.execPath, ['server/build.mjs']))
const content =
  dockerSocket && phase('content', () => npm('content:check', env, { args: long ? [] : ['--short'], apart: true }))
await Promise.all([integration, content])
if (dockerSocket && long) {
  await phase('integration, long', () => npm('integration:long', env))
  await phase('engine 26.1', () => npm('integration:26', env))
}
if (!dockerSocket)
  for (const name of ['integration', 'content']) results.push({ name, ok: false, seconds: 0, note: 'needs the engine' })
// The app of the end-to-end tests starts its own engine, on the same home.
await stopEngine()
if (built) await phase('e2e', () => npm('e2e', { DRYDOCK_TEST_HOME: home }))
else results.push({ name: 'e2e', ok: false, seconds: 0, note: 'needs the build' })
if (built && long)
  await phase('class with faults', () =>
    npm('bots', { DRYDOCK_TEST_HOME: home }, { args: ['--students', '6', '--faults'] }),
  )
if (built && long) await phase('faults', () => npm('faults', { DRYDOCK_TEST_HOME: home }))
finish()

async function phase(name, run) {
  if (interrupted) return new Promise(() => {})
  console.log(`\n=== ${name}`)
  const began = Date.now()
  const ok = await run()
  const seconds = (Date.now() - began) / 1000
  results.push({ name, ok, seconds })
  console.log(`=== ${name}: ${ok ? 'ok' : 'FAILED'} after ${seconds.toFixed(1)} s`)
  return ok
}

async function wait(name, promise) {
  let value
  await phase(name, async () => {
    value = await promise
    return value !== undefined
  })
  return value
}

function finish() {
  console.log('\n=== summary')
  for (const { name, ok, seconds, note } of results)
    console.log(`${ok ? 'ok    ' : 'FAILED'}  ${name.padEnd(18)} ${note ?? `${seconds.toFixed(1)} s`}`)
  const failed = results.some(({ ok }) => !ok)
  const lines = [...told]
  for (const line of lines.slice(0, TELLING_LINES)) console.log(line)
  if (lines.length > TELLING_LINES) console.log(`and ${lines.length - TELLING_LINES} lines more, above`)
  console.log(failed ? 'Something failed.' : 'All passed.')
  process.exit(failed ? 1 : 0)
}

function npm(script, env = {}, { args = [], apart = false } = {}) {
  return command('npm', ['run', '--silent', script, '--', ...args], env, apart)
}

/** `apart`: what it says comes in one piece at its end, not between the lines of what runs beside it. */
function command(program, args, env = {}, apart = false) {
  return new Promise((done) => {
    const child = spawn(program, args, {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      // A group of its own: npm doesn't pass a signal on to what its script started.
      detached: true,
      env: { ...colours, ...process.env, CI: 'true', ...env },
    })
    running.add(child)
    const said = []
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (part) => {
        said.push(part)
        if (!apart) process.stdout.write(part)
      })
    child.on('error', (error) => {
      running.delete(child)
      console.error(error.message)
      done(false)
    })
    child.on('close', (code) => {
      running.delete(child)
      const all = Buffer.concat(said)
      if (apart) process.stdout.write(all)
      const lines = stripVTControlCharacters(all.toString()).split('\n')
      for (const line of lines)
        if (SECOND_TRY.test(line) || (code !== 0 && FAILURE.test(line))) told.add(line.trim().slice(0, 200))
      done(code === 0)
    })
  })
}

function ensureBrowser() {
  if (['/usr/bin/chromium', '/usr/bin/chromium-browser'].some((path) => existsSync(path))) return true
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) {
    console.log(
      'No chromium here and no way to install it (root on Debian or Ubuntu); Playwright’s own is used where it is there.',
    )
    return true
  }
  console.log('Installing chromium and fonts with apt-get')
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const apt = (...args) =>
    spawnSync('apt-get', ['-q', ...args], { stdio: ['ignore', 'ignore', 'inherit'], env }).status === 0
  return apt('update') && apt('install', '-y', '--no-install-recommends', 'chromium', 'fonts-noto-cjk')
}

/** Resolves with the engine's socket, or with undefined when it ended before. */
function startEngine() {
  engine = spawn(process.execPath, ['--import', 'tsx', 'server/agent/engine/test-engine.ts'], {
    cwd: root,
    // It ends when its stdin does: also when this process is killed.
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, DRYDOCK_HOME: home },
  })
  const ended = new Promise((done) => engine.once('exit', () => done(undefined)))
  const line = new Promise((done) => createInterface({ input: engine.stdout }).once('line', done))
  return Promise.race([line, ended])
}

async function stopEngine() {
  if (!engine || engine.exitCode !== null) return
  const ended = new Promise((done) => engine.once('exit', done))
  engine.stdin.end()
  await ended
}
