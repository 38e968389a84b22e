// Looking at a container: inspect, top, changes, logs, stats, wait, export.
import { Transform } from 'node:stream'
import { own } from './container-life.ts'
import { showContainer } from './container-show.ts'
import { checkPsArgs } from './ps-args.ts'
import type { Filters } from './query.ts'
import { bool, boolDefaultTrue, dropped, text } from './query.ts'
import { bad } from './refusal.ts'
import { type Answer, json, type Rule, rule } from './rule.ts'
import type { EngineStream } from './upstream.ts'

export type { Filters }

/** Passes an engine stream on as it is. */
export const pass = (answer: EngineStream, options: { long?: boolean } = {}): Extract<Answer, { kind: 'stream' }> => ({
  kind: 'stream',
  status: answer.status,
  headers: answer.headers['content-type'] ? { 'Content-Type': answer.headers['content-type'] } : {},
  stream: answer.stream,
  ...options,
})

const TIME = /^-?[0-9]{1,12}(?:\.[0-9]{1,9})?$/
const checkTime = (name: string, value: string | undefined) => {
  if (value && !TIME.test(value)) throw bad(`invalid value for "${name}": ${value}`)
  return value || undefined
}

export const lookRules: Rule[] = [
  rule({
    id: 'container.inspect',
    spec: 'G-303',
    method: 'GET',
    path: '/containers/:id/json',
    query: { size: bool },
    run: (call) =>
      own(call as never, async (container) => {
        const { scope } = call
        const info = await scope.engine.json('GET', {
          path: `/containers/${container.id}/json`,
          query: { size: call.query.size || undefined },
        })
        const shown = showContainer(info, {
          tenant: scope.tenant.id,
          container,
          published: scope.ports.of(container.id),
        })
        const reason = scope.room.stoppedFor(container.id)
        return json(reason && !info.State.Running ? { ...shown, State: { ...info.State, Error: reason } } : shown)
      }),
  }),
  rule({
    id: 'container.top',
    spec: 'G-304',
    method: 'GET',
    path: '/containers/:id/top',
    query: { ps_args: text },
    run: (call) =>
      own(call as never, async ({ id }) => {
        const args = checkPsArgs(call.query.ps_args)
        if (call.internal) call.scope.events.hide(id, 'top')
        return json(await call.scope.engine.json('GET', { path: `/containers/${id}/top`, query: { ps_args: args } }))
      }),
  }),
  rule({
    id: 'container.changes',
    spec: 'G-304',
    method: 'GET',
    path: '/containers/:id/changes',
    run: (call) =>
      // A stream, not parsed: a container can have millions of changed files.
      own(call as never, async ({ id }) =>
        pass(await call.scope.engine.stream('GET', { path: `/containers/${id}/changes`, signal: call.signal })),
      ),
  }),
  rule({
    id: 'container.logs',
    spec: 'G-305',
    method: 'GET',
    path: '/containers/:id/logs',
    query: {
      follow: bool,
      stdout: bool,
      stderr: bool,
      since: text,
      until: text,
      timestamps: bool,
      tail: text,
      details: dropped,
    },
    run: (call) =>
      own(call as never, async ({ id }) => {
        const { query } = call
        if (query.tail && !/^(?:all|-?[0-9]{1,9})$/.test(query.tail)) throw bad('tail must be a number or all')
        const answer = await call.scope.engine.stream('GET', {
          path: `/containers/${id}/logs`,
          query: {
            follow: query.follow,
            stdout: query.stdout,
            stderr: query.stderr,
            timestamps: query.timestamps,
            since: checkTime('since', query.since),
            until: checkTime('until', query.until),
            tail: query.tail,
          },
          signal: call.signal,
        })
        return pass(answer, { long: query.follow })
      }),
  }),
  rule({
    id: 'container.stats',
    spec: 'G-306',
    method: 'GET',
    path: '/containers/:id/stats',
    query: { stream: boolDefaultTrue, 'one-shot': bool },
    run: (call) =>
      own(call as never, async ({ id, name }) => {
        const { query } = call
        const answer = await call.scope.engine.stream('GET', {
          path: `/containers/${id}/stats`,
          query: { stream: query.stream, 'one-shot': query['one-shot'] || undefined },
          signal: call.signal,
        })
        const stream = answer.stream.pipe(
          eachLine((line) => `${JSON.stringify({ ...JSON.parse(line), name: `/${name}` })}\n`),
        )
        answer.stream.on('error', (error) => stream.destroy(error))
        stream.on('close', () => answer.stream.destroy())
        return {
          kind: 'stream',
          status: 200,
          headers: { 'Content-Type': 'application/json' },
          stream,
          long: query.stream,
        }
      }),
  }),
  rule({
    id: 'container.wait',
    spec: 'G-307',
    method: 'POST',
    path: '/containers/:id/wait',
    query: { condition: text },
    run: (call) =>
      own(call as never, async ({ id }) => {
        const { condition } = call.query
        if (condition && !['not-running', 'next-exit', 'removed'].includes(condition))
          throw bad(`invalid condition: "${condition}"`)
        // The engine sends its head at once: docker run waits for that before it starts the container.
        const answer = await call.scope.engine.stream('POST', {
          path: `/containers/${id}/wait`,
          query: { condition },
          signal: call.signal,
        })
        return pass(answer, { long: true })
      }),
  }),
  rule({
    id: 'container.export',
    spec: 'G-308',
    method: 'GET',
    path: '/containers/:id/export',
    run: (call) =>
      own(call as never, async ({ id }) =>
        pass(await call.scope.engine.stream('GET', { path: `/containers/${id}/export`, signal: call.signal })),
      ),
  }),
]

const LINE_MAX_BYTES = 1024 * 1024

/** Rewrites a stream of JSON lines line by line. */
export function eachLine(rewrite: (line: string) => string | undefined): Transform {
  let rest = ''
  return new Transform({
    transform(part: Buffer, _encoding, next) {
      rest += part.toString('utf8')
      const lines = rest.split('\n')
      rest = lines.pop() ?? ''
      if (rest.length > LINE_MAX_BYTES) return next(new Error('the engine sent a line that is too long'))
      try {
        next(
          null,
          lines
            .filter(Boolean)
            .map((line) => rewrite(line) ?? '')
            .join(''),
        )
      } catch (error) {
        next(error as Error)
      }
    },
    flush(next) {
      try {
        next(null, rest ? rewrite(rest) : undefined)
      } catch (error) {
        next(error as Error)
      }
    },
  })
}
