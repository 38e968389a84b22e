import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { segment } from '#server/agent/gateway/upstream.ts'
import type { Tenant } from '#server/agent/part.ts'
import { machineName, machineSpec } from '#server/agent/vm/spec.ts'
import { createVms, type Vms, type VmsOptions } from '#server/agent/vm/vm.ts'
import { openStage, type Stage } from '#server/agent/workspace/test-stage.ts'
import type { VmState } from '#server/protocol/vm.ts'

const size = { cols: 80, rows: 24 }
/** A kernel that boots instruction by instruction on a busy machine. */
const SHELL_MS = 170_000

let stage: Stage
let dir: string
let one: Tenant
let two: Tenant
let image: string
const all: Vms[] = []

async function open(options: Partial<VmsOptions> = {}): Promise<Vms> {
  const log = { info() {}, warn() {}, error() {} }
  const ready = async () => ({ id: image }) as Awaited<ReturnType<VmsOptions['catalog']['ready']>>
  const vms = createVms({
    engine: stage.api,
    catalog: { ready },
    dir,
    slots: 1,
    watched: () => true,
    log,
    ...options,
  })
  all.push(vms)
  return vms
}

/** A person at one of the two screens. */
function sit(vms: Vms, terminal: string) {
  let text = ''
  const viewing = vms.attach(
    one,
    terminal,
    {
      snapshot: () => {},
      send(bytes) {
        text += Buffer.from(bytes).toString('latin1')
        queueMicrotask(() => viewing.ack(bytes.length))
      },
    },
    size,
  )
  return {
    text: () => text,
    type: (line: string) => viewing.input(Buffer.from(line)),
    until: (what: RegExp) => expect.poll(() => text, { timeout: 15_000, interval: 20 }).toMatch(what),
  }
}

const machines = async () => {
  const filters = JSON.stringify({ name: [machineName(one.id), machineName(two.id)] })
  const list = await stage.api.json<{ Id: string }[]>('GET', {
    path: '/containers/json',
    query: { all: true, filters },
  })
  return list.length
}

beforeAll(async () => {
  stage = await openStage()
  dir = await mkdtemp('/var/tmp/dd-vm-')
  one = await stage.tenants.create()
  two = await stage.tenants.create()
  image = (await stage.docker.getImage('catalog.drydock.local/machine:latest').inspect()).Id
})
afterAll(async () => {
  for (const vms of all) await vms.close()
  await stage.end()
  await rm(dir, { recursive: true, force: true })
})

