// The browser's socket: one per tab. Parses at the door, answers with Results, forwards the agent's events of the open lab.
import type { Server as HttpServer, IncomingMessage } from 'node:http'
import { Server, type Socket } from 'socket.io'
import parser from 'socket.io-msgpack-parser'
import { DrydockError, type ErrorId } from '#server/protocol/error.ts'
import { FILE_TEXT_BYTES } from '#server/protocol/file-limit.ts'
import type { Health } from '#server/protocol/lab.ts'
import { type ClientEvents, clientPayload, type LabOpened, type ServerEvents } from '#server/protocol/socket.ts'
import type { AgentLink } from '../agent-link.ts'
import { cookie, readCookie, SESSION_COOKIE } from '../cookie.ts'
import type { Idle } from '../lab/idle.ts'
import type { Labs } from '../lab/lab.ts'
import { createLimit, type Limit } from '../limit.ts'
import type { WebLog } from '../log.ts'
import type { WebSample } from '../metric.ts'
import { addressOf, sameOrigin } from '../request.ts'
import type { Progress } from '../user/progress.ts'
import type { User, Users } from '../user/user.ts'
import { createFollows } from './docker.ts'
import { serveFiles } from './file.ts'
import { createHandle } from './handle.ts'
import { createHostWatch } from './host.ts'
import { type LiveOptions, serveLive } from './live.ts'
import { createTerminals } from './terminal.ts'

/** The largest text of the editor, and what goes around it. */
const MAX_MESSAGE_BYTES = FILE_TEXT_BYTES + 64 * 1024
/** The editor's calls of one learner. Each makes the agent walk their home; a tree that is opened at once asks for each folder. */
const FILE_CALLS = { perMinute: 600, burst: 200 }
/** How often an agent that is starting is asked whether it can go on. */
const RESUME_MS = 500

export interface SocketOptions {
  /** Requests and upgrades below /socket.io/ are given to it; it need not listen itself. */
  server: HttpServer
  link: AgentLink
  labs: Labs
  users: Users
  progress: Progress
  log: WebLog
  health(): Health
  onHealth(listener: (health: Health) => void): () => void
  idle: Pick<Idle, 'on' | 'stay'>
  /** Preview origin template for the host in the address bar, or null. */
  previewOrigin(user: User, request: IncomingMessage): string | null
  live: Omit<LiveOptions, 'labs' | 'users' | 'link' | 'log' | 'progress'>
}

type Io = Server<ClientEvents, ServerEvents>
type Tab = Socket<ClientEvents, ServerEvents>
/** Set while the handshake is on its way. */
type Handshake = IncomingMessage & { drydockUser?: User; drydockToken?: string; drydockRefused?: ErrorId }

export function createSockets(options: SocketOptions): Io {
  const { users } = options
  const io: Io = new Server(options.server, {
    parser,
    transports: ['websocket'],
    serveClient: false,
    perMessageDeflate: false,
    maxHttpBufferSize: MAX_MESSAGE_BYTES,
    allowRequest: (request: Handshake, callback) => {
      if (!sameOrigin(request)) return callback('origin', false)
      void (async () => {
        const user = await users.bySession(readCookie(request, SESSION_COOKIE))
        if (user) request.drydockUser = user
        else {
          const created = await users.create(addressOf(request))
          request.drydockUser = created.user
          request.drydockToken = created.token
        }
        callback(null, true)
      })().catch((error) => {
        // A refused WebSocket tells the page nothing; one that is opened can say why it is closed again.
        if (error instanceof DrydockError) {
          request.drydockRefused = error.id
          return callback(null, true)
        }
        options.log.error({ error }, 'handshake')
        callback('internal', false)
      })
    },
  })
  io.engine.on('initial_headers', (headers: Record<string, string>, request: Handshake) => {
    if (request.drydockToken) headers['Set-Cookie'] = cookie(request, SESSION_COOKIE, request.drydockToken)
  })
  options.onHealth((health) => io.emit('health', health))
  for (const space of [io.of('/'), io.of('/live')])
    space.use((socket, next) => {
      const { drydockRefused } = socket.request as Handshake
      next(drydockRefused && new Error(drydockRefused))
    })
  const fileCalls = createLimit(FILE_CALLS)
  io.on('connection', (socket) => serve(socket, (socket.request as Handshake).drydockUser!, options, fileCalls))
  serveLive(io.of('/live') as never, { ...options, ...options.live })
  return io
}

