// Exec: an exec belongs to whom its container belongs. Asked anew on every call that names one.
import { RAW_STREAM } from './answer.ts'
import { own } from './container-life.ts'
import { checkDetachKeys, checkSize } from './container-stream.ts'
import { workingDir } from './create-shape.ts'
import { int } from './query.ts'
import { EngineError, forbidden, missing, tooMany } from './refusal.ts'
import { type Call, json, type Rule, rule } from './rule.ts'
import type { Scope } from './scope.ts'
import { bool, given, ignored, never, readObject, string, strings, words } from './shape.ts'

const createBody = {
  User: string,
  Privileged: never(
    'docker exec --privileged is not served here: it would give the command power over the real machine that all learners share.',
  ),
  Tty: bool,
  ConsoleSize: ignored,
  AttachStdin: bool,
  AttachStderr: bool,
  AttachStdout: bool,
  Detach: bool,
  DetachKeys: string,
  Env: strings,
  WorkingDir: workingDir,
  Cmd: words,
}

/** Executions per scope: id -> container id. Only what was made since the agent started; the engine knows the rest. */
const made = new WeakMap<Scope, Map<string, string>>()
function known(scope: Scope): Map<string, string> {
  let map = made.get(scope)
  if (!map) {
    map = new Map()
    made.set(scope, map)
  }
  return map
}

interface ExecInfo {
  ID: string
  ContainerID: string
  Running: boolean
}

/** The exec of the path. @throws Refusal 404 in the engine's words when it is not the tenant's */
async function ownExec<T>(call: Call<never>, work: (id: string, info: ExecInfo | undefined) => Promise<T>): Promise<T> {
  const id = call.params.id as string
  const none = () => missing(`No such exec instance: ${id}`)
  if (!/^[0-9a-f]{64}$/.test(id)) throw none()
  const { scope } = call
  const container = known(scope).get(id)
  if (container && scope.containers.get(container)) {
    call.about(scope.containers.get(container)?.name ?? '')
    return work(id, undefined)
  }
  let info: ExecInfo
  try {
    info = await scope.engine.json<ExecInfo>('GET', { path: `/exec/${id}/json` })
  } catch (error) {
    if (error instanceof EngineError && error.status === 404) throw none()
    throw error
  }
  const owner =
    scope.containers.get(info.ContainerID) ?? (await scope.containers.resolve(info.ContainerID).catch(() => undefined))
  if (!owner) throw none()
  call.about(owner.name)
  return work(id, info)
}

export const execRules: Rule[] = [
  rule({
    id: 'exec.create',
    spec: 'G-401',
    method: 'POST',
    path: '/containers/:id/exec',
    body: 'json',
    run: (call) =>
      own(call as never, async ({ id }) => {
        const { scope } = call
        const body = readObject(call.body, '', createBody)
        const execs = known(scope)
        if (!call.internal && execs.size >= scope.limits.execs) await forget(scope, execs)
        if (!call.internal && execs.size >= scope.limits.execs)
          throw tooMany('Too many docker exec sessions are open. End some of them (exit), or restart their containers.')
        checkDetachKeys(body.DetachKeys)
        if (body.User && !/^[A-Za-z0-9_.:-]{1,64}$/.test(body.User))
          throw forbidden(`The user ${JSON.stringify(body.User)} is not served here.`)
        if (call.internal) scope.events.hide(id, `exec_create: ${(body.Cmd ?? []).join(' ')}`)
        const answer = await scope.engine.json<{ Id: string }>('POST', {
          path: `/containers/${id}/exec`,
          body: { ...given(body), Privileged: false },
        })
        execs.set(answer.Id, id)
        return json({ Id: answer.Id }, 201)
      }),
  }),
  rule({
    id: 'exec.start',
    spec: 'G-402',
    method: 'POST',
    path: '/exec/:id/start',
    body: 'hijack',
    run: (call) =>
      ownExec(call as never, async (id) => {
        const body = readObject(call.body, '', {
          Detach: bool,
          Tty: bool,
          ConsoleSize: ignored,
          // dockerode's own options, which it sends along.
          hijack: ignored,
          stdin: ignored,
        })
        const request = { Detach: body.Detach ?? false, Tty: body.Tty ?? false }
        const path = `/exec/${id}/start`
        if (request.Detach) {
          await call.scope.engine.json('POST', { path, body: request })
          return { kind: 'empty', status: 200 }
        }
        const tunnel = await call.scope.engine.tunnel({ path, body: request })
        return { kind: 'hijack', tunnel, contentType: RAW_STREAM }
      }),
  }),
  rule({
    id: 'exec.resize',
    spec: 'G-403',
    method: 'POST',
    path: '/exec/:id/resize',
    query: { h: int, w: int },
    run: (call) =>
      ownExec(call as never, async (id) => {
        await call.scope.engine.json('POST', { path: `/exec/${id}/resize`, query: checkSize(call.query) })
        return { kind: 'empty', status: 201 }
      }),
  }),
  rule({
    id: 'exec.inspect',
    spec: 'G-403',
    method: 'GET',
    path: '/exec/:id/json',
    run: (call) =>
      ownExec(call as never, async (id, info) =>
        json(info ?? (await call.scope.engine.json<ExecInfo>('GET', { path: `/exec/${id}/json` }))),
      ),
  }),
]

/** Drops executions that have ended (the engine forgets them after a while, too). */
async function forget(scope: Scope, execs: Map<string, string>): Promise<void> {
  for (const id of [...execs.keys()]) {
    const info = await scope.engine.json<ExecInfo>('GET', { path: `/exec/${id}/json` }).catch(() => undefined)
    if (!info?.Running) execs.delete(id)
  }
}
