// npm run -s admin -- … : for people and scripts. Prints its result and nothing else; 1 when it failed, 2 when misunderstood.
import { existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import WebSocket from 'ws'
import { examine, type Finding } from '#server/agent/engine/doctor.ts'
import {
  type AgentMethod,
  type AgentParams,
  AgentReply,
  type AgentValue,
  TenantId,
  type TenantInfo,
} from '#server/protocol/agent.ts'
import { type Env, EnvError, readEnv } from './env.ts'
import { holderOf } from './lock.ts'
import { HAND_OVER } from './role.ts'

const USAGE = `Usage: npm run -s admin -- <command> [--json]

  tenant create [--catalog local|remote] [--note <text>]   a Docker host of its own; prints its id and socket
  tenant list
  tenant rm <id>                                           removes it with all that it has
  link                                                     opens the admin page: engine, learners, disk
  doctor                                                   what this machine has and lacks
  handover                                                 ends Drydock for an upgrade: shells and containers run on,
                                                           and the next npm start takes them over
`
const HAND_OVER_MS = 90_000
const CALL_TIMEOUT_MS = 60_000

class Misunderstood extends Error {}

export async function main(args: string[]): Promise<void> {
  try {
    process.exitCode = await command(readEnv(), args)
  } catch (error) {
    if (error instanceof Misunderstood || (error as { code?: string }).code?.startsWith('ERR_PARSE_ARGS')) {
      console.error(`${(error as Error).message}\n\n${USAGE}`)
      process.exitCode = 2
    } else {
      console.error(error instanceof EnvError ? error.message : (error as Error).message)
      process.exitCode = 1
    }
  }
}

async function command(env: Env, args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { json: { type: 'boolean', default: false }, catalog: { type: 'string' }, note: { type: 'string' } },
  })
  const [noun, verb, ...rest] = positionals
  const json = values.json
  const refuseExtra = (left: string[]) => {
    if (left.length > 0) throw new Misunderstood(`Not understood: ${left.join(' ')}`)
  }
  if (noun === 'doctor') {
    refuseExtra(positionals.slice(1))
    return doctor(env, json)
  }
  if (noun === 'link') {
    refuseExtra(positionals.slice(1))
    const file = join(env.home, 'admin-token')
    if (!existsSync(file)) throw new Error(`Drydock has not been started on ${env.home} yet. Start it with: npm start`)
    const url = `http://localhost:${env.port}/ko/admin?admin=${readFileSync(file, 'utf8').trim()}`
    print(json, { url }, url)
    return 0
  }
  if (noun === 'handover') {
    refuseExtra(positionals.slice(1))
    await handOver(env)
    print(json, { handedOver: true }, 'Drydock has ended; what learners run goes on. Go on with: npm start')
    return 0
  }
  if (noun !== 'tenant') throw new Misunderstood(noun ? `Unknown command: ${noun}` : 'Which command?')
  if (verb === 'create') {
    refuseExtra(rest)
    const { catalog = 'local', note } = values
    if (catalog !== 'local' && catalog !== 'remote') throw new Misunderstood('--catalog is local or remote')
    const tenant = await call(env, 'tenant.create', { catalog, ...(note ? { note } : {}) })
    print(json, { id: tenant.id, socket: tenant.socket }, `${tenant.id}  ${tenant.socket}`)
  } else if (verb === 'list') {
    refuseExtra(rest)
    const tenants = await call(env, 'tenant.list', {})
    print(json, tenants, tenants.map(tenantLine).join('\n'))
  } else if (verb === 'rm') {
    const [id, ...more] = rest
    if (!id) throw new Misunderstood('Which tenant? tenant rm <id>')
    refuseExtra(more)
    if (!TenantId.safeParse(id).success) throw new Error(`${id} is not the id of a tenant; tenant list shows them`)
    await call(env, 'tenant.remove', { tenant: id })
    print(json, { id, removed: true }, id)
  } else throw new Misunderstood(verb ? `Unknown command: tenant ${verb}` : 'tenant what? create, list or rm')
  return 0
}

async function handOver(env: Env): Promise<void> {
  const file = join(env.runDir, 'drydock.pid')
  const holder = holderOf(file)
  if (holder === undefined) throw new Error(`Drydock does not run on ${env.home}`)
  process.kill(holder, HAND_OVER)
  for (const end = Date.now() + HAND_OVER_MS; Date.now() < end; await sleep(100)) if (holderOf(file) !== holder) return
  throw new Error(`Process ${holder} has not ended after ${HAND_OVER_MS / 1000} s`)
}

function tenantLine(tenant: TenantInfo): string {
  const created = new Date(tenant.created).toISOString().slice(0, 19)
  return [tenant.id, created, tenant.catalog, tenant.workspace?.state ?? '-', tenant.note ?? ''].join('  ').trimEnd()
}

function print(json: boolean, value: unknown, text: string): void {
  const line = json ? JSON.stringify(value) : text
  if (line) console.log(line)
}

async function doctor(env: Env, json: boolean): Promise<number> {
  const holder = holderOf(join(env.runDir, 'drydock.pid'))
  const findings: Finding[] = [...(await examine(env)), await port(env, holder !== undefined)]
  findings.push({
    name: 'drydock',
    ok: true,
    found: holder ? `runs on ${env.home} (process ${holder})` : `does not run on ${env.home}`,
  })
  const text = findings.map(({ name, ok, found, advice }) => {
    const line = `${ok ? 'ok     ' : 'problem'}  ${name.padEnd(12)} ${found}`
    return advice ? `${line}\n${' '.repeat(22)}${advice}` : line
  })
  print(json, { ok: findings.every(({ ok }) => ok), findings }, text.join('\n'))
  return findings.every(({ ok }) => ok) ? 0 : 1
}

async function port(env: Env, runs: boolean): Promise<Finding> {
  const free = await new Promise<boolean>((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(false))
    probe.listen(env.port, env.host, () => probe.close(() => resolve(true)))
  })
  const found = free ? `${env.port} is free` : `${env.port} is ${runs ? 'in use' : 'taken by another program'}`
  return {
    name: 'port',
    ok: free || runs,
    found,
    ...(free || runs ? {} : { advice: 'Choose another one with PORT=…' }),
  }
}

/** One call on the agent that runs on this home. */
async function call<M extends AgentMethod>(env: Env, method: M, params: AgentParams<M>): Promise<AgentValue<M>> {
  if (!existsSync(env.agentSocket)) throw new Error(`Drydock does not run on ${env.home}. Start it with: npm start`)
  const socket = new WebSocket(`ws+unix://${env.agentSocket}:/rpc`, { perMessageDeflate: false })
  try {
    return await new Promise<AgentValue<M>>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('The agent does not answer')), CALL_TIMEOUT_MS)
      socket.on('close', () => clearTimeout(timer))
      socket.on('error', (error) => reject(new Error(`The agent can’t be reached: ${error.message}`)))
      socket.on('open', () => socket.send(JSON.stringify({ id: 1, method, params })))
      socket.on('message', (data, isBinary) => {
        if (isBinary) return
        const reply = AgentReply.parse(JSON.parse(String(data)))
        if ('event' in reply || reply.id !== 1) return
        if (reply.ok) resolve(reply.value as AgentValue<M>)
        else reject(new Error(reply.detail ? `${reply.error}: ${reply.detail}` : reply.error))
      })
    })
  } finally {
    socket.close()
  }
}