/** Ends every connection, so that the pages come back to whoever listens next. One that `disconnectSockets` tells to go stays away for good. */
export function hangUp(io: Io): void {
  io.engine.close()
}

/** How many tabs are there, and what is on its way to them. */
export function sampleOf(io: Io): Pick<WebSample, 'tabs' | 'queuedBytes'> {
  const tabs = { lab: io.of('/').sockets.size, live: io.of('/live').sockets.size }
  let queuedBytes = 0
  const connections = new Set(
    [...io.of('/').sockets.values(), ...io.of('/live').sockets.values()].map(({ conn }) => conn),
  )
  // Both kinds of a tab share one connection. All are WebSockets: no other transport is let in.
  for (const { transport } of connections)
    queuedBytes += (transport as unknown as { socket: { bufferedAmount: number } }).socket.bufferedAmount
  return { tabs, queuedBytes }
}

function serve(socket: Tab, user: User, options: SocketOptions, fileCalls: Limit): void {
  const { link, labs, progress, log } = options
  let lab: { tenant: string; slug: string } | undefined
  const terminals = createTerminals(link, {
    output: (channel, bytes) => socket.emit('o', channel, bytes),
    snapshot: (channel, bytes) => socket.emit('terminal:snapshot', { channel, bytes }),
    gone: (terminal) => socket.emit('terminal:exit', { terminal }),
  })
  const follows = createFollows(link, (stream, part, taken) => socket.emit('docker:part', stream, part, taken))
  const opened = () => {
    if (!lab) throw new DrydockError('lab-not-open')
    return lab
  }
  const host = createHostWatch({ labs, users: options.users, user })
  /** Of the lab, or of a page that only looks. */
  const seen = () => {
    const tenant = lab?.tenant ?? host.tenant()
    if (!tenant) throw new DrydockError('lab-not-open')
    return tenant
  }
  const handle = createHandle(socket, clientPayload, log)

  socket.emit('health', options.health())

  handle('lab:open', async ({ slug }): Promise<LabOpened> => {
    const { tenant, ...rest } = await labs.open(user, slug)
    if (!socket.connected) {
      labs.close(tenant, slug)
      throw new DrydockError('lab-not-open')
    }
    leave()
    lab = { tenant, slug }
    return { ...rest, preview: options.previewOrigin(user, socket.request) }
  })
  handle('lab:close', async () => {
    leave()
    return null
  })
  handle('host:watch', async () => {
    const watched = await host.watch()
    if (!socket.connected) host.leave()
    return watched
  })
  handle('lab:answer', async ({ step, check, value }) => {
    const { tenant, slug } = opened()
    return labs.answer(user, tenant, slug, step, check, value)
  })
  handle('lab:hint', async ({ step, level }) => {
    await progress.openHint(user.id, opened().slug, step, level)
    return null
  })
  handle('lab:reset', async ({ step }) => {
    const { tenant, slug } = opened()
    return labs.reset(user, tenant, slug, step)
  })
  handle('lab:stay', async () => {
    await options.idle.stay(opened().tenant)
    return null
  })
  handle('vm:view', async () => link.call('vm.view', { tenant: opened().tenant }))
  handle('vm:start', async (start) => link.call('vm.start', { tenant: opened().tenant, ...start }))
  handle('vm:stop', async ({ side }) => link.call('vm.stop', { tenant: opened().tenant, side }))
  handle('vm:extend', async ({ side }) => link.call('vm.extend', { tenant: opened().tenant, side }))
  handle('docker:act', async (action) => link.call('docker.act', { tenant: opened().tenant, action }))
  handle('docker:inspect', async (what) => link.call('docker.inspect', { tenant: opened().tenant, ...what }))
  handle('host:look', async (look) => link.call('docker.look', { tenant: seen(), look }))
  handle('docker:follow', async ({ stream, what }) => {
    await follows.follow(seen(), stream, what)
    return null
  })
  handle('docker:unfollow', async ({ stream }) => {
    follows.unfollow(stream)
    return null
  })
  const files = serveFiles(handle, {
    link,
    tenant: () => opened().tenant,
    limit: fileCalls,
    user: user.id,
    tell: (writer) => socket.emit('file:writer', writer),
  })
  handle('terminal:create', async (size) => link.call('terminal.create', { tenant: opened().tenant, ...size }))
  handle('terminal:close', async ({ terminal }) => {
    await link.call('terminal.close', { tenant: opened().tenant, terminal })
    return null
  })
  handle('terminal:attach', async (payload) => ({ channel: await terminals.attach(opened().tenant, payload) }))
  handle('terminal:detach', async ({ channel }) => {
    terminals.detach(channel)
    return null
  })
  handle('terminal:resize', async ({ channel, cols, rows }) => {
    terminals.resize(channel, cols, rows)
    return null
  })
  socket.on('i', (channel, bytes) => terminals.input(channel, bytes))
  socket.on('a', (channel, bytes) => terminals.ack(channel, bytes))

  const mine = (tenant: string) => lab?.tenant === tenant || (lab === undefined && host.tenant() === tenant)
  const undo = [
    link.on('lab', (e) => mine(e.tenant) && lab?.slug === e.lab.slug && socket.emit('lab:state', e.lab)),
    link.on('objects', (e) => mine(e.tenant) && socket.emit('lab:objects', e.objects)),
    link.on('event', (e) => mine(e.tenant) && socket.emit('lab:event', e.event)),
    link.on('call', (e) => mine(e.tenant) && socket.emit('lab:call', e.call)),
    link.on('build', (e) => mine(e.tenant) && socket.emit('lab:build', e.build)),
    link.on('transfer', (e) => mine(e.tenant) && socket.emit('lab:transfer', e.transfer)),
    link.on('coach', (e) => mine(e.tenant) && socket.emit('lab:coach', e.card)),
    link.on('command', (e) => mine(e.tenant) && socket.emit('lab:command', e.command)),
    link.on('vm', (e) => mine(e.tenant) && socket.emit('lab:vm', e.vm)),
    link.on('workspace', (e) => mine(e.tenant) && socket.emit('workspace', e.workspace)),
    link.on('terminal.exit', (e) => mine(e.tenant) && socket.emit('terminal:exit', { terminal: e.terminal })),
    options.idle.on((tenant, restsIn) => mine(tenant) && socket.emit('lab:idle', restsIn)),
    link.on('down', () => (lab || host.tenant()) && socket.emit('workspace', { state: 'starting', since: Date.now() })),
    link.on('up', () => void resume()),
  ]
  // The agent came back: the same lab, the same shells, the same channels. It answers before its engine and tenants are ready;
  // until then it is asked again, since nothing else would say so.
  let resumes = 0
  const resume = async () => {
    const mine = ++resumes
    const current = () => mine === resumes && socket.connected && lab !== undefined
    while (current()) {
      const { slug } = lab!
      try {
        const again = await labs.open(user, slug)
        labs.close(again.tenant, slug)
        if (!current()) return
        await terminals.reattach(again.tenant)
        socket.emit('lab:state', again.state)
        socket.emit('lab:objects', again.objects)
        socket.emit('terminal:list', again.terminals)
        socket.emit('workspace', again.workspace)
        return
      } catch (error) {
        const id = error instanceof DrydockError ? error.id : 'internal'
        // Another `up` comes.
        if (id === 'agent-away') return
        if (id !== 'engine-away') return void socket.emit('workspace', { state: 'failed', error: id })
      }
      await new Promise((wake) => setTimeout(wake, RESUME_MS))
    }
  }
  const leave = () => {
    follows.endAll()
    files.leave()
    if (lab) labs.close(lab.tenant, lab.slug)
    lab = undefined
    host.leave()
  }
  socket.on('disconnect', () => {
    for (const off of undo) off()
    terminals.dispose()
    follows.dispose()
    leave()
    files.dispose()
  })
}
