// Virtual machine against container, for every tenant: who may start a machine now, who waits, what was measured.
import { availableParallelism, cpus } from 'node:os'
import { createUpstream, type Upstream } from '#server/agent/gateway/upstream.ts'
import type { Catalog, Log, Tenant, Undo } from '#server/agent/part.ts'
import type { Sink, Size, Viewing } from '#server/agent/terminal/session.ts'
import { DrydockError } from '#server/protocol/error.ts'
import type { VmHost, VmRun, VmSide, VmView } from '#server/protocol/vm.ts'
import { vmSides, vmTerminal } from '#server/protocol/vm-terminal.ts'
import { createAccelerator, type Found } from './accelerator.ts'
import { startContainer } from './beside.ts'
import { type Machine, removeMachine, startMachine } from './machine.ts'
import { createPlace, type Place } from './place.ts'
import { createRecords, RUNS, type VmRecord } from './record.ts'
import { createSlots } from './slot.ts'
import { MACHINE_LABEL } from './spec.ts'
import type { Subject } from './subject.ts'

const MINUTE_MS = 60_000
const LIFE_MS = 5 * MINUTE_MS
/** The machine's own clock ends it after 30 minutes (content/images/machine/boot.sh). */
const MAX_MS = 25 * MINUTE_MS
const CORES_PER_SLOT = 2

export interface VmsOptions {
  engine: Upstream
  catalog: Pick<Catalog, 'ready'>
  /** Where runs are kept. */
  dir: string
  /** Machines at once; by default one for every two processors. */
  slots?: number | undefined
  /** Whether somebody looks: a place is not given to a page that was left. */
  watched: (tenant: string) => boolean
  log: Log
  lifeMs?: number
  /** What the processor can do, where that is known; else it is tried. */
  accelerator?: (image: string) => Promise<Found>
}

interface Desk {
  tenant: Tenant
  gateway: Upstream
  places: Record<VmSide, Place>
  record: VmRecord
  /** Of the machine's screen, for when its turn comes. */
  size: Size
  /** One after the other. */
  writing: Promise<void>
}

export type Vms = ReturnType<typeof createVms>

