// The web process: pages by Next, the socket, the small API, previews. Holds no Docker.
import { mkdirSync, readFileSync } from 'node:fs'
import http, { type IncomingMessage, type ServerResponse } from 'node:http'
import { join } from 'node:path'
import type { Duplex } from 'node:stream'
import next from 'next'
import { loadContent } from '#content/load.ts'
import { watchContent } from '#content/watch.ts'
import { createAgentLink } from './agent-link.ts'
import { createApi } from './api.ts'
import { openAssets } from './asset.ts'
import { ADMIN_COOKIE, cookie, INSTRUCTOR_COOKIE, STAFF_COOKIE, takeCookies } from './cookie.ts'
import { createTransfers } from './file/transfer.ts'
import { createHealth } from './health.ts'
import { createIdle } from './lab/idle.ts'
import { createLabs } from './lab/lab.ts'
import { createPreviews } from './lab/preview.ts'
import { createClasses } from './live/class.ts'
import { createFaultBook } from './live/fault.ts'
import { createHolds } from './live/hold.ts'
import { createHub } from './live/hub.ts'
import { openInstructor } from './live/instructor.ts'
import { createMinutes } from './live/minute.ts'
import { createPairBook } from './live/pair.ts'
import { createPolls } from './live/poll.ts'
import { createRecordings } from './live/recording.ts'
import { createStaff } from './live/staff.ts'
import { createStages } from './live/stage.ts'
import { createWall } from './live/wall.ts'
import type { WebLog } from './log.ts'
import { createWebMetrics } from './metric.ts'
import { createMetricsDoor } from './metric-door.ts'
import { createServices } from './page-services.ts'
import { createRecordingApi } from './recording-api.ts'
import { createRepositories } from './registry/repositories.ts'
import { createReviews } from './review/review.ts'
import { guardPage } from './safety.ts'
import { provideServices } from './services.ts'
import { createSockets, hangUp, sampleOf } from './socket/socket.ts'
import { openStore } from './store/store.ts'
import { createProgress } from './user/progress.ts'
import { openRight } from './user/right.ts'
import { createUsers } from './user/user.ts'

export interface WebEnv {
  /** Where state is kept. */
  home: string
  /** The agent's unix socket. */
  agentSocket: string
  /** The checkout: app, content, .next */
  root: string
  host: string
  port: number
  /** Host below which previews get their names, when it isn't localhost. */
  previewHost?: string
  /** For so long learners' recordings are kept; 0: none are made. */
  recordingDays: number
  /** Who sends it may read /metrics from elsewhere. */
  metricsToken: string | undefined
  /** Without a sign of its learner for so long a lab is put to rest; 0: never. */
  idleMs: number
  /** Content is read again when it changes. */
  watch: boolean
  dev?: boolean
}

export interface Web {
  /** Resolves when requests are answered. Rejects with EADDRINUSE and the like. */
  listen(): Promise<{ port: number }>
  stop(): Promise<void>
  instructorLink(): string
}

