// The few HTTP calls of the browser. Everything live goes over the socket.
import type { IncomingMessage, ServerResponse } from 'node:http'
import { z } from 'zod'
import type { Content } from '#content/load.ts'
import type { ContentWatch } from '#content/watch.ts'
import { TenantId } from '#server/protocol/agent.ts'
import { Locale, QuizAnswer } from '#server/protocol/content.ts'
import { DrydockError, type ErrorId } from '#server/protocol/error.ts'
import { RecordingId } from '#server/protocol/live-record.ts'
import { RepositoryName, TagName } from '#server/protocol/registry.ts'
import type { AgentLink } from './agent-link.ts'
import { ADMIN_COOKIE, cookie, INSTRUCTOR_COOKIE, readCookie, SESSION_COOKIE } from './cookie.ts'
import type { Transfers } from './file/transfer.ts'
import type { HealthSeat } from './health.ts'
import { createLimit } from './limit.ts'
import { aliasOf } from './live/alias.ts'
import type { Classes } from './live/class.ts'
import type { Instructor } from './live/instructor.ts'
import type { Minutes } from './live/minute.ts'
import { reportOf } from './live/report.ts'
import { csvOf } from './live/report-csv.ts'
import type { WebLog } from './log.ts'
import { placesOf } from './place.ts'
import { grade } from './quiz/grade.ts'
import type { RecordingApi } from './recording-api.ts'
import type { Repositories } from './registry/repositories.ts'
import { addressOf, sameOrigin } from './request.ts'
import type { Reviews } from './review/review.ts'
import { guardData } from './safety.ts'
import type { Store } from './store/store.ts'
import type { Progress } from './user/progress.ts'
import type { Right } from './user/right.ts'
import type { User, Users } from './user/user.ts'

const MAX_BODY_BYTES = 64 * 1024
const STATUS: Partial<Record<ErrorId, number>> = {
  'bad-input': 400,
  'not-found': 404,
  'not-allowed': 403,
  'too-large': 413,
  'rate-limited': 429,
  'code-unknown': 404,
  'quiz-unknown': 404,
  'repository-unknown': 404,
  'registry-away': 503,
  'agent-away': 503,
  'engine-away': 503,
  'tenant-unknown': 404,
  'lab-unknown': 404,
  'class-unknown': 404,
  'lab-not-open': 409,
  'file-unknown': 404,
  'file-exists': 409,
  'file-changed': 409,
  'file-writer': 409,
  'file-refused': 403,
  'file-full': 507,
  'file-big': 413,
  internal: 500,
}

const QuizRequest = z.strictObject({
  slug: z.string().max(100),
  item: z.string().max(100),
  answer: QuizAnswer,
  locale: Locale,
})
const PublishRequest = z.strictObject({ repository: RepositoryName, public: z.boolean() })
const RemoveRequest = z.strictObject({ repository: RepositoryName, tag: TagName.optional() })
const TenantRequest = z.strictObject({ tenant: TenantId })
const ShareRequest = z.strictObject({ id: RecordingId, on: z.boolean() })
const DeleteRequest = z.strictObject({ id: RecordingId })
const CodeRequest = z.strictObject({ code: z.string().max(100) })

export interface Api {
  (request: IncomingMessage, response: ServerResponse): void
  /** `POST /api/quiz` … */
  routes: readonly string[]
}