export function createVms(options: VmsOptions) {
  const { engine, catalog, dir, watched, log, lifeMs = LIFE_MS } = options
  const accelerator = options.accelerator ?? createAccelerator({ engine, log })
  const slots = createSlots(options.slots ?? Math.max(1, Math.floor(availableParallelism() / CORES_PER_SLOT)))
  const records = createRecords(dir)
  const desks = new Map<string, Promise<Desk>>()
  const ready = new Map<string, Desk>()
  const listeners = new Set<(tenant: Tenant, view: VmView) => void>()
  const host: VmHost = { cpu: cpus()[0]?.model.trim() ?? '', cpus: cpus().length }

  const view = ({ places, record }: Desk): VmView => ({
    now: Date.now(),
    host: { ...host },
    machine: places.machine.state,
    container: places.container.state,
    runs: record.runs,
  })
  const tell = (desk: Desk) => {
    if (ready.get(desk.tenant.id) !== desk) return
    for (const listener of listeners) listener(desk.tenant, view(desk))
  }

  async function open(tenant: Tenant): Promise<Desk> {
    const record = await records.read(tenant.id)
    const gateway = createUpstream(tenant.internalSocketPath)
    const place = (side: VmSide, start: Parameters<typeof createPlace>[0]['start']) =>
      createPlace({
        side,
        lifeMs,
        maxMs: Math.max(MAX_MS, lifeMs),
        start,
        onChange: () => tell(desk),
        onFacts(subject, shellMs, facts) {
          void keep(desk, side, subject, { ...facts, processes: facts.processes.length }, shellMs)
        },
        onOver() {
          if (side === 'machine') {
            slots.leave(tenant.id)
            line()
          } else void forget(desk)
        },
      })
    const desk: Desk = {
      tenant,
      gateway,
      record,
      size: { cols: 80, rows: 24 },
      writing: Promise.resolve(),
      places: {
        machine: place('machine', async (events) => {
          const { id: image } = await catalog.ready('machine')
          const found = await accelerator(image)
          return startMachine({ engine, tenant: tenant.id, image, found, ...events })
        }),
        container: place('container', (events) =>
          startContainer({
            gateway,
            async onMade(id) {
              record.container = id
              await write(desk)
            },
            ...events,
          }),
        ),
      },
    }
    ready.set(tenant.id, desk)
    return desk
  }

  function deskOf(tenant: Tenant): Promise<Desk> {
    const found = desks.get(tenant.id) ?? open(tenant)
    desks.set(tenant.id, found)
    return found
  }

  async function keep(
    desk: Desk,
    side: VmSide,
    subject: Subject,
    facts: Omit<VmRun, 'side' | 'at' | 'shellMs'>,
    shellMs: number,
  ) {
    if (subject.accelerator) {
      host.accelerator = subject.accelerator
      host.emulator = (subject as Machine).emulator()
    }
    const run: VmRun = {
      side,
      at: Date.now(),
      shellMs,
      ...facts,
      ...(subject.accelerator && { accelerator: subject.accelerator }),
    }
    desk.record.runs = [...desk.record.runs, run].slice(-RUNS)
    tell(desk)
    await write(desk)
  }

  async function forget(desk: Desk) {
    if (desk.record.container === undefined) return
    desk.record.container = undefined
    await write(desk)
  }

  async function write(desk: Desk) {
    desk.writing = desk.writing.then(async () => {
      // A tenant that is removed meanwhile leaves nothing.
      if (ready.get(desk.tenant.id) !== desk) return
      await records
        .write(desk.tenant.id, desk.record)
        .catch((error) => log.warn({ tenant: desk.tenant.id, error: String(error) }, 'runs not kept'))
    })
    await desk.writing
  }

  // ---------------------------------------------------------------- the queue
  function line() {
    for (const who of slots.waiting()) {
      const desk = ready.get(who)
      const position = slots.position(who)
      if (desk && position !== undefined) desk.places.machine.wait(position, slots.count)
    }
  }

  function enqueue(desk: Desk) {
    const { tenant, places } = desk
    slots.take(tenant.id, () => {
      if (places.machine.state.state === 'waiting' && !watched(tenant.id)) return void places.machine.end()
      places.machine.begin(desk.size)
    })
    line()
  }

  const sideOf = (terminal: string) => vmSides.find((side) => vmTerminal(side) === terminal)
  const busy = (place: Place) => place.state.state !== 'off' && place.state.state !== 'failed'

  return {
    view: async (tenant: Tenant): Promise<VmView> => view(await deskOf(tenant)),
    /** Answers at once; the rest is told. Nothing happens when it is there already. */
    async start(tenant: Tenant, side: VmSide, size: Size): Promise<VmView> {
      const desk = await deskOf(tenant)
      if (!busy(desk.places[side])) {
        if (side === 'container') desk.places.container.begin(size)
        else {
          desk.size = size
          enqueue(desk)
        }
      }
      return view(desk)
    },
    async stop(tenant: Tenant, side: VmSide): Promise<VmView> {
      const desk = await deskOf(tenant)
      await desk.places[side].end()
      return view(desk)
    },
    /** @throws DrydockError vm-over */
    async extend(tenant: Tenant, side: VmSide): Promise<VmView> {
      const desk = await deskOf(tenant)
      const place = desk.places[side]
      if (place.state.state !== 'running') throw new DrydockError('vm-over')
      place.extend()
      return view(desk)
    },
    owns: (terminal: string) => sideOf(terminal) !== undefined,
    /** @throws DrydockError terminal-unknown */
    must(tenant: Tenant, terminal: string) {
      const side = sideOf(terminal)
      const session = side && ready.get(tenant.id)?.places[side].session
      if (!session) throw new DrydockError('terminal-unknown')
      return session
    },
    attach(tenant: Tenant, terminal: string, sink: Sink, size: Size, onlooker?: { onlooker: boolean }): Viewing {
      return this.must(tenant, terminal).attach(sink, size, onlooker)
    },
    onChange(listener: (tenant: Tenant, view: VmView) => void): Undo {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    /** What an agent that was killed has left of these tenants. */
    async restore(tenants: Tenant[]) {
      const list = await engine.json<{ Id: string; Labels: Record<string, string> }[]>('GET', {
        path: '/containers/json',
        query: { all: true, filters: JSON.stringify({ label: [MACHINE_LABEL] }) },
      })
      const own = new Set(tenants.map(({ id }) => id))
      await Promise.all(
        list.filter(({ Labels }) => own.has(Labels[MACHINE_LABEL] ?? '')).map(({ Id }) => removeMachine(engine, Id)),
      )
      for (const { id } of tenants) {
        const record = await records.read(id)
        if (record.container === undefined) continue
        await removeMachine(engine, record.container)
        await records.write(id, { runs: record.runs })
      }
    },
    async remove(tenant: Tenant) {
      const desk = await desks.get(tenant.id)
      desks.delete(tenant.id)
      ready.delete(tenant.id)
      await Promise.all(Object.values(desk?.places ?? {}).map((place) => place.end()))
      await desk?.writing
      slots.leave(tenant.id)
      await records.remove(tenant.id)
    },
    async close() {
      await Promise.all([...ready.values()].flatMap(({ places }) => Object.values(places).map((place) => place.end())))
    },
  }
}
