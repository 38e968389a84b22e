// Images that only tests need, built on the test engine from Debian's packages and kept there: a tag says what they were made of.
import { createHash } from 'node:crypto'
import { createReadStream, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import Dockerode from 'dockerode'
import { pack } from 'tar-stream'
import { aptProxies, makeRootfs } from '#server/agent/image/rootfs.ts'
import { readEnv } from '#server/env.ts'

export interface TestImage {
  name: string
  dockerfile: string
  /** Debian release that is put beside the Dockerfile as rootfs.tar. */
  suite?: string
}

/** Builds the image unless it is there. @returns its reference */
export async function ensureTestImage(socketPath: string, { name, dockerfile, suite }: TestImage): Promise<string> {
  const docker = new Dockerode({ socketPath })
  const hash = createHash('sha256').update(`${suite}\0${dockerfile}`).digest('hex').slice(0, 16)
  const reference = `test.drydock.local/${name}:${hash}`
  const isThere = await docker
    .getImage(reference)
    .inspect()
    .then(
      () => true,
      (error: { statusCode?: number }) => {
        if (error.statusCode !== 404) throw error
        return false
      },
    )
  if (isThere) return reference
  const proxies = await aptProxies(readEnv().proxies)
  const file = join(tmpdir(), `drydock-${name}-${process.pid}.tar`)
  const tar = pack()
  try {
    if (suite) await makeRootfs({ suite, file, proxies, signal: AbortSignal.timeout(BUILD_MAX_MS), say: () => {} })
    const written = (async () => {
      tar.entry({ name: 'Dockerfile' }, dockerfile)
      if (suite) await pipeline(createReadStream(file), tar.entry({ name: 'rootfs.tar', size: statSync(file).size }))
      tar.finalize()
    })()
    const stream = await docker.buildImage(Readable.from(tar), { t: reference, version: '1', buildargs: proxies })
    await Promise.all([written, ended(docker, stream)])
  } finally {
    rmSync(file, { force: true })
  }
  return reference
}

const BUILD_MAX_MS = 10 * 60_000

function ended(docker: Dockerode, stream: NodeJS.ReadableStream): Promise<void> {
  return new Promise((resolve, reject) => {
    docker.modem.followProgress(stream, (error: Error | null, said: { error?: string }[] | null) => {
      const failure = error ?? said?.find((line) => line.error)?.error
      if (failure) reject(failure instanceof Error ? failure : new Error(failure))
      else resolve()
    })
  })
}
