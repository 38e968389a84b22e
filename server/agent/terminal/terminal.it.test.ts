import { createHash } from 'node:crypto'
import { copyFile, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import type { ContainerCreateOptions } from 'dockerode'
import { afterAll, afterEach, beforeAll, expect, onTestFinished, test } from 'vitest'
import type { Tenant } from '#server/agent/part.ts'
import { WINDOW_BYTES } from '#server/agent/terminal/pace.ts'
import { TERMINALS_PER_TENANT } from '#server/agent/terminal/terminal.ts'
import { runLines } from '#server/agent/workspace/run.ts'
import { workspaceSpec } from '#server/agent/workspace/spec.ts'
import { openStage, type Stage } from '#server/agent/workspace/test-stage.ts'
import type { ShellCommand } from '#server/protocol/lab.ts'

const size = { cols: 80, rows: 24 }
let stage: Stage
let tenant: Tenant

/** A viewer that draws at once. */
function view(of: Stage, id: string, options?: { onlooker: boolean }) {
  const state = { text: '', bytes: 0, snapshots: 0 }
  const viewing = of.terminals.attach(
    tenant,
    id,
    {
      snapshot() {
        state.snapshots++
        state.text = ''
      },
      send(bytes) {
        state.bytes += bytes.length
        state.text = (state.text + Buffer.from(bytes).toString()).slice(-100_000)
        queueMicrotask(() => viewing.ack(bytes.length))
      },
    },
    size,
    options,
  )
  const until = (what: string | RegExp) =>
    expect.poll(() => state.text, { timeout: 10_000, interval: 10 }).toMatch(what)
  return { ...viewing, state, until, type: (text: string) => viewing.input(Buffer.from(text)) }
}

beforeAll(async () => {
  stage = await openStage()
  tenant = await stage.tenants.create()
  await stage.workspaces.open(tenant)
})
afterEach(async () => {
  for (const { id } of stage.terminals.list(tenant)) await stage.terminals.close(tenant, id)
})
afterAll(() => stage.end())

test('a shell runs as the learner in its home, with the size of the viewer', async () => {
  const { id } = await stage.terminals.create(tenant, size)
  const shell = view(stage, id)
  await shell.until(/\$ /)
  shell.type('id -u; pwd; echo $TERM $LANG; stty size\r')
  await shell.until(/1000\r\n\/home\/student\r\nxterm-256color C.UTF-8\r\n24 80/)
  shell.resize({ cols: 100, rows: 30 })
  shell.type('stty size\r')
  await shell.until(/^30 100\r\n|\x0730 100\r/m)
  // Without a line editor, the terminal itself takes back what was typed: a syllable at a time.
  shell.type('echo rea"dy"; read word; echo "<$word>"\r')
  await shell.until(/ready\r/)
  shell.type('도커\x7f\x7fab\r')
  await shell.until(/<ab>\r/)
  await stage.terminals.close(tenant, id)
  expect(stage.terminals.list(tenant)).toEqual([])
})

test('the workspace starts its shells itself, from the same place and with the same surroundings as the engine would', async () => {
  const { container } = stage.workspaces.running(tenant)!
  // Also when this fails: the next try needs it, and the tests after it do.
  onTestFinished(async () => void (await runLines(stage.api, container, ['pkill -CONT -x starter'])))
  const before = stage.terminals.figures().shellsByEngine
  const since = Date.now() / 1000
  /** How many the engine has started. */
  const execs = async () => {
    const until = Date.now() / 1000
    const filters = { container: [container], event: ['exec_create'] }
    const events = await text((await stage.docker.getEvents({ since, until, filters })) as Readable)
    return events.split('\n').filter((line) => line.includes('libexec/keeper')).length
  }
  const surroundings = async (id: string) => {
    const shell = view(stage, id)
    await shell.until(/\$ /)
    shell.type(
      'clear; { env; ulimit -a; umask; grep -E "Cap|NoNew|Seccomp" /proc/$$/status; } | sort; echo that-$((1+1))\r',
    )
    await shell.until(/that-2\r/)
    const { text } = shell.state
    return text.slice(text.lastIndexOf('env;'), text.lastIndexOf('that-2\r')).replaceAll(/\x1b\S*/g, '')
  }
  const own = await stage.terminals.create(tenant, size)
  expect(await execs()).toBe(0)
  const first = await surroundings(own.id)
  // The learner can hold the starter: then the engine starts the next one, as before.
  const shell = view(stage, own.id)
  shell.type('kill -STOP $(pgrep -x starter); echo held-$?\r')
  await shell.until(/held-0\r/)
  const byEngine = await stage.terminals.create(tenant, size)
  const second = await surroundings(byEngine.id)
  shell.type('kill -CONT $(pgrep -x starter); echo goes-$?\r')
  await shell.until(/goes-0\r/)
  expect(await execs()).toBe(1)
  expect(stage.terminals.figures().shellsByEngine).toBe(before + 1)
  expect(second).toBe(first)
  const again = await stage.terminals.create(tenant, size)
  await view(stage, again.id).until(/\$ /)
  expect(await execs()).toBe(1)
  // What was asked of it while it was held is nobody's: no shell more than there are terminals.
  shell.type('until [ $(pgrep -xc bash) = 3 ]; do sleep 0.1; done; echo shells-$((1+2))\r')
  await shell.until(/shells-3\r/)
})

test('a guest types into a real shell until its owner touches a key: bytes on their way then never arrive', async () => {
  const { id } = await stage.terminals.create(tenant, size)
  const owner = view(stage, id)
  await owner.until(/\$ /)
  const guest = view(stage, id, { onlooker: true })
  const told: ShellCommand[] = []
  const off = stage.terminals.onCommand((_tenant, command) => told.push(command))
  let taken = 0
  guest.allow(() => taken++)
  guest.type('echo both-$((40+2))\r')
  await owner.until('both-42')
  await expect.poll(() => told.findLast(({ exit }) => exit === 0)?.line).toBe('echo both-$((40+2))')
  // A file of what was typed, as the shell's program has read it: the guest floods it, the owner touches one key in the middle.
  guest.type('stty -echo; head -c 200 >typed; stty echo; echo done-$((1+1))\r')
  await owner.until('stty -echo; head')
  for (let at = 0; at < 100; at++) {
    if (at === 50) owner.type('\r')
    guest.type('g')
  }
  expect(taken).toBe(1)
  owner.type(`\r${'o'.repeat(10)}\r\x04\x04`)
  await owner.until('done-2')
  owner.type('tr -d "\\n" <typed; echo; wc -c <typed\r')
  await owner.until(/g{50}o{10}\r/)
  expect(owner.state.text).not.toContain('g'.repeat(51))
  off()
})

test('commands are told with exit code and output', async () => {
  const seen: ShellCommand[] = []
  const undo = stage.terminals.onCommand((_, command) => seen.push(command))
  const { id } = await stage.terminals.create(tenant, size)
  const shell = view(stage, id)
  await shell.until(/\$ /)
  shell.type('ls /nowhere; (exit 3)\r')
  await expect.poll(() => seen, { timeout: 5_000 }).toHaveLength(2)
  expect(seen[0]).toMatchObject({ line: 'ls /nowhere; (exit 3)', output: '', n: 1 })
  expect(seen[1]).toMatchObject({ terminal: id, exit: 3, n: 1 })
  expect(seen[1]!.output).toContain("cannot access '/nowhere'")
  undo()
  await stage.terminals.close(tenant, id)
})

test('Tab completes with its first press, though completion is read only then', async () => {
  const { id } = await stage.terminals.create(tenant, size)
  const shell = view(stage, id)
  await shell.until(/\$ /)
  shell.type('docker netw\t')
  await shell.until(/docker network /)
  shell.type('\x15git chec\t')
  await shell.until(/git checkout /)
})

test('exit in the shell ends the terminal', async () => {
  const gone: string[] = []
  const undo = stage.terminals.onExit((_, terminal) => gone.push(terminal))
  const { id } = await stage.terminals.create(tenant, size)
  const shell = view(stage, id)
  await shell.until(/\$ /)
  // Also when what it leaves behind never stops writing.
  shell.type('yes & disown; exit\r')
  await expect.poll(() => gone, { timeout: 5_000 }).toEqual([id])
  undo()
})

test('there is a limit of terminals', async () => {
  const made = []
  for (let n = 0; n < TERMINALS_PER_TENANT; n++) made.push(await stage.terminals.create(tenant, size))
  await expect(stage.terminals.create(tenant, size)).rejects.toMatchObject({ id: 'terminal-limit' })
  for (const { id } of made) await stage.terminals.close(tenant, id)
})

test('a flood that nobody draws is held, grows nothing and slows nobody', async () => {
  const flood = await stage.terminals.create(tenant, size)
  const quiet = await stage.terminals.create(tenant, size)
  let sent = 0
  // Draws nothing, ever.
  const stuck = stage.terminals.attach(
    tenant,
    flood.id,
    {
      snapshot() {},
      send(bytes) {
        sent += bytes.length
      },
    },
    size,
  )
  const typist = view(stage, quiet.id)
  await typist.until(/\$ /)
  /** Median time of an echo, ms. */
  async function typing(keys: number) {
    const times: number[] = []
    for (let n = 0; n < keys; n++) {
      const mark = `k${keys}n${n}k`
      const from = performance.now()
      typist.type(`${mark}\x15`)
      while (!typist.state.text.includes(mark) && performance.now() - from < 5_000) await new Promise(setImmediate)
      times.push(performance.now() - from)
      await new Promise((done) => setTimeout(done, 50))
    }
    return times.sort((a, b) => a - b)[Math.floor(keys / 2)]!
  }
  const quietMs = await typing(20)
  const before = process.memoryUsage().rss
  stuck.input(Buffer.from('yes 도커 도커 도커\r'))
  await expect.poll(() => sent).toBeGreaterThanOrEqual(WINDOW_BYTES)
  // Compared with itself just before, as the machine may have other work.
  expect(await typing(40)).toBeLessThan(quietMs * 4 + 20)
  expect(sent).toBeLessThan(2 * WINDOW_BYTES)
  expect((process.memoryUsage().rss - before) / 1024 / 1024).toBeLessThan(64)
  stuck.input(Buffer.from('\x03'))
  stuck.detach()
  await stage.terminals.close(tenant, flood.id)
  await stage.terminals.close(tenant, quiet.id)
})

test('the shell and its screen outlive the agent', async () => {
  const { id } = await stage.terminals.create(tenant, size)
  const before = view(stage, id)
  await before.until(/\$ /)
  before.type('KEPT=yes; echo shown-$KEPT\r')
  await before.until(/shown-yes\r\n/)
  await stage.leave()

  const next = await openStage(stage.dir)
  stage = next
  tenant = next.tenants.get(tenant.id)!
  expect(next.terminals.list(tenant).map((one) => one.id)).toContain(id)
  const after = view(next, id)
  await after.until(/shown-yes\r\n/)
  after.type('echo still-$KEPT\r')
  await after.until(/still-yes\r\n/)
  // The one that starts keepers, and the one that was there before.
  const { Processes } = (await next.docker.getContainer(`ws_${tenant.id}`).top()) as { Processes: string[][] }
  expect(Processes.filter((line) => line.at(-1)?.startsWith('/usr/local/libexec/keeper'))).toHaveLength(2)
  await next.terminals.close(tenant, id)
})

test('an agent that was killed loses nothing that a shell wrote, and shows nothing twice', async () => {
  const { id } = await stage.terminals.create(tenant, size)
  const before = view(stage, id)
  await before.until(/\$ /)
  const record = join(stage.dir, 'terminal', tenant.id, id)
  await expect.poll(() => readFile(record, 'utf8'), { timeout: 10_000 }).toMatch(/"offset":[1-9]/)
  // What it had written down by then; the rest is lost with it.
  await copyFile(record, `${stage.dir}/record`)
  before.type('for n in {1..3000}; do echo "<$n>"; (( n % 100 )) || sleep 0.05; done\r')
  await before.until(/<500>/)
  await stage.leave()
  await copyFile(`${stage.dir}/record`, record)

  stage = await openStage(stage.dir)
  tenant = stage.tenants.get(tenant.id)!
  const after = view(stage, id)
  await after.until(/<3000>/)
  const seen = [...after.state.text.matchAll(/<(\d+)>\r/g)].map(([, n]) => Number(n))
  expect(seen).toEqual(Array.from({ length: 3000 }, (_, n) => n + 1))
})

test('a large paste arrives whole, and a program that takes no input can be ended', async () => {
  const { id } = await stage.terminals.create(tenant, size)
  const shell = view(stage, id)
  await shell.until(/\$ /)
  const line = `${'도커'.repeat(20)}\n`
  const lines = 8_000
  shell.type(`stty -echo; head -n ${lines} | md5sum; echo do"ne"\r`)
  // The program takes what comes after its echo is off.
  await new Promise((done) => setTimeout(done, 300))
  for (let at = 0; at < lines; at += 1000) shell.type(line.repeat(1000))
  await shell.until(/done/)
  expect(shell.state.text).toContain(createHash('md5').update(line.repeat(lines)).digest('hex'))

  shell.type('stty raw; echo de"af"; exec sleep 1000\r')
  await shell.until(/deaf/)
  for (let n = 0; n < 8; n++) shell.type('x'.repeat(64 * 1024))
  await stage.terminals.close(tenant, id)
  const running = async () => {
    const { Processes } = (await stage.docker.getContainer(`ws_${tenant.id}`).top()) as { Processes: string[][] }
    return Processes.filter((one) => one.join(' ').includes('sleep 1000')).length
  }
  await expect.poll(running, { timeout: 5_000 }).toBe(0)
})

test('who calls from the workspace without being a keeper gets nowhere', async () => {
  const { id } = await stage.terminals.create(tenant, size)
  const shell = view(stage, id)
  await shell.until(/\$ /)
  const door = '/run/drydock/shell.sock'
  shell.type(`printf 'h\\0\\0\\0\\5wrong' | socat - UNIX-CONNECT:${door} | od -An -c; echo fir"st"\r`)
  await shell.until(/ e {2}\\0 {2}\\0 {2}\\0 {2}\\0\r\n/)
  // What each keeper was started with tells no key but that of the starter, whose place is taken.
  shell.type(`tr '\\0' ' ' < /proc/$PPID/cmdline; echo\r`)
  await shell.until(/shell.sock starter \r/)
  shell.type(`printf "h\\0\\0\\0\\7starter" | socat -t 5 - UNIX-CONNECT:${door} | wc -c; echo sec"ond"\r`)
  await shell.until(/\x070\r\n[\s\S]*second\r/)
  shell.type(`rm ${door}; ln -s /run/drydock/docker.sock /run/drydock/other; echo thi"rd"\r`)
  await shell.until(/third\r/)
  expect(shell.state.text.match(/Read-only file system/g)).toHaveLength(2)
})

test('a workspace whose shells were kept another way is made anew', async () => {
  const older = await stage.tenants.create()
  const { container } = await stage.workspaces.open(older)
  await stage.leave()
  await stage.docker.getContainer(container).remove({ force: true })
  const before = await stage.docker.createContainer({
    name: `ws_${older.id}`,
    Image: 'catalog.drydock.local/busybox',
    Cmd: ['sleep', '1000'],
    Labels: { 'drydock.workspace': older.id },
  })
  await before.start()
  stage = await openStage(stage.dir)
  tenant = stage.tenants.get(tenant.id)!
  const now = await stage.docker.getContainer(`ws_${older.id}`).inspect()
  expect(now.Config.Labels['drydock.shells']).toBe('starter')
  await stage.tenants.remove(older.id)
})

test('a workspace that runs since an earlier Drydock, which had the engine start its shells, goes on as it is', async () => {
  const older = await stage.tenants.create()
  const { container } = await stage.workspaces.open(older)
  const { Image, HostConfig } = await stage.docker.getContainer(container).inspect()
  await stage.leave()
  await stage.docker.getContainer(container).remove({ force: true })
  const spec = workspaceSpec(older, Image, HostConfig.NetworkMode ?? '') as ContainerCreateOptions
  const before = await stage.docker.createContainer({
    ...spec,
    name: `ws_${older.id}`,
    Cmd: ['sleep', 'infinity'],
    Labels: { ...spec.Labels, 'drydock.shells': 'keeper' },
  })
  await before.start()
  stage = await openStage(stage.dir)
  tenant = stage.tenants.get(tenant.id)!
  const still = stage.tenants.get(older.id)!
  expect(stage.workspaces.running(still)).toMatchObject({ container: before.id, starter: false })
  const { id } = await stage.terminals.create(still, size)
  const own = tenant
  tenant = still
  await view(stage, id).until(/\$ /)
  tenant = own
  await stage.tenants.remove(older.id)
})

test('a workspace that dies comes back, and its terminals with a new shell below the old screen', async () => {
  const { id } = await stage.terminals.create(tenant, size)
  const shell = view(stage, id)
  await shell.until(/\$ /)
  shell.type('echo be"fore"\r')
  await shell.until(/before\r\n/)
  const states: string[] = []
  const undo = stage.workspaces.onState((_, { state }) => states.push(state))
  await stage.docker.getContainer(`ws_${tenant.id}`).kill()
  // The engine may take half a minute to tell that a container has ended.
  await expect.poll(() => states, { timeout: 60_000 }).toEqual(['starting', 'starting', 'ready'])
  undo()
  shell.type('echo af"ter"\r')
  await expect
    .poll(
      () => {
        if (!shell.state.text.includes('after\r\n')) shell.type('echo af"ter"\r')
        return shell.state.text
      },
      { timeout: 10_000, interval: 500 },
    )
    .toMatch(/before\r\n[\s\S]*after\r\n/)
  await stage.terminals.close(tenant, id)
}, 120_000)
