// The editor's part of the agent beside a real workspace: both sides see one home, and the learner's side attacks it.
import { randomUUID } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { forbidden } from '#server/agent/gateway/refusal.ts'
import type { Tenant } from '#server/agent/part.ts'
import type { Connection } from '#server/agent/rpc.ts'
import { runLines } from '#server/agent/workspace/run.ts'
import { openStage, type Stage } from '#server/agent/workspace/test-stage.ts'
import type { FileText } from '#server/protocol/file.ts'
import { createFileHandlers } from './file.ts'

let stage: Stage
let tenant: Tenant
let container: string
let full = false
let handlers: ReturnType<typeof createFileHandlers>
const closing: (() => void)[] = []
const connection = { onClose: (job: () => void) => closing.push(job) } as unknown as Connection
const writer = randomUUID()
const told: (string | null)[] = []

beforeAll(async () => {
  stage = await openStage()
  tenant = await stage.tenants.create()
  container = (await stage.workspaces.open(tenant)).container
  handlers = createFileHandlers({
    tenantOf: () => tenant,
    mayWrite: async () => {
      if (full) throw forbidden('your home takes too much')
    },
    onWriter: (_, now) => told.push(now),
  })
  await handlers['file.claim']({ tenant: tenant.id, writer, force: false }, connection)
})
afterAll(() => stage.end())

const shell = async (...lines: string[]) => {
  const { exit, output } = await runLines(stage.api, container, lines)
  expect([exit, output]).toEqual([0, output])
  return output
}
const read = (path: string) => handlers['file.read']({ tenant: tenant.id, path }, connection) as Promise<FileText>
const write = (path: string, text: string, version: string, by = writer) =>
  handlers['file.write']({ tenant: tenant.id, writer: by, path, text, version }, connection)
const make = (path: string, kind: 'file' | 'folder') =>
  handlers['file.make']({ tenant: tenant.id, writer, path, kind }, connection)

test('what is saved is in the container at once, and belongs to the learner', async () => {
  await make('app', 'folder')
  await make('app/Dockerfile', 'file')
  const { version } = await read('app/Dockerfile')
  await write('app/Dockerfile', 'FROM debian\n', version)
  expect(await shell('cat app/Dockerfile; stat -c %U:%a app app/Dockerfile')).toBe(
    'FROM debian\nstudent:755\nstudent:644\n',
  )
  await shell(
    'echo "CMD ls" >> app/Dockerfile; rm -r app/Dockerfile; echo gone > app/Dockerfile; chmod 600 app/Dockerfile',
  )
  await expect(write('app/Dockerfile', 'mine', version)).rejects.toMatchObject({ id: 'file-changed' })
  expect(await shell('cat app/Dockerfile')).toBe('gone\n')
  expect(statSync(join(tenant.homeDir, 'app/Dockerfile')).uid).toBe(stage.base + 1000)
})

test('one page writes at a time; a full disk and a page that is gone are told', async () => {
  const other = randomUUID()
  const { version } = await read('app/Dockerfile')
  const claim = (force: boolean) => handlers['file.claim']({ tenant: tenant.id, writer: other, force }, connection)
  expect(await claim(false)).toEqual({ writer })
  await expect(write('app/Dockerfile', '', version, other)).rejects.toMatchObject({ id: 'file-writer' })
  expect(await claim(true)).toEqual({ writer: other })
  await expect(write('app/Dockerfile', '', version)).rejects.toMatchObject({ id: 'file-writer' })
  for (const job of closing) job()
  expect(told).toEqual([writer, other, null])
  await handlers['file.claim']({ tenant: tenant.id, writer, force: false }, connection)
  full = true
  await expect(make('more', 'file')).rejects.toMatchObject({ id: 'file-full' })
  await handlers['file.remove']({ tenant: tenant.id, writer, path: 'app' }, connection)
  full = false
})

test('a learner who swaps folders and files for links meanwhile reads and writes nothing of the machine', async () => {
  const outside = join(stage.dir, 'outside')
  await mkdir(outside)
  await writeFile(join(outside, 'file'), 'the machine’s')
  const secret = join(outside, 'file')
  // As a path means something else in the container, the links go up, which both sides understand.
  const up = '../'.repeat(40)
  await shell(
    'mkdir -p race/a race/b; echo mine > race/a/file; ' +
      `ln -s ${up}${outside.slice(1)} race/link; ln -s ${up}${secret.slice(1)} race/filelink; mkfifo race/pipe`,
    // Folder, link and pipe take turns under one name until they are told to stop.
    '(cd race; while [ ! -e stop ]; do mv -T a x; mv -T link a; mv -T a link; mv -T x a; cp filelink -P a/t 2>/dev/null; mv -T a/t a/file 2>/dev/null; rm -f a/file; mkfifo a/file; rm -f a/file; echo mine > a/file; done) >/dev/null 2>&1 &',
  )
  const seen = new Set<string>()
  const attempt = async (work: () => unknown) => {
    try {
      const answer = (await work()) as Partial<FileText> | undefined
      seen.add('done')
      if (answer?.text !== undefined) expect(['', 'mine\n', 'over']).toContain(answer.text)
    } catch (error) {
      seen.add((error as { id?: string }).id ?? String(error))
    }
  }
  for (let turn = 0; turn < 200; turn++) {
    const path = 'race/a/file'
    await attempt(() => read(path))
    await attempt(async () => write(path, 'over', (await read(path)).version))
    await attempt(() => make('race/a/new', 'file'))
    await attempt(() =>
      handlers['file.rename']({ tenant: tenant.id, writer, from: 'race/a/new', to: 'race/a/own' }, connection),
    )
    await attempt(() => handlers['file.remove']({ tenant: tenant.id, writer, path: 'race/a/own' }, connection))
  }
  await shell('touch race/stop')
  expect(readFileSync(secret, 'utf8')).toBe('the machine’s')
  expect(await shell('ls race | grep -c . ')).toMatch(/\d/)
  // The race took place, and everything that was refused has its name.
  expect([...seen]).toEqual(expect.arrayContaining(['done', 'file-refused']))
  const names = ['done', 'file-refused', 'file-unknown', 'file-changed', 'file-exists']
  expect([...seen].filter((one) => !names.includes(one))).toEqual([])
  await rm(outside, { recursive: true })
})
