// What the lab screen knows, and how each message changes it. Pure: no socket, no React.
import type { ErrorId } from '#server/protocol/error.ts'
import type {
  ApiCall,
  Build,
  CoachCard,
  DockerObjects,
  Health,
  LabState,
  ShellCommand,
  TerminalInfo,
  Transfer,
  WorkspaceState,
} from '#server/protocol/lab.ts'
import type { LabOpened } from '#server/protocol/socket.ts'
import type { VmView } from '#server/protocol/vm.ts'

/** Bounds of what is kept for the panels; older entries fall off. */
export const MAX_CALLS = 300
export const MAX_COMMANDS = 100
export const MAX_CARDS = 50
export const MAX_TRANSFERS = 8
export const MAX_BUILDS = 8

/** In a queue: for a place, or for the turn to be started. */
export type Line = { error: 'capacity-full' | 'labs-starting'; position: number }

export type Link =
  /** No socket yet, or none again: `since` is when it began (ms). */
  | { phase: 'connecting'; since: number }
  /** The socket is up, the server is making the workspace ready. `line`: where it stood in a queue when it last asked. */
  | { phase: 'opening'; since: number; line?: Line }
  | { phase: 'live' }
  /** It was live. `offline`: no socket. `agent`: the web answers, the Docker side does not. */
  | { phase: 'away'; since: number; cause: 'offline' | 'agent' }
  /** Stopped because it was left alone; all is kept. */
  | { phase: 'resting' }
  | { phase: 'failed'; error: ErrorId; detail: string | undefined; retryAt: number | undefined }

export type Room = {
  state: LabState
  hints: Record<string, number>
  terminals: TerminalInfo[]
  objects: DockerObjects
  calls: ApiCall[]
  commands: ShellCommand[]
  cards: CoachCard[]
  transfers: Transfer[]
  builds: Build[]
  /** Rises when something has happened in a container that its objects don't show. */
  beats: number
  preview: string | null
}

export type LabView = {
  link: Link
  /** Kept while away, so that the screen stays. */
  room: Room | undefined
  health: Health | undefined
  /** Terminals that can be typed into now. */
  attached: readonly string[]
  /** Numbers of coach cards that were put away. */
  dismissed: readonly number[]
  /** `skewMs`: how far this browser's clock is ahead of the server's. */
  vm: { view: VmView; skewMs: number } | undefined
  /** When the lab is put to rest unless its learner gives a sign; ms since 1970 by this browser's clock. */
  restsAt: number | undefined
}

export type Change =
  | { type: 'socket-up'; now: number }
  | { type: 'socket-down'; now: number }
  | { type: 'opened'; opened: LabOpened; now: number }
  | { type: 'refused'; error: ErrorId; detail?: string; now: number }
  | { type: 'retry'; now: number }
  | { type: 'workspace'; workspace: WorkspaceState; now: number }
  | { type: 'health'; health: Health }
  | { type: 'state'; state: LabState }
  | { type: 'objects'; objects: DockerObjects }
  | { type: 'call'; call: ApiCall }
  | { type: 'command'; command: ShellCommand }
  | { type: 'card'; card: CoachCard }
  | { type: 'transfer'; transfer: Transfer }
  | { type: 'build'; build: Build }
  | { type: 'beat' }
  | { type: 'terminals'; terminals: TerminalInfo[] }
  | { type: 'terminal-added'; terminal: TerminalInfo }
  | { type: 'terminal-gone'; terminal: string }
  | { type: 'attached'; terminal: string; attached: boolean }
  | { type: 'hint'; step: string; level: number }
  | { type: 'dismiss'; card: number }
  | { type: 'reset'; state: LabState }
  | { type: 'vm'; vm: VmView; now: number }
  | { type: 'idle'; restsIn: number | null; now: number }

export const emptyView = (now: number): LabView => ({
  link: { phase: 'connecting', since: now },
  room: undefined,
  health: undefined,
  attached: [],
  dismissed: [],
  vm: undefined,
  restsAt: undefined,
})

/** What goes away by itself is tried again after this long. */
const RETRY_AFTER_MS: Partial<Record<ErrorId, number>> = {
  'agent-away': 3_000,
  'engine-away': 5_000,
  'engine-disk': 15_000,
  'catalog-building': 5_000,
  'capacity-full': 5_000,
  // The server keeps the question itself until there is something to say.
  'labs-starting': 250,
  'rate-limited': 5_000,
}

/** Where the lab stands in a queue, also while it asks again. */
export function lineOf(link: Link): Line | undefined {
  if (link.phase === 'opening') return link.line
  if (link.phase !== 'failed' || (link.error !== 'capacity-full' && link.error !== 'labs-starting')) return undefined
  return { error: link.error, position: Number(link.detail) || 0 }
}

const PAUSED_S = 10
const secondsOf = (detail: string | undefined) => Math.max(1, Number(detail) || PAUSED_S)

