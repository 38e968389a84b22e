// A bare proxy in a process of its own, beside which the gateway is measured: what it adds to that is its own work.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { within } from './measure.ts'

const READY_MS = 10_000

export interface BareProxy {
  socket: string
  stop(): Promise<void>
}

/** calls: one HTTP call at a time, parsed and written again. bytes: what comes goes on. */
export async function startBareProxy(mode: 'calls' | 'bytes', engine: string): Promise<BareProxy> {
  const directory = await mkdtemp(join(tmpdir(), 'dd-bare-'))
  const socket = join(directory, 'proxy.sock')
  const child = fork(join(import.meta.dirname, 'bare-proxy.mjs'), [mode, socket, engine], { execArgv: [] })
  await within(READY_MS, 'the bare proxy', once(child, 'message'))
  return {
    socket,
    async stop() {
      child.kill()
      await rm(directory, { recursive: true, force: true })
    },
  }
}
