// web <-> agent. One WebSocket over the agent's unix socket (DRYDOCK_HOME/run/agent.sock, path /rpc).
//   text frame   web -> agent   { id, method, params }
//   text frame   agent -> web   { id, ok, value | error, detail }   or   { event, data }
//   binary frame both ways      [u32 big endian channel][bytes]     terminal bytes, never JSON, never copied into it
// Previews: HTTP CONNECT <tenant>:<port> on the same unix socket answers 200 and is then a raw TCP tunnel to that port of the
// learner's localhost.
import { z } from 'zod'
import { AdminView } from './admin.ts'
import { DockerAction, DockerFollow, DockerKind, DockerPart } from './docker.ts'
import { ErrorId } from './error.ts'
import {
  FileAppend,
  FileList,
  FileMake,
  FilePath,
  FilePiece,
  FileRename,
  FileText,
  FileWrite,
  FolderPath,
  WriterKey,
} from './file.ts'
import {
  ApiCall,
  Build,
  CoachCard,
  DockerEvent,
  DockerObjects,
  Health,
  LabState,
  ShellCommand,
  TerminalInfo,
  Transfer,
  WorkspaceState,
} from './lab.ts'
import { HostLook, HostLooked } from './look.ts'
import { RegistryView, RepositoryName, TagName } from './registry.ts'
import { VmSide, VmView } from './vm.ts'

export const TenantId = z.string().regex(/^t[a-z2-7]{12}$/)
export type TenantId = z.infer<typeof TenantId>

export const TenantInfo = z.object({
  id: TenantId,
  socket: z.string().describe('Absolute path of the tenant’s Docker socket.'),
  created: z.number(),
  /** local: catalog images are there at once. remote: they must be pulled first, as from Docker Hub (labs). */
  catalog: z.enum(['local', 'remote']),
  workspace: WorkspaceState.optional(),
  note: z.string().optional(),
})
export type TenantInfo = z.infer<typeof TenantInfo>

const Tenant = z.strictObject({ tenant: TenantId })
const Size = { cols: z.number().int().min(2).max(500), rows: z.number().int().min(1).max(300) }

/** Of the page that writes; refused with `file-writer` when another one does. */
const Writing = { tenant: TenantId, writer: WriterKey }

const method = <P extends z.ZodType, V extends z.ZodType>(params: P, value: V) => ({ params, value })
const Nothing = z.object({})
/** Nobody goes past this step yet. */
const LabGate = z.strictObject({ slug: z.string(), step: z.string() })
export type LabGate = z.infer<typeof LabGate>

