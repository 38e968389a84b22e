// What a tenant did, as far as checks may ask for it, and where each of its labs stands. Bounded, and kept on disk so that
// an agent that starts anew has not forgotten what happened since a step began.
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Log } from '#server/agent/part.ts'
import type { DockerEvent, ShellCommand } from '#server/protocol/lab.ts'
import { type Answer, type HistoryCommand, type HistoryEvent, onServer } from './facts.ts'

const EVENTS_MAX = 500
const COMMANDS_MAX = 200
/** Of a command line. Characters. */
const LINE_MAX = 1_000
/** Changes within this time are written at once. ms */
const SAVE_DELAY_MS = 300

export interface LabRecord {
  /** Events and commands with a higher sequence number came after the lab, the current step, began. */
  labSince: number
  stepSince: number
  /** The same moments on the clock. ms since 1970 */
  labBegan?: number
  stepBegan?: number
  /** Step id -> ms since 1970. */
  passed: Record<string, number>
  /** By `step/check`. */
  answers: Record<string, Answer>
  /** The step whose setup has run. */
  setUp?: string
  filesCopied: boolean
}
export interface TenantRecord {
  version: 1
  seq: number
  events: HistoryEvent[]
  commands: HistoryCommand[]
  labs: Record<string, LabRecord>
}

/** `server`: it happened there. */
export function addEvent(record: TenantRecord, event: DockerEvent, { server = false } = {}) {
  record.events.push({ ...(server ? asOfServer(event) : event), seq: ++record.seq })
  if (record.events.length > EVENTS_MAX) record.events.splice(0, record.events.length - EVENTS_MAX)
}

function asOfServer(event: DockerEvent): DockerEvent {
  const { name, ...rest } = event.attributes
  return { ...event, attributes: { ...rest, name: onServer(name ?? '') } }
}

/** A command is told twice: when it begins and when it ends. It counts from its beginning. */
export function addCommand(record: TenantRecord, command: ShellCommand) {
  const known = record.commands.findLast((c) => c.terminal === command.terminal && c.n === command.n)
  if (known) {
    if (command.exit !== undefined) known.exit = command.exit
    return
  }
  record.commands.push({
    seq: ++record.seq,
    terminal: command.terminal,
    n: command.n,
    line: command.line.slice(0, LINE_MAX),
    ...(command.exit !== undefined && { exit: command.exit }),
  })
  if (record.commands.length > COMMANDS_MAX) record.commands.splice(0, record.commands.length - COMMANDS_MAX)
}

export interface RecordStore {
  /** Undefined when this tenant has never opened a lab. */
  find(tenant: string): TenantRecord | undefined
  make(tenant: string): TenantRecord
  changed(tenant: string): void
  remove(tenant: string): void
  flush(): void
}

export function createRecordStore(options: { dir: string; log: Log }): RecordStore {
  const { dir, log } = options
  mkdirSync(dir, { recursive: true })
  const fileOf = (tenant: string) => join(dir, `${tenant}.json`)
  /** undefined: looked for on disk, and not there. */
  const records = new Map<string, TenantRecord | undefined>()
  const unsaved = new Set<string>()
  let timer: NodeJS.Timeout | undefined

  function load(tenant: string): TenantRecord | undefined {
    if (!existsSync(fileOf(tenant))) return undefined
    try {
      const record = JSON.parse(readFileSync(fileOf(tenant), 'utf8')) as TenantRecord
      if (record.version === 1) return record
    } catch (error) {
      log.warn({ tenant, error: String(error) }, 'lab history is unreadable and starts anew')
    }
    return undefined
  }
  function flush() {
    clearTimeout(timer)
    timer = undefined
    for (const tenant of unsaved) {
      unsaved.delete(tenant)
      const record = records.get(tenant)
      if (!record) continue
      try {
        writeFileSync(`${fileOf(tenant)}.new`, JSON.stringify(record))
        renameSync(`${fileOf(tenant)}.new`, fileOf(tenant))
      } catch (error) {
        log.error({ tenant, error: String(error) }, 'lab history could not be written')
      }
    }
  }
  return {
    find(tenant) {
      if (!records.has(tenant)) records.set(tenant, load(tenant))
      return records.get(tenant)
    },
    make(tenant) {
      const record = this.find(tenant) ?? { version: 1, seq: 0, events: [], commands: [], labs: {} }
      records.set(tenant, record)
      return record
    },
    changed(tenant) {
      unsaved.add(tenant)
      timer ??= setTimeout(flush, SAVE_DELAY_MS)
    },
    remove(tenant) {
      unsaved.delete(tenant)
      records.delete(tenant)
      rmSync(fileOf(tenant), { force: true })
    },
    flush,
  }
}
