// For tests: the web's sockets on port 0, with everything behind them real but the agent.
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { io } from 'socket.io-client'
import parser from 'socket.io-msgpack-parser'
import type { Result } from '#server/protocol/error.ts'
import type { Health } from '#server/protocol/lab.ts'
import type { LiveAnswer, LivePayload } from '#server/protocol/live.ts'
import type { AgentLink } from '../agent-link.ts'
import type { Labs } from '../lab/lab.ts'
import { createClasses } from '../live/class.ts'
import { createFaultBook } from '../live/fault.ts'
import { createHub } from '../live/hub.ts'
import { openInstructor } from '../live/instructor.ts'
import { createMinutes } from '../live/minute.ts'
import { createPairBook } from '../live/pair.ts'
import { createPolls } from '../live/poll.ts'
import { createRecordings } from '../live/recording.ts'
import { createStaff } from '../live/staff.ts'
import { createStages } from '../live/stage.ts'
import { createWall } from '../live/wall.ts'
import type { WebLog } from '../log.ts'
import { createReviews } from '../review/review.ts'
import type { Store } from '../store/store.ts'
import { content } from '../test-lesson.ts'
import { createProgress } from '../user/progress.ts'
import { createUsers, type Users } from '../user/user.ts'
import { createSockets, hangUp } from './socket.ts'

export interface TestServer {
  base: string
  hangUp(): void
  stop(): Promise<void>
}

/** `dir`: where the instructor's token is. */
export async function startTestServer(options: {
  store: Store
  dir: string
  link: AgentLink
  labs: Labs
  log: WebLog
  /** Other than the usual ones. */
  users?: Users
  stageAwayMs?: number
  askMs?: number
}): Promise<TestServer> {
  const { store, link, labs, log } = options
  const classes = createClasses(store)
  const staff = createStaff(store)
  const stages = await createStages({ store, link, ...(options.stageAwayMs ? { awayMs: options.stageAwayMs } : {}) })
  const hub = await createHub({ store, classes, staff, stages, content, labs, link, log })
  const recordings = createRecordings({ store, dir: join(options.dir, 'recording'), days: 30, log })
  const server = http.createServer()
  const sockets = createSockets({
    server,
    link,
    labs,
    users: options.users ?? createUsers(store),
    progress: createProgress(store),
    log,
    health: () => ({}) as Health,
    onHealth: () => () => {},
    idle: { on: () => () => {}, stay: async () => {} },
    previewOrigin: () => null,
    live: {
      hub,
      classes,
      staff,
      stages,
      polls: createPolls(store, content.lessons),
      wall: createWall(store),
      minute: createMinutes(store),
      faults: createFaultBook(store),
      pairs: createPairBook(store),
      recordings,
      reviews: createReviews({ store, progress: createProgress(store), content }),
      content,
      instructor: openInstructor(options.dir),
      ...(options.askMs ? { askMs: options.askMs } : {}),
    },
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    base: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    hangUp: () => hangUp(sockets),
    async stop() {
      hub.stop()
      await recordings.stop()
      stages.stop()
      await sockets.close()
    },
  }
}

const ANSWER_MS = 5_000

/** A browser's line to the live class. `must` rejects where `call` answers with an error. */
export function connectLive(base: string, headers: { cookie: string }) {
  const socket = io(`${base}/live`, {
    parser,
    transports: ['websocket'],
    forceNew: true,
    extraHeaders: headers,
    auth: { locale: 'en' },
  })
  const call = async <E extends keyof LivePayload>(event: E, payload: LivePayload[E]) =>
    (await socket.timeout(ANSWER_MS).emitWithAck(event, payload)) as Result<LiveAnswer<E>>
  const must = async <E extends keyof LivePayload>(event: E, payload: LivePayload[E]) => {
    const result = await call(event, payload)
    if (!result.ok) throw new Error(`${event}: ${result.error} ${result.detail ?? ''}`)
    return result.value
  }
  return { socket, call, must }
}