/** Every call of the web on the agent. */
export const agentMethods = {
  'health.get': method(Nothing, Health),
  /** The agent's figures, in Prometheus's text format. */
  'metrics.get': method(Nothing, z.object({ text: z.string() })),
  'tenant.create': method(
    z.strictObject({ catalog: z.enum(['local', 'remote']).default('local'), note: z.string().max(100).optional() }),
    TenantInfo,
  ),
  'tenant.list': method(Nothing, z.array(TenantInfo)),
  'tenant.remove': method(Tenant, Nothing),
  /** Stops all that runs for the tenant; nothing is removed, and `workspace.open` goes on. */
  'tenant.rest': method(Tenant, Nothing),
  /** When the learner of each running workspace last gave a sign, ms since 1970 by the agent's clock. */
  'tenant.activity': method(
    Nothing,
    z.object({ now: z.number(), running: z.array(z.object({ tenant: TenantId, last: z.number() })) }),
  ),
  /** A sign of the learner. */
  'tenant.touch': method(Tenant, Nothing),
  'admin.view': method(Nothing, AdminView),
  /**
   * Make sure of a workspace. Without tenant: one from the warm pool (or a new one) is claimed. Resolves when the shell can start.
   * When the machine is full: capacity-full with the position in the queue as its detail. `ticket` names who waits; the agent keeps it
   * for as long as they do. `class`: the running class that they are in, which may hold places. While the engine fails for everybody:
   * engine-paused, its detail the seconds until it is tried again.
   */
  'workspace.open': method(
    z.strictObject({
      tenant: TenantId.optional(),
      ticket: z.string().max(100).default(''),
      class: z.string().max(100).optional(),
    }),
    TenantInfo,
  ),
  /** All places that running classes hold for their people, from now on. Ends with the agent: to be said again to a new one. */
  'capacity.hold': method(
    z.strictObject({
      holds: z.array(
        z.strictObject({ class: z.string(), places: z.number().int().min(0), tenants: z.array(TenantId) }),
      ),
    }),
    Nothing,
  ),
  /** How many labs this machine has room for in all, those that run among them. */
  'capacity.places': method(Nothing, z.object({ places: z.number().int().min(0) })),
  /** Subscribe this connection to the events of a tenant; answers with a snapshot. */
  'tenant.watch': method(
    Tenant,
    z.object({
      objects: DockerObjects,
      calls: z.array(ApiCall),
      cards: z.array(CoachCard),
      transfers: z.array(Transfer),
      builds: z.array(Build),
      terminals: z.array(TerminalInfo),
    }),
  ),
  'tenant.unwatch': method(Tenant, Nothing),
  'terminal.create': method(Tenant.extend(Size), TerminalInfo),
  'terminal.close': method(Tenant.extend({ terminal: z.string() }), Nothing),
  /**
   * Attach `channel` (chosen by the web, unique on the connection). The agent answers, then sends `terminal.snapshot` as the
   * event that says how many bytes of replay follow on the channel, then live output.
   */
  'terminal.attach': method(
    Tenant.extend({
      terminal: z.string(),
      channel: z.number().int(),
      ...Size,
      /** Looks on: never sets the size, types with leave only, never holds the program back. `terminal.size` tells the size. */
      view: z.boolean().default(false),
    }),
    Nothing,
  ),
  'terminal.detach': method(z.strictObject({ channel: z.number().int() }), Nothing),
  'terminal.resize': method(z.strictObject({ channel: z.number().int(), ...Size }), Nothing),
  /**
   * A channel that looks on may type, or no longer. Any key of the terminal's own viewers ends it, as does a shell that goes away:
   * `terminal.taken` says so. @throws type-away: no shell is there to type into
   */
  'terminal.allow': method(z.strictObject({ channel: z.number().int(), on: z.boolean() }), Nothing),
  /** Watch a lab for the tenant. `passed`, `answers` (by `step/check`): what the store already knows. Idempotent. */
  'lab.watch': method(
    Tenant.extend({
      slug: z.string(),
      passed: z.array(z.string()),
      answers: z.record(z.string(), z.string()).default({}),
      gate: LabGate.nullable().default(null),
    }),
    LabState,
  ),
  /** Another gate for a tenant whose lab is watched, or none. */
  'lab.gate': method(Tenant.extend({ gate: LabGate.nullable() }), Nothing),
  'lab.answer': method(
    Tenant.extend({ slug: z.string(), step: z.string(), check: z.string(), value: z.string().max(500) }),
    LabState,
  ),
  /** Do the steps before `step` in the learner’s name (a class’s checkpoint). */
  'lab.bring': method(Tenant.extend({ slug: z.string(), step: z.string() }), LabState),
  /** Break something on the learner’s host for an exercise; `target` says what, and takes it back. */
  'fault.inject': method(Tenant.extend({ fault: z.string().max(60) }), z.object({ target: z.string() })),
  'fault.undo': method(Tenant.extend({ fault: z.string().max(60), target: z.string().max(300) }), Nothing),
  /** Remove all the tenant’s Docker objects and lab files, and start at the first step, or at `step` with those before it done for them. */
  'lab.reset': method(Tenant.extend({ slug: z.string(), step: z.string().optional() }), LabState),
  /** What the Docker panel asks for, as a client of the tenant's own gateway. A refusal is `docker-refused` with the engine's sentence. */
  'docker.act': method(Tenant.extend({ action: DockerAction }), z.object({ id: z.string() })),
  /** The engine's answer as JSON text. */
  'docker.inspect': method(
    Tenant.extend({ kind: DockerKind, id: z.string().max(300) }),
    z.object({ text: z.string() }),
  ),
  /** What a figure of the host is drawn from. */
  'docker.look': method(Tenant.extend({ look: HostLook }), HostLooked),
  /** `docker.part` events come, one at a time, until `end` or `docker.unfollow`. `key`: chosen by the web, used once. */
  'docker.follow': method(Tenant.extend({ key: z.uuid(), what: DockerFollow }), Nothing),
  /** The last part reached the browser: the next may come. */
  'docker.taken': method(z.strictObject({ key: z.uuid() }), Nothing),
  'docker.unfollow': method(z.strictObject({ key: z.uuid() }), Nothing),
  /** Who writes in the home now; `file.writer` tells when that changes. `force`: takes over. Ends with the connection. */
  'file.claim': method(z.strictObject({ ...Writing, force: z.boolean() }), z.object({ writer: WriterKey })),
  'file.release': method(z.strictObject(Writing), Nothing),
  'file.list': method(Tenant.extend({ path: FolderPath }), FileList),
  'file.read': method(Tenant.extend({ path: FilePath }), FileText),
  /** Refused with `file-changed` when the file is not what `version` names. */
  'file.write': method(FileWrite.extend(Writing), FileText.pick({ version: true })),
  'file.make': method(FileMake.extend(Writing), Nothing),
  'file.rename': method(FileRename.extend(Writing), Nothing),
  'file.remove': method(z.strictObject({ ...Writing, path: FilePath }), Nothing),
  /** Down and up in pieces, of any bytes. */
  'file.piece': method(Tenant.extend({ path: FilePath, at: z.number().int().min(0) }), FilePiece),
  'file.append': method(FileAppend.extend(Writing), Nothing),
  /** The learner's account and repositories. `name`: what the account is named after when there is none yet. */
  'registry.view': method(Tenant.extend({ name: z.string().max(100) }), RegistryView),
  'registry.renew': method(Tenant, Nothing),
  'registry.publish': method(Tenant.extend({ repository: RepositoryName, public: z.boolean() }), Nothing),
  /** Without `tag`: the whole repository. */
  'registry.remove': method(Tenant.extend({ repository: RepositoryName, tag: TagName.optional() }), Nothing),
  /** A virtual machine beside a container. Their screens are the terminals `vmTerminal(side)`. */
  'vm.view': method(Tenant, VmView),
  'vm.start': method(Tenant.extend({ side: VmSide, ...Size }), VmView),
  'vm.stop': method(Tenant.extend({ side: VmSide }), VmView),
  /** Puts its end off. */
  'vm.extend': method(Tenant.extend({ side: VmSide }), VmView),
} as const
export type AgentMethods = typeof agentMethods
export type AgentMethod = keyof AgentMethods
export type AgentParams<M extends AgentMethod> = z.input<AgentMethods[M]['params']>
export type AgentValue<M extends AgentMethod> = z.output<AgentMethods[M]['value']>