export function reduce(view: LabView, change: Change): LabView {
  switch (change.type) {
    case 'socket-up':
      return { ...view, link: { phase: 'opening', since: change.now }, attached: [] }
    case 'socket-down':
      return { ...view, attached: [], link: downLink(view, change.now) }
    case 'opened':
      return openedView(view, change.opened, change.now)
    case 'refused': {
      // The server says when it will know more, in seconds.
      const wait = change.error === 'engine-paused' ? secondsOf(change.detail) * 1000 : RETRY_AFTER_MS[change.error]
      const retryAt = wait === undefined ? undefined : change.now + wait
      return {
        ...view,
        attached: [],
        link: { phase: 'failed', error: change.error, detail: change.detail, retryAt },
      }
    }
    case 'retry':
      return { ...view, link: { phase: 'opening', since: change.now, line: lineOf(view.link) } }
    case 'workspace':
      return workspaceView(view, change.workspace, change.now)
    case 'health':
      return { ...view, health: change.health }
    case 'attached': {
      const others = view.attached.filter((id) => id !== change.terminal)
      return { ...view, attached: change.attached ? [...others, change.terminal] : others }
    }
    case 'vm':
      return { ...view, vm: { view: change.vm, skewMs: change.now - change.vm.now } }
    case 'idle':
      return { ...view, restsAt: change.restsIn === null ? undefined : change.now + change.restsIn }
    case 'dismiss':
      return { ...view, dismissed: [...view.dismissed, change.card].slice(-MAX_CARDS) }
    default:
      return view.room ? { ...view, room: reduceRoom(view.room, change) } : view
  }
}

type RoomChange = Extract<
  Change,
  {
    type:
      | 'state'
      | 'objects'
      | 'call'
      | 'command'
      | 'card'
      | 'transfer'
      | 'build'
      | 'beat'
      | 'terminals'
      | 'terminal-added'
      | 'terminal-gone'
      | 'hint'
      | 'reset'
  }
>

function reduceRoom(room: Room, change: RoomChange): Room {
  switch (change.type) {
    case 'state':
      // A state with a lower rev is stale.
      return change.state.rev < room.state.rev ? room : { ...room, state: change.state }
    case 'objects':
      return change.objects.rev < room.objects.rev ? room : { ...room, objects: change.objects }
    case 'call':
      return { ...room, calls: byNumber(room.calls, change.call, MAX_CALLS) }
    case 'command':
      return { ...room, commands: withCommand(room.commands, change.command) }
    case 'card':
      return { ...room, cards: byNumber(room.cards, change.card, MAX_CARDS) }
    case 'transfer':
      return { ...room, transfers: byNumber(room.transfers, change.transfer, MAX_TRANSFERS) }
    case 'build':
      return { ...room, builds: byNumber(room.builds, change.build, MAX_BUILDS) }
    case 'beat':
      return { ...room, beats: room.beats + 1 }
    case 'terminals':
      return { ...room, terminals: change.terminals }
    case 'terminal-added':
      return room.terminals.some(({ id }) => id === change.terminal.id)
        ? room
        : { ...room, terminals: [...room.terminals, change.terminal] }
    case 'terminal-gone':
      return { ...room, terminals: room.terminals.filter(({ id }) => id !== change.terminal) }
    case 'hint':
      return {
        ...room,
        hints: { ...room.hints, [change.step]: Math.max(change.level, room.hints[change.step] ?? 0) },
      }
    case 'reset':
      return { ...room, state: change.state, hints: {}, cards: [] }
  }
}

function downLink(view: LabView, now: number): Link {
  switch (view.link.phase) {
    case 'connecting':
      return view.link
    case 'away':
      return { ...view.link, cause: 'offline' }
    case 'opening':
    case 'live':
    case 'resting':
    case 'failed':
      return view.room ? { phase: 'away', since: now, cause: 'offline' } : { phase: 'connecting', since: now }
  }
}

function openedView(view: LabView, opened: LabOpened, now: number): LabView {
  const { workspace, slug: _slug, ...room } = opened
  const next: LabView = {
    ...view,
    // To open it was a sign.
    restsAt: undefined,
    // What was seen before stays: the server keeps no list of commands.
    room: { ...room, commands: view.room?.commands ?? [], beats: view.room?.beats ?? 0 },
  }
  return workspaceView({ ...next, link: { phase: 'opening', since: now } }, workspace, now)
}

function workspaceView(view: LabView, workspace: WorkspaceState, now: number): LabView {
  switch (workspace.state) {
    case 'ready':
      return view.room ? { ...view, link: { phase: 'live' } } : view
    case 'starting':
      if (view.link.phase === 'live') return { ...view, link: { phase: 'away', since: now, cause: 'agent' } }
      return view
    case 'failed':
      return {
        ...view,
        link: { phase: 'failed', error: 'workspace-failed', detail: workspace.error, retryAt: undefined },
      }
    case 'resting':
      return { ...view, link: { phase: 'resting' }, restsAt: undefined }
  }
}

function byNumber<T extends { n: number }>(kept: T[], item: T, max: number): T[] {
  const next = kept.filter(({ n }) => n !== item.n)
  next.push(item)
  next.sort((a, b) => a.n - b.n)
  return next.slice(-max)
}

function withCommand(kept: ShellCommand[], command: ShellCommand): ShellCommand[] {
  const index = kept.findIndex(({ terminal, n }) => terminal === command.terminal && n === command.n)
  if (index >= 0) return kept.with(index, command)
  return [...kept, command].slice(-MAX_COMMANDS)
}

/** The command that a terminal is busy with, if any. */
export const runningIn = (room: Room, terminal: string | undefined): ShellCommand | undefined => {
  const last = room.commands.findLast((command) => command.terminal === terminal)
  return last && last.exit === undefined ? last : undefined
}