test('a virtual machine boots a kernel of its own, a container uses the machine’s; both are typed into and measured', async () => {
  const vms = await open()
  const states: VmState['state'][] = []
  vms.onChange((tenant, view) => tenant.id === one.id && states.push(view.machine.state))
  await vms.start(one, 'container', size)
  await expect
    .poll(async () => (await vms.view(one)).container, { timeout: 15_000 })
    .toMatchObject({ state: 'running', facts: {} })
  await vms.start(one, 'machine', size)
  // There is one place: the other tenant waits for it, and is told so.
  expect((await vms.start(two, 'machine', size)).machine).toEqual({ state: 'waiting', position: 1, slots: 1 })
  await expect.poll(async () => (await vms.view(one)).machine.state, { timeout: SHELL_MS }).toBe('running')
  const machine = sit(vms, 'vm-machine')
  expect(machine.text()).toContain('Linux version')
  machine.type('uname -r; echo of-$((40 + 2))\r')
  await machine.until(/of-42\r\n/)
  await expect
    .poll(async () => (await vms.view(one)).machine, { timeout: 30_000 })
    .toMatchObject({ state: 'running', facts: {} })

  const view = await vms.view(one)
  const [container, guest] = view.runs
  expect([container?.side, guest?.side]).toEqual(['container', 'machine'])
  const { KernelVersion } = (await stage.docker.info()) as { KernelVersion: string }
  expect(container?.kernel).toBe(KernelVersion)
  expect(guest?.kernel).toMatch(/cloud-amd64$/)
  expect(machine.text()).toContain(`${guest?.kernel}\r\nof-42`)
  expect(guest?.shellMs).toBeGreaterThan(container?.shellMs ?? 0)
  // The guest’s kernel alone takes more than a shell.
  expect(guest?.memoryBytes).toBeGreaterThan(30_000_000)
  expect(container?.memoryBytes).toBeLessThan(10_000_000)
  expect(container?.processes).toBe(1)
  expect(guest?.processes).toBeGreaterThan(10)
  expect(view.host).toMatchObject({ accelerator: expect.stringMatching(/kvm|tcg/), emulator: expect.any(String) })
  expect(states).toEqual(expect.arrayContaining(['starting', 'running']))

  // It runs without privileges, network and a disk to write to.
  const spec = await stage.docker.getContainer(machineName(one.id)).inspect()
  expect(spec.HostConfig).toMatchObject({
    Privileged: false,
    NetworkMode: 'none',
    ReadonlyRootfs: true,
    CapDrop: ['ALL'],
  })
  expect(spec.HostConfig.Memory).toBeGreaterThan(0)

  const shell = sit(vms, 'vm-container')
  shell.type('uname -r\r')
  await shell.until(new RegExp(`${KernelVersion.replaceAll('.', '\\.')}\r\n`))
  // The learner's own: an exit ends it, and nothing stays.
  shell.type('exit\r')
  await expect
    .poll(async () => (await vms.view(one)).container, { timeout: 10_000 })
    .toEqual({ state: 'off', ended: 'exit' })

  const before = (await vms.view(one)).machine
  const after = (await vms.extend(one, 'machine')).machine
  if (before.state !== 'running' || after.state !== 'running') throw new Error('the machine runs')
  expect(after.ends).toBeGreaterThan(before.ends)

  // A place that is given back goes to the one who waits.
  await vms.stop(one, 'machine')
  expect((await vms.view(one)).machine).toEqual({ state: 'off', ended: 'stop' })
  await expect.poll(async () => (await vms.view(two)).machine.state).toBe('starting')
  await vms.stop(two, 'machine')
  await expect.poll(machines).toBe(0)
  await expect(vms.extend(one, 'machine')).rejects.toMatchObject({ id: 'vm-over' })

  // Runs outlive the agent.
  expect((await (await open()).view(one)).runs).toHaveLength(2)
}, 300_000)

test('it ends by itself when its time is up', async () => {
  const vms = await open({ lifeMs: 500 })
  await vms.start(two, 'container', size)
  await expect
    .poll(async () => (await vms.view(two)).container, { timeout: 15_000 })
    .toEqual({ state: 'off', ended: 'time' })
})

test('a place is not given to a page that was left', async () => {
  let looks = true
  const accelerator: VmsOptions['accelerator'] = async () => ({ accelerator: 'tcg', kvmGroup: undefined })
  const vms = await open({ watched: () => looks, accelerator })
  await vms.start(one, 'machine', size)
  await vms.start(two, 'machine', size)
  looks = false
  await vms.stop(one, 'machine')
  await expect.poll(async () => (await vms.view(two)).machine.state).toBe('off')
  await expect.poll(machines).toBe(0)
})

test('what a killed agent left is removed, also when a tenant is removed', async () => {
  const leave = async (tenant: Tenant) =>
    stage.api.json('POST', {
      path: '/containers/create',
      query: { name: machineName(tenant.id) },
      body: machineSpec({ image, tenant: tenant.id, accelerator: 'tcg', kvmGroup: undefined }),
    })
  const before = await open()
  await before.start(one, 'container', size)
  await expect.poll(async () => (await before.view(one)).container.state, { timeout: 15_000 }).toBe('running')
  await leave(one)
  const vms = await open()
  await vms.restore([one, two])
  expect(await machines()).toBe(0)
  await expect.poll(async () => (await before.view(one)).container.state, { timeout: 10_000 }).toBe('off')

  await vms.start(one, 'container', size)
  await expect.poll(async () => (await vms.view(one)).container.state, { timeout: 15_000 }).toBe('running')
  const running = () =>
    stage.api.json<object[]>('GET', {
      path: '/containers/json',
      query: { filters: JSON.stringify({ label: [`drydock.tenant=${segment(one.id)}`] }) },
    })
  expect(await running()).toHaveLength(1)
  await vms.remove(one)
  expect(await running()).toHaveLength(0)
  expect((await readdir(dir)).filter((name) => name.startsWith(one.id))).toEqual([])
}, 90_000)
