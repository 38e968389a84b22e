// Taking part in a container: attach, resize, and files in and out (docker cp).
import { type Readable, Transform } from 'node:stream'
import { RAW_STREAM } from './answer.ts'
import { archiveTurn, own } from './container-life.ts'
import { pass } from './container-look.ts'
import { bool, dropped, int, text } from './query.ts'
import { bad, forbidden } from './refusal.ts'
import type { Call } from './rule.ts'
import { type Rule, rule } from './rule.ts'
import type { Scope } from './scope.ts'
import { unpause } from './wedge.ts'

const SIZE_MAX = 1000
/** Terminal size in characters. */
export function checkSize({ h, w }: { h: number | undefined; w: number | undefined }): { h: number; w: number } {
  if (h === undefined || w === undefined || h < 0 || w < 0 || h > SIZE_MAX || w > SIZE_MAX)
    throw bad(`h and w must be between 0 and ${SIZE_MAX}`)
  return { h, w }
}

/** ctrl-p,ctrl-q */
export function checkDetachKeys(keys: string | undefined): string | undefined {
  if (keys && !/^(?:ctrl-[a-z@[\]\\^_]|[a-zA-Z0-9])(?:,(?:ctrl-[a-z@[\]\\^_]|[a-zA-Z0-9])){0,9}$/i.test(keys))
    throw bad(`Invalid detach keys (${keys}) provided`)
  return keys || undefined
}

export const streamRules: Rule[] = [
  rule({
    id: 'container.attach',
    spec: 'G-501',
    method: 'POST',
    path: '/containers/:id/attach',
    // hijack: dockerode's own option, which it sends along.
    query: { hijack: dropped, detachKeys: text, logs: bool, stream: bool, stdin: bool, stdout: bool, stderr: bool },
    body: 'hijack',
    run: (call) =>
      own(call as never, async ({ id }) => {
        const { detachKeys, logs, stream, stdin, stdout, stderr } = call.query
        if (call.internal) call.scope.events.hide(id, 'attach')
        const tunnel = await call.scope.engine.tunnel({
          path: `/containers/${id}/attach`,
          query: { logs, stream, stdin, stdout, stderr, detachKeys: checkDetachKeys(detachKeys) },
          signal: undefined,
        })
        return { kind: 'hijack', tunnel, contentType: RAW_STREAM }
      }),
  }),
  rule({
    id: 'container.resize',
    spec: 'G-502',
    method: 'POST',
    path: '/containers/:id/resize',
    query: { h: int, w: int },
    run: (call) =>
      own(call as never, async ({ id }) => {
        await call.scope.engine.json('POST', { path: `/containers/${id}/resize`, query: checkSize(call.query) })
        return { kind: 'empty', status: 200 }
      }),
  }),
  archive('HEAD'),
  archive('GET'),
  rule({
    id: 'container.archive.put',
    spec: 'G-505',
    method: 'PUT',
    path: '/containers/:id/archive',
    query: { path: text, noOverwriteDirNonDir: text, copyUIDGID: text },
    body: 'tar',
    run: (call) =>
      still(call as never, async (id) => {
        const { path, noOverwriteDirNonDir, copyUIDGID } = call.query
        const tar = onlyTar(call.tar)
        await call.scope.engine.json('PUT', {
          path: `/containers/${id}/archive`,
          query: { path: checkPath(path), noOverwriteDirNonDir, copyUIDGID },
          tar,
          signal: call.signal,
        })
        return { kind: 'empty', status: 200 }
      }),
  }),
]

const STAT = 'x-docker-container-path-stat'

function archive(method: 'HEAD' | 'GET'): Rule {
  return rule({
    id: method === 'GET' ? 'container.archive.get' : 'container.archive.stat',
    spec: 'G-504',
    method,
    path: '/containers/:id/archive',
    query: { path: text, copyUIDGID: dropped },
    run: (call) =>
      still(call as never, async (id) => {
        const answer = await call.scope.engine.stream(method, {
          path: `/containers/${id}/archive`,
          query: { path: checkPath(call.query.path) },
          signal: call.signal,
        })
        const headers: Record<string, string> = {}
        const stat = answer.headers[STAT]
        if (typeof stat === 'string') headers['X-Docker-Container-Path-Stat'] = stat
        if (method === 'GET') return { ...pass(answer), headers: { ...headers, 'Content-Type': 'application/x-tar' } }
        answer.stream.resume()
        return { kind: 'empty', status: 200, headers }
      }),
  })
}

