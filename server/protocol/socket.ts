// browser <-> web over socket.io (msgpack parser, so binary travels in one frame; transports: websocket only).
// Namespace '/'. The session cookie says who it is. Every client event is acknowledged with a Result, but for the byte path.
import { z } from 'zod'
import { DockerAction, DockerFollow, DockerKind, type DockerPart } from './docker.ts'
import type { Result } from './error.ts'
import { type FileList, FileMake, FilePath, FileRename, type FileText, FileWrite, FolderPath } from './file.ts'
import type {
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
import { HostLook, type HostLooked } from './look.ts'
import { VmSide, type VmView } from './vm.ts'

const Size = { cols: z.number().int().min(2).max(500), rows: z.number().int().min(1).max(300) }

/** Payloads, parsed at the door. */
export const clientPayload = {
  'lab:open': z.strictObject({ slug: z.string().max(100) }),
  'lab:close': z.strictObject({}),
  'host:watch': z.strictObject({}),
  'lab:answer': z.strictObject({ step: z.string().max(100), check: z.string().max(100), value: z.string().max(500) }),
  'lab:hint': z.strictObject({ step: z.string().max(100), level: z.number().int().min(1).max(4) }),
  /** `step`: to its beginning only, with those before it done. */
  'lab:reset': z.strictObject({ step: z.string().max(100).optional() }),
  'lab:stay': z.strictObject({}),
  'vm:view': z.strictObject({}),
  'vm:start': z.strictObject({ side: VmSide, ...Size }),
  'vm:stop': z.strictObject({ side: VmSide }),
  'vm:extend': z.strictObject({ side: VmSide }),
  'docker:act': DockerAction,
  'docker:inspect': z.strictObject({ kind: DockerKind, id: z.string().min(1).max(300) }),
  /** `stream`: chosen by the browser, used once per connection. */
  'docker:follow': z.strictObject({ stream: z.number().int().min(1), what: DockerFollow }),
  'docker:unfollow': z.strictObject({ stream: z.number().int() }),
  'host:look': HostLook,
  'file:claim': z.strictObject({ force: z.boolean() }),
  'file:list': z.strictObject({ path: FolderPath }),
  'file:read': z.strictObject({ path: FilePath }),
  'file:write': FileWrite,
  'file:make': FileMake,
  'file:rename': FileRename,
  'file:remove': z.strictObject({ path: FilePath }),
  'terminal:create': z.strictObject(Size),
  'terminal:close': z.strictObject({ terminal: z.string().max(40) }),
  'terminal:attach': z.strictObject({ terminal: z.string().max(40), ...Size }),
  'terminal:detach': z.strictObject({ channel: z.number().int() }),
  'terminal:resize': z.strictObject({ channel: z.number().int(), ...Size }),
} as const
export type ClientPayload = { [K in keyof typeof clientPayload]: z.infer<(typeof clientPayload)[K]> }

export type LabOpened = {
  slug: string
  workspace: WorkspaceState
  state: LabState
  /** Hints already opened: step id -> level. */
  hints: Record<string, number>
  terminals: TerminalInfo[]
  objects: DockerObjects
  calls: ApiCall[]
  cards: CoachCard[]
  transfers: Transfer[]
  builds: Build[]
  /** Preview origin with {port} to be filled in, e.g. http://{port}-k3j2.localhost:3000 ; null where the address bar’s host has no preview name. */
  preview: string | null
}

/** The learner's own host, looked at from outside of a lab. */
export type HostWatched = Pick<LabOpened, 'objects' | 'transfers' | 'builds'>

/** `key` goes along with an upload (POST /api/file). */
export type FileWriter = { mine: boolean; key: string }

type Ack<T> = (result: Result<T>) => void

export type ClientEvents = {
  'lab:open': (payload: ClientPayload['lab:open'], ack: Ack<LabOpened>) => void
  'lab:close': (payload: ClientPayload['lab:close'], ack: Ack<null>) => void
  /** Then `lab:objects`, `lab:transfer`, `lab:build` and `lab:event` come, and containers can be followed and looked at. Null: there is no host yet. */
  'host:watch': (payload: ClientPayload['host:watch'], ack: Ack<HostWatched | null>) => void
  'lab:answer': (payload: ClientPayload['lab:answer'], ack: Ack<LabState>) => void
  'lab:hint': (payload: ClientPayload['lab:hint'], ack: Ack<null>) => void
  'lab:reset': (payload: ClientPayload['lab:reset'], ack: Ack<LabState>) => void
  /** The learner is here: the lab is not put to rest. */
  'lab:stay': (payload: ClientPayload['lab:stay'], ack: Ack<null>) => void
  'vm:view': (payload: ClientPayload['vm:view'], ack: Ack<VmView>) => void
  /** Answers at once; how it goes on is told by `lab:vm`. */
  'vm:start': (payload: ClientPayload['vm:start'], ack: Ack<VmView>) => void
  'vm:stop': (payload: ClientPayload['vm:stop'], ack: Ack<VmView>) => void
  'vm:extend': (payload: ClientPayload['vm:extend'], ack: Ack<VmView>) => void
  'docker:act': (payload: ClientPayload['docker:act'], ack: Ack<{ id: string }>) => void
  /** The engine's answer as JSON text. */
  'docker:inspect': (payload: ClientPayload['docker:inspect'], ack: Ack<{ text: string }>) => void
  'docker:follow': (payload: ClientPayload['docker:follow'], ack: Ack<null>) => void
  'docker:unfollow': (payload: ClientPayload['docker:unfollow'], ack: Ack<null>) => void
  'host:look': (payload: ClientPayload['host:look'], ack: Ack<HostLooked>) => void
  /** Asks to be the one who writes; `force`: takes over. */
  'file:claim': (payload: ClientPayload['file:claim'], ack: Ack<FileWriter>) => void
  'file:list': (payload: ClientPayload['file:list'], ack: Ack<FileList>) => void
  'file:read': (payload: ClientPayload['file:read'], ack: Ack<FileText>) => void
  'file:write': (payload: ClientPayload['file:write'], ack: Ack<{ version: string }>) => void
  'file:make': (payload: ClientPayload['file:make'], ack: Ack<null>) => void
  'file:rename': (payload: ClientPayload['file:rename'], ack: Ack<null>) => void
  'file:remove': (payload: ClientPayload['file:remove'], ack: Ack<null>) => void
  'terminal:create': (payload: ClientPayload['terminal:create'], ack: Ack<TerminalInfo>) => void
  'terminal:close': (payload: ClientPayload['terminal:close'], ack: Ack<null>) => void
  /** The channel number is what `i`, `o`, `a` carry. Replay comes first: see `terminal:snapshot`. */
  'terminal:attach': (payload: ClientPayload['terminal:attach'], ack: Ack<{ channel: number }>) => void
  'terminal:detach': (payload: ClientPayload['terminal:detach'], ack: Ack<null>) => void
  'terminal:resize': (payload: ClientPayload['terminal:resize'], ack: Ack<null>) => void
  /** Byte path, no ack. i: input. a: the browser has drawn `bytes` more of this channel. */
  i: (channel: number, bytes: Uint8Array) => void
  a: (channel: number, bytes: number) => void
}

export type ServerEvents = {
  /** Output of a channel. */
  o: (channel: number, bytes: Uint8Array) => void
  /** The next `bytes` bytes on this channel are a replay: clear the screen first, and do not answer terminal queries in it. */
  'terminal:snapshot': (snapshot: { channel: number; bytes: number }) => void
  'terminal:exit': (exit: { terminal: string }) => void
  'terminal:list': (terminals: TerminalInfo[]) => void
  'lab:state': (state: LabState) => void
  'lab:objects': (objects: DockerObjects) => void
  'lab:event': (event: DockerEvent) => void
  'lab:call': (call: ApiCall) => void
  'lab:transfer': (transfer: Transfer) => void
  'lab:build': (build: Build) => void
  'lab:coach': (card: CoachCard) => void
  'lab:command': (command: ShellCommand) => void
  'lab:vm': (vm: VmView) => void
  /** The lab is put to rest in so many ms unless there is a sign of its learner; null: not any more. */
  'lab:idle': (restsIn: number | null) => void
  /** The next part comes after `taken`. */
  'docker:part': (stream: number, part: DockerPart, taken: () => void) => void
  /** Who writes in the home has changed. */
  'file:writer': (writer: 'mine' | 'other' | 'nobody') => void
  workspace: (workspace: WorkspaceState) => void
  health: (health: Health) => void
}
