import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { Tenant } from '#server/agent/part.ts'
import { WINDOW_BYTES } from '#server/agent/terminal/pace.ts'
import { TERMINALS_PER_TENANT } from '#server/agent/terminal/terminal.ts'
import { openStage, type Stage } from '#server/agent/workspace/test-stage.ts'
import type { ShellCommand } from '#server/protocol/lab.ts'

const size = { cols: 80, rows: 24 }
let stage: Stage
let tenant: Tenant

/** A viewer that draws at once. */
function view(of: Stage, id: string) {
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
  // The size takes its own way to the engine; what is typed may be quicker.
  shell.type(`until [[ $(stty size) == '30 100' ]]; do sleep 0.1; done; stty size\r`)
  await shell.until(/^30 100\r\n|\x0730 100\r/m)
  await stage.terminals.close(tenant, id)
  expect(stage.terminals.list(tenant)).toEqual([])
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
  shell.type('exit\r')
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
  await expect.poll(() => sent).toBeGreaterThan(WINDOW_BYTES)
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
  const { Processes } = (await next.docker.getContainer(`ws_${tenant.id}`).top()) as { Processes: string[][] }
  // One server, one client: the old process's client is gone.
  expect(Processes.filter((line) => line.join(' ').includes(`/run/shell/${id}.dtach`))).toHaveLength(2)
  await next.terminals.close(tenant, id)
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