export function createApi(parts: {
  content: Content
  writing: Pick<ContentWatch, 'now'> | undefined
  users: Users
  progress: Progress
  reviews: Reviews
  repositories: Repositories
  transfers: Transfers
  health: HealthSeat
  log: WebLog
  instructor: Instructor
  admin: Right
  link: Pick<AgentLink, 'call'>
  store: Store
  classes: Classes
  minutes: Minutes
  recordings: RecordingApi
}): Api {
  const { users, progress, repositories } = parts
  // 59 bits of code against ten wrong ones a minute; those who type theirs right don't keep their class out.
  const wrongCodes = createLimit({ perMinute: 10, burst: 10 })

  const current = (request: IncomingMessage) => users.bySession(readCookie(request, SESSION_COOKIE))
  const ensure = async (request: IncomingMessage, response: ServerResponse): Promise<User> => {
    const known = await current(request)
    if (known) return known
    const { user, token } = await users.create(addressOf(request))
    response.appendHeader('set-cookie', cookie(request, SESSION_COOKIE, token))
    return user
  }

  const routes: Record<string, (request: IncomingMessage, response: ServerResponse) => Promise<unknown>> = {
    'GET /api/health': async (_request, response) => {
      const health = parts.health.now()
      if (health.engine.state !== 'ok') response.statusCode = 503
      return health
    },
    /** What the command palette finds. */
    'GET /api/places': async (request) => {
      const locale = Locale.safeParse(new URL(request.url ?? '', 'http://web').searchParams.get('locale'))
      if (!locale.success) throw new DrydockError('bad-input', 'locale')
      return placesOf(parts.content, locale.data)
    },
    'GET /api/progress': async (request) => {
      const user = await current(request)
      return { lessons: user ? await progress.all(user.id) : {} }
    },
    'POST /api/quiz': async (request, response) => {
      const { slug, item: id, answer, locale } = await body(request, QuizRequest)
      const item = parts.content.lessons.get(slug)?.quiz?.items.find((one) => one.id === id)
      if (!item) throw new DrydockError('quiz-unknown')
      const result = grade(item, answer, locale)
      // An open answer counts once it was graded by the rubric; asking for the rubric is not an answer yet.
      if (answer.type !== 'open' || answer.rubric) {
        const user = await ensure(request, response)
        await parts.reviews.answered(user.id, { slug, item: id }, result)
        await progress.mark(user.id, slug, id, result)
      }
      return result
    },
    /** What has been read since the start, for the page of who writes content. */
    'GET /api/content': async () => {
      if (!parts.writing) throw new DrydockError('not-found')
      return parts.writing.now()
    },
    'GET /api/registry': async (request) => repositories.page(await current(request)),
    'POST /api/registry/renew': async (request) => {
      await repositories.renew(await current(request))
      return {}
    },
    'POST /api/registry/publish': async (request) => {
      const { repository, public: on } = await body(request, PublishRequest)
      await repositories.publish(await current(request), repository, on)
      return {}
    },
    'POST /api/registry/remove': async (request) => {
      const { repository, tag } = await body(request, RemoveRequest)
      await repositories.remove(await current(request), repository, tag)
      return {}
    },
    /** Ends what runs for a learner; files and containers stay. */
    'POST /api/admin/rest': async (request) => {
      if (!parts.admin.is(readCookie(request, ADMIN_COOKIE))) throw new DrydockError('not-allowed')
      const { tenant } = await body(request, TenantRequest)
      await parts.link.call('tenant.rest', { tenant })
      return {}
    },
    'GET /api/recording': (request) => parts.recordings.list(request),
    'POST /api/recording/share': async (request) => {
      const { id, on } = await body(request, ShareRequest)
      return parts.recordings.share(request, id, on)
    },
    'POST /api/recording/remove': async (request) => {
      const { id } = await body(request, DeleteRequest)
      return parts.recordings.remove(request, id)
    },
    'POST /api/file': async (request) => parts.transfers.upload(await current(request), request),
    'POST /api/progress/code': async (request, response) => {
      const user = await ensure(request, response)
      return { code: await users.newCode(user.id) }
    },
    'POST /api/progress/continue': async (request, response) => {
      const from = addressOf(request)
      if (!wrongCodes.has(from)) throw new DrydockError('rate-limited')
      const { code } = await body(request, CodeRequest)
      const { token } = await users.byCode(code).catch((error: unknown) => {
        wrongCodes.take(from)
        throw error
      })
      response.appendHeader('set-cookie', cookie(request, SESSION_COOKIE, token))
      return {}
    },
  }

  /** A class's report as a file: /api/class/<id>.csv or .json, for who teaches. */
  const reportFile = async (path: string, request: IncomingMessage, response: ServerResponse): Promise<boolean> => {
    const found = /^\/api\/class\/([a-z2-7]{16})\.(csv|json)$/.exec(path)
    if (!found || request.method !== 'GET') return false
    if (!parts.instructor.is(readCookie(request, INSTRUCTOR_COOKIE))) throw new DrydockError('not-allowed')
    const { lessons, faults } = parts.content
    const report = await reportOf(found[1]!, { ...parts, lessons, faults, aliasOf })
    const csv = found[2] === 'csv'
    response.writeHead(200, {
      'content-type': csv ? 'text/csv; charset=utf-8' : 'application/json; charset=utf-8',
      'content-disposition': `attachment; filename="drydock-class-${report.info.code}.${found[2]}"`,
      'cache-control': 'no-store',
    })
    response.end(csv ? csvOf(report) : JSON.stringify(report, null, 2))
    return true
  }

  const serve = (request: IncomingMessage, response: ServerResponse) => {
    guardData(request, response)
    const send = (status: number, value: unknown) => {
      response.writeHead(response.statusCode === 200 ? status : response.statusCode, {
        'content-type': 'application/json; charset=utf-8',
        'cache-control': 'no-store',
      })
      response.end(JSON.stringify(value))
    }
    void (async () => {
      const path = (request.url ?? '').split('?', 1)[0]!
      if (await reportFile(path, request, response)) return
      if (await parts.recordings.file(path, request, response)) return
      if (path === '/api/file' && request.method === 'GET')
        return await parts.transfers.download(await current(request), request, response)
      const route = routes[`${request.method} ${path}`]
      if (!route) throw new DrydockError('not-found')
      if (request.method !== 'GET' && !sameOrigin(request)) throw new DrydockError('not-allowed')
      send(200, await route(request, response))
    })().catch((error) => {
      if (!(error instanceof DrydockError)) parts.log.error({ error }, 'api')
      const id = error instanceof DrydockError ? error.id : 'internal'
      // A file that breaks off is seen as one that did.
      if (response.headersSent) return void response.destroy()
      // What is still on its way is not waited for.
      if (id === 'too-large' || id === 'file-big') response.setHeader('connection', 'close')
      send(STATUS[id] ?? 500, {
        error: id,
        ...(error instanceof DrydockError && error.detail ? { detail: error.detail } : {}),
      })
    })
  }
  return Object.assign(serve, { routes: Object.keys(routes) })
}

async function body<T>(request: IncomingMessage, schema: z.ZodType<T>): Promise<T> {
  // A form of another page can be sent without asking first; JSON can't.
  if (!/^application\/json\b/i.test(request.headers['content-type'] ?? ''))
    throw new DrydockError('bad-input', 'content-type is not application/json')
  if (Number(request.headers['content-length']) > MAX_BODY_BYTES)
    throw new DrydockError('too-large', `body over ${MAX_BODY_BYTES} bytes`)
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request) {
    size += chunk.length
    if (size > MAX_BODY_BYTES) throw new DrydockError('too-large', `body over ${MAX_BODY_BYTES} bytes`)
    chunks.push(chunk)
  }
  let json: unknown
  try {
    json = JSON.parse(Buffer.concat(chunks).toString('utf8'))
  } catch {
    throw new DrydockError('bad-input', 'body is not JSON')
  }
  const parsed = schema.safeParse(json)
  if (!parsed.success) throw new DrydockError('bad-input', parsed.error.issues[0]?.message)
  return parsed.data
}