/** Sent to every connection (health) or to those that watch the tenant. */
export const agentEvents = {
  health: Health,
  objects: z.object({ tenant: TenantId, objects: DockerObjects }),
  event: z.object({ tenant: TenantId, event: DockerEvent }),
  call: z.object({ tenant: TenantId, call: ApiCall }),
  transfer: z.object({ tenant: TenantId, transfer: Transfer }),
  build: z.object({ tenant: TenantId, build: Build }),
  coach: z.object({ tenant: TenantId, card: CoachCard }),
  command: z.object({ tenant: TenantId, command: ShellCommand }),
  lab: z.object({ tenant: TenantId, lab: LabState }),
  workspace: z.object({ tenant: TenantId, workspace: WorkspaceState }),
  vm: z.object({ tenant: TenantId, vm: VmView }),
  /** null: nobody writes. */
  'file.writer': z.object({ tenant: TenantId, writer: WriterKey.nullable() }),
  'terminal.snapshot': z.object({ channel: z.number(), bytes: z.number() }),
  /** To a channel that looks on: the size of the screen, before the first snapshot and whenever it changes. */
  'terminal.size': z.object({ channel: z.number(), cols: z.number(), rows: z.number() }),
  /** A channel that looked on and typed does so no longer. */
  'terminal.taken': z.object({ channel: z.number() }),
  'docker.part': z.object({ key: z.uuid(), part: DockerPart }),
  'terminal.exit': z.object({ tenant: TenantId, terminal: z.string() }),
} as const
export type AgentEvents = { [K in keyof typeof agentEvents]: z.infer<(typeof agentEvents)[K]> }

export const AgentRequest = z.object({ id: z.number().int(), method: z.string(), params: z.unknown() })
export const AgentReply = z.union([
  z.object({ id: z.number().int(), ok: z.literal(true), value: z.unknown() }),
  z.object({ id: z.number().int(), ok: z.literal(false), error: ErrorId, detail: z.string().optional() }),
  z.object({ event: z.string(), data: z.unknown() }),
])
