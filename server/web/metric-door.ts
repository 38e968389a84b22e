// GET /metrics: for a program on this very machine, or for who knows the token. How busy a class is is nobody else's business.
import { timingSafeEqual } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { WebLog } from './log.ts'
import { isLocal } from './request.ts'
import { guardData } from './safety.ts'
import { hash } from './user/token.ts'

/** Of Prometheus's text format. */
const CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8'

export function createMetricsDoor(options: {
  /** Undefined: this machine alone. */
  token: string | undefined
  text: () => Promise<string>
  log: WebLog
}): (request: IncomingMessage, response: ServerResponse) => void {
  const { token, text, log } = options
  const knowsToken = (request: IncomingMessage) => {
    const given = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1]
    if (given === undefined || token === undefined) return false
    return timingSafeEqual(Buffer.from(hash(given)), Buffer.from(hash(token)))
  }
  return (request, response) => {
    guardData(request, response)
    const end = (status: number, type: string, body: string) => {
      response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' })
      response.end(body)
    }
    const refuse = (status: number, error: string) => end(status, 'application/json', JSON.stringify({ error }))
    if (request.method !== 'GET') return refuse(405, 'bad-input')
    if (!knowsToken(request) && !isLocal(request)) return refuse(403, 'not-allowed')
    text().then(
      (body) => end(200, CONTENT_TYPE, body),
      (error) => {
        log.error({ error }, 'metrics')
        refuse(500, 'internal')
      },
    )
  }
}
