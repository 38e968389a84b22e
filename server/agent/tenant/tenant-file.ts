// What is kept of a tenant on disk: DRYDOCK_HOME/tenant/<id>/{tenant.json,ports.json,journal.jsonl,home/}.
import { randomBytes } from 'node:crypto'
import { chown, mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { Publish } from '#server/agent/part.ts'
import { TenantId } from '#server/protocol/agent.ts'

const Record = z.object({
  id: TenantId,
  created: z.number(),
  catalog: z.enum(['local', 'remote']),
  note: z.string().optional(),
  serverOf: TenantId.optional(),
  /** Its removal has begun; an agent that finds it goes on. */
  removing: z.literal(true).optional(),
})
export type TenantRecord = z.infer<typeof Record>

const Port = z.object({
  hostIp: z.string(),
  hostPort: z.number().int(),
  containerPort: z.number().int(),
  proto: z.enum(['tcp', 'udp']),
})
const PortFile = z.record(z.string(), z.array(Port))

const LETTERS = 'abcdefghijklmnopqrstuvwxyz234567'

export function newTenantId(): string {
  return `t${[...randomBytes(12)].map((byte) => LETTERS[byte % 32]).join('')}`
}

export const tenantDirectory = (home: string, id: string) => join(home, 'tenant', id)

export async function writeRecord(home: string, record: TenantRecord, student: { uid: number; gid: number }) {
  const directory = tenantDirectory(home, record.id)
  const homeDir = join(directory, 'home')
  await mkdir(homeDir, { recursive: true, mode: 0o755 })
  await chown(homeDir, student.uid, student.gid)
  await replace(join(directory, 'tenant.json'), record)
}

/** Tenants of an earlier agent. `onBad` hears of directories that can't be read; they are left alone. */
export async function readRecords(home: string, onBad: (id: string, error: unknown) => void): Promise<TenantRecord[]> {
  const names = await readdir(join(home, 'tenant')).catch(() => [])
  const out: TenantRecord[] = []
  for (const name of names) {
    try {
      const record = Record.parse(JSON.parse(await readFile(join(home, 'tenant', name, 'tenant.json'), 'utf8')))
      if (record.id !== name) throw new Error('the id is not the directory name')
      out.push(record)
    } catch (error) {
      onBad(name, error)
    }
  }
  return out.sort((a, b) => a.created - b.created)
}

export async function readPorts(home: string, id: string): Promise<Map<string, Publish[]>> {
  const text = await readFile(join(tenantDirectory(home, id), 'ports.json'), 'utf8').catch(() => '{}')
  try {
    return new Map(Object.entries(PortFile.parse(JSON.parse(text))))
  } catch {
    return new Map()
  }
}

export const writePorts = (home: string, id: string, ports: Map<string, Publish[]>) =>
  replace(join(tenantDirectory(home, id), 'ports.json'), Object.fromEntries(ports))

let turn = 0
/** Whole or not at all, whatever happens meanwhile. */
async function replace(file: string, value: unknown) {
  const draft = `${file}.${process.pid}.${turn++}`
  await writeFile(draft, JSON.stringify(value))
  await rename(draft, file)
}