function checkPath(path: string | undefined): string {
  if (!path) throw bad('missing or empty parameter: path')
  return path
}

interface Still {
  State: { Running: boolean; Paused: boolean }
  Mounts: { Type: string; Destination: string }[]
}

/**
 * The engine resolves mount points of a container by path while files are copied (CVE-2018-15664, CVE-2026-42306), so a running
 * container that has mounts stands still meanwhile, is not started and copied to or from by nobody else. The learner sees no pause
 * events of it. A mount inside another can't be held still: whoever shares the outer one, the workspace itself, moves its directory.
 */
function still(call: Call<never>, work: (id: string) => ReturnType<Rule['run']>): ReturnType<Rule['run']> {
  return own(call, async ({ id }) => {
    const { scope } = call
    const look = () => scope.engine.json<Still>('GET', { path: `/containers/${id}/json` })
    const { Mounts } = await look()
    if (call.internal)
      scope.events.hide(id, call.method === 'PUT' ? 'extract-to-dir' : call.method === 'GET' ? 'archive-path' : 'stat')
    if (Mounts.length === 0) return work(id)
    checkNested(Mounts)
    const release = await turn(scope, id)
    const go = async (action: 'pause' | 'unpause') => {
      scope.events.hide(id, action)
      const done = () => scope.engine.json('POST', { path: `/containers/${id}/${action}` })
      await (action === 'unpause' ? unpause(scope, id, done) : done())
    }
    let paused = false
    const end = async () => {
      if (paused) await go('unpause').finally(release)
      else release()
    }
    try {
      const { State } = await look()
      if (State.Running && !State.Paused) {
        await go('pause')
        paused = true
      }
      const answer = await work(id)
      if (answer.kind === 'stream') answer.stream.on('close', () => void end().catch(() => {}))
      else await end()
      return answer
    } catch (error) {
      await end().catch(() => {})
      throw error
    }
  })
}

/** Waits until nobody copies to or from the container, and makes the next one wait. */
function turn({ alone }: Scope, id: string): Promise<() => void> {
  return new Promise((resolve) => {
    void alone(archiveTurn(id), () => new Promise<void>((release) => resolve(release)))
  })
}

function checkNested(mounts: Still['Mounts']) {
  for (const outer of mounts)
    for (const inner of mounts)
      if (outer.Type !== 'tmpfs' && inner.Destination.startsWith(`${outer.Destination}/`))
        throw forbidden(
          `docker cp is not served here for a container that has one mount (${inner.Destination}) inside another (${outer.Destination}): while it copies, the directory between them could be changed. Use docker exec, or the files in your home.`,
        )
}

const BLOCK = 512
/** What the engine takes for gzip, bzip2, xz or zstd, even when it is the name in a header that is right. */
const PACKED = /^(?:\x1f\x8b\x08|BZh|\xfd7zXZ\0|\x28\xb5\x2f\xfd)/
const SUM_AT = 148
const SUM_BYTES = 8

/** Passes a plain tar: the engine would hand compressed ones to programs of the real machine (CVE-2026-41567). */
function onlyTar(body: Readable): Readable {
  let head: Buffer | undefined = Buffer.alloc(0)
  const checked = new Transform({
    transform(part: Buffer, _encoding, next) {
      if (!head) return next(null, part)
      head = Buffer.concat([head, part])
      if (head.length < BLOCK) return next()
      if (!isTarHeader(head) || PACKED.test(head.toString('latin1', 0, 6)))
        return next(bad('the archive must be a plain tar, not a compressed one'))
      const all = head
      head = undefined
      next(null, all)
    },
    flush(next) {
      next(head && head.length > 0 ? bad('the archive is cut off') : null)
    },
  })
  body.on('error', (error) => checked.destroy(error))
  // Who reads it is told; when nobody does (the container is not there), it must not end the agent.
  checked.on('error', () => {})
  return body.pipe(checked)
}

/** Its checksum is right, or it is the end of an archive (zeros). */
export function isTarHeader(block: Buffer): boolean {
  let sum = 0
  for (let i = 0; i < BLOCK; i++) sum += i >= SUM_AT && i < SUM_AT + SUM_BYTES ? 0x20 : (block[i] as number)
  const written = block
    .toString('latin1', SUM_AT, SUM_AT + SUM_BYTES)
    .replace(/[\0 ]+$/, '')
    .trim()
  return (
    (/^[0-7]+$/.test(written) && Number.parseInt(written, 8) === sum) ||
    block.subarray(0, BLOCK).every((byte) => byte === 0)
  )
}
