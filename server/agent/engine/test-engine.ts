// An engine with the whole catalog for tests: started by server/test.mjs on DRYDOCK_HOME, ended by its signal or when its
// parent closes stdin. Prints the socket's path once all images are ready.
import { createCatalog } from '#server/agent/image/catalog.ts'
import { readRecipes } from '#server/agent/image/recipe.ts'
import type { Log } from '#server/agent/part.ts'
import { readEnv } from '#server/env.ts'
import { takeHome } from '#server/lock.ts'
import { createEngine } from './engine.ts'

const env = readEnv()
const giveBack = takeHome(env.home, env.runDir)
const say = (_: object, message: string) => console.error(message)
const log: Log = { info: say, warn: say, error: say }
const engine = createEngine({ env, log })
const catalog = createCatalog({ env, log, engine })

let stopping = false
async function stop(code: number): Promise<void> {
  if (stopping) return
  stopping = true
  await catalog.stop()
  await engine.stop()
  giveBack()
  process.exit(code)
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop(0))
process.stdin.on('end', () => void stop(0)).resume()

try {
  await engine.start()
  await catalog.start()
  await Promise.all(readRecipes(`${env.root}/content/images`).map(({ name }) => catalog.ready(name)))
  console.log(engine.socketPath)
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error))
  await stop(1)
}