export async function createWeb({ env, log }: { env: WebEnv; log: WebLog }): Promise<Web> {
  const version = JSON.parse(readFileSync(join(env.root, 'package.json'), 'utf8')).version as string
  const contentDir = join(env.root, 'content')
  const content = loadContent({ dir: contentDir })
  const writing = env.watch ? watchContent({ dir: contentDir, content }) : undefined
  mkdirSync(env.home, { recursive: true })
  const store = await openStore(join(env.home, 'drydock.db'))
  const users = createUsers(store)
  const progress = createProgress(store)
  const reviews = createReviews({ store, progress, content })
  const instructor = openInstructor(env.home)
  const admin = openRight(env.home, 'admin-token')
  const metrics = createWebMetrics()
  const link = createAgentLink({ socketPath: env.agentSocket, timed: metrics.agentCall })
  const health = createHealth(link, version)
  const classes = createClasses(store)
  const labs = createLabs({
    link,
    users,
    progress,
    content,
    classOf: async (user) => (await classes.of(user))?.info.id,
  })
  const repositories = createRepositories({ link, users })
  const previews = createPreviews({ link, users, previewHost: env.previewHost })
  const staff = createStaff(store)
  const stages = await createStages({ store, link })
  const hub = await createHub({ store, classes, staff, stages, content, labs, link, log })
  const idle = createIdle({
    link,
    users,
    inClass: async (user) => (await hub.of(user)) !== undefined,
    afterMs: env.idleMs,
    log,
  })
  const holds = createHolds({ link, classes, users, log })
  const polls = createPolls(store, content.lessons)
  const wall = createWall(store)
  const minute = createMinutes(store)
  const recordings = createRecordings({ store, dir: join(env.home, 'recording'), days: env.recordingDays, log })
  provideServices(
    createServices({
      content,
      writing: writing !== undefined,
      users,
      progress,
      reviews,
      labs,
      instructor,
      admin,
      link,
      repositories,
      health,
      store,
      classes,
      staff,
      minutes: minute,
    }),
  )

  const app = next({ dev: env.dev ?? false, dir: env.root, hostname: env.host, port: env.port })
  // socket.io listens on a server that never does itself: requests for previews must not reach it.
  const inner = http.createServer()
  const sockets = createSockets({
    server: inner,
    link,
    labs,
    users,
    progress,
    log,
    health: health.now,
    onHealth: health.on,
    idle,
    previewOrigin: previews.origin,
    live: {
      hub,
      classes,
      staff,
      stages,
      polls,
      wall,
      minute,
      faults: createFaultBook(store),
      pairs: createPairBook(store),
      recordings,
      reviews,
      content,
      instructor,
    },
  })
  const api = createApi({
    content,
    writing,
    users,
    progress,
    reviews,
    repositories,
    transfers: createTransfers({ link }),
    health,
    log,
    instructor,
    admin,
    link,
    store,
    classes,
    minutes: minute,
    recordings: createRecordingApi({ recordings, users, instructor, staff }),
  })

  const metricsDoor = createMetricsDoor({
    token: env.metricsToken,
    text: () => metrics.text(link, { ...sampleOf(sockets), learners: labs.online().size }),
    log,
  })

  const assets = env.dev ? undefined : openAssets(join(env.root, '.next'))
  const server = http.createServer()
  let pages: ((request: IncomingMessage, response: ServerResponse) => Promise<void>) | undefined
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    if (previews.owns(request)) return previews.serve(request, response)
    if (assets?.(request, response)) return
    for (const line of takeCookies(request)) response.appendHeader('set-cookie', line)
    const url = new URL(request.url ?? '/', 'http://drydock')
    if (url.pathname.startsWith('/socket.io/')) return void inner.emit('request', request, response)
    if (url.pathname.startsWith('/api/')) return api(request, response)
    if (url.pathname === '/metrics') return metricsDoor(request, response)
    guardPage(request, response, { frames: previews.frames(request), dev: env.dev ?? false })
    // No page of ours takes anything but questions.
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.writeHead(405, { allow: 'GET, HEAD', connection: 'close' })
      return response.end()
    }
    // A link's token moves into a cookie, so that it doesn't stay in the address bar and the history.
    const moved = (parameter: string, name: string, token: string) => {
      url.searchParams.delete(parameter)
      response.writeHead(303, { location: url.pathname + url.search, 'set-cookie': cookie(request, name, token) })
      response.end()
    }
    const token = url.searchParams.get('instructor')
    if (token && instructor.is(token)) return moved('instructor', INSTRUCTOR_COOKIE, token)
    const adminToken = url.searchParams.get('admin')
    if (adminToken && admin.is(adminToken)) return moved('admin', ADMIN_COOKIE, adminToken)
    const staffToken = url.searchParams.get('staff')
    if (staffToken && /^[\w-]{20,80}$/.test(staffToken)) return moved('staff', STAFF_COOKIE, staffToken)
    if (!pages) {
      response.writeHead(503, { 'content-type': 'text/plain; charset=utf-8', 'retry-after': '1', refresh: '1' })
      return response.end('Drydock is starting. 시작하는 중이에요.\n')
    }
    void pages(request, response).catch((error) => {
      log.error({ error, url: url.pathname }, 'page')
      response.destroy()
    })
  })
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    if (previews.owns(request)) return previews.upgrade(request, socket, head)
    // A cookie from before is moved by the next page.
    takeCookies(request)
    if (request.url?.startsWith('/socket.io/')) return void inner.emit('upgrade', request, socket, head)
    if (env.dev) return void app.getUpgradeHandler()(request, socket, head)
    socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n')
  })

  let port = env.port
  return {
    async listen() {
      // The port first: when it is taken, nobody should wait for the pages to be ready before hearing so.
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject)
        server.listen(env.port, env.host, () => resolve())
      })
      const address = server.address()
      if (address && typeof address === 'object') port = address.port
      await app.prepare()
      pages = app.getRequestHandler()
      log.info({ port }, 'web listens')
      return { port }
    },
    async stop() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      hangUp(sockets)
      server.closeAllConnections()
      writing?.stop()
      idle.stop()
      holds.stop()
      hub.stop()
      await recordings.stop()
      stages.stop()
      link.stop()
      await closed
      await app.close()
      await store.destroy()
    },
    instructorLink: () => `http://localhost:${port}/ko/live?instructor=${instructor.token}`,
  }
}
