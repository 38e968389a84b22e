// Whether this machine lets a virtual machine use its processor directly (KVM). A device that is there need not work: inside of some
// virtual machines it opens and then hangs. So a real one is booted with it, and has to say its first word in time.
import { stat } from 'node:fs/promises'
import { segment, type Upstream } from '#server/agent/gateway/upstream.ts'
import type { Log } from '#server/agent/part.ts'
import type { Accelerator } from '#server/protocol/vm.ts'
import { openLine } from './line.ts'
import { machineName, machineSpec } from './spec.ts'

const DEVICE = '/dev/kvm'
/** With KVM the kernel speaks within half a second. */
const FIRST_WORD = 'Linux version'
const FIRST_WORD_MS = 6_000
/** A process that hangs in the kernel can't be ended; then it isn't waited for. */
const REMOVE_MS = 5_000

export interface Found {
  accelerator: Accelerator
  kvmGroup: number | undefined
}

const TRANSLATED: Found = { accelerator: 'tcg', kvmGroup: undefined }

/** Tries once; later callers get the same answer. */
export function createAccelerator({ engine, log }: { engine: Upstream; log: Log }): (image: string) => Promise<Found> {
  let known: Promise<Found> | undefined

  async function find(image: string): Promise<Found> {
    const device = await stat(DEVICE).catch(() => undefined)
    if (!device) return TRANSLATED
    const began = Date.now()
    const works = await speaks(engine, image, device.gid).catch((error) => {
      log.info({ error: String(error) }, 'KVM could not be tried')
      return false
    })
    log.info({ works, ms: Date.now() - began }, 'KVM tried')
    return works ? { accelerator: 'kvm', kvmGroup: device.gid } : TRANSLATED
  }

  return (image) => {
    known ??= find(image)
    return known
  }
}

async function speaks(engine: Upstream, image: string, kvmGroup: number): Promise<boolean> {
  const { Id } = await engine.json<{ Id: string }>('POST', {
    path: '/containers/create',
    query: { name: machineName(`kvm_${process.pid}_${Date.now()}`) },
    body: machineSpec({ image, tenant: 'kvm', accelerator: 'kvm', kvmGroup }),
  })
  const path = `/containers/${segment(Id)}`
  try {
    return await new Promise<boolean>((resolve, reject) => {
      const timer = setTimeout(() => resolve(false), FIRST_WORD_MS)
      const answer = (works: boolean) => {
        clearTimeout(timer)
        resolve(works)
      }
      let said = ''
      const onOutput = (bytes: Buffer) => {
        said += bytes.toString('latin1')
        if (said.includes(FIRST_WORD)) answer(true)
      }
      openLine(engine, { container: Id, tty: false, onOutput, onEnd: () => answer(false) })
        .then(() => engine.json('POST', { path: `${path}/start` }))
        .catch((error) => {
          clearTimeout(timer)
          reject(error)
        })
    })
  } finally {
    await engine
      .json('DELETE', { path, query: { force: true }, signal: AbortSignal.timeout(REMOVE_MS) })
      .catch(() => {})
  }
}
