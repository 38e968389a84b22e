// What the terminal of `npm start` shows while things come up: one line for each thing that changed, no more.
import { engineProblems } from '#server/agent/engine/problem.ts'
import type { Health } from '#server/protocol/lab.ts'

type Say = (line: string) => void

export interface Progress {
  health(health: Health): void
  /** True when nothing more is to be waited for: labs work, or somebody has to do something. */
  settled(): boolean
}

export function createProgress(say: Say): Progress {
  const said = new Map<string, string>()
  let latest: Health | undefined

  function tell(key: string, line: string | undefined): void {
    if (!line || said.get(key) === line) return
    said.set(key, line)
    say(line)
  }

  return {
    health(health) {
      latest = health
      tell('engine', engineLine(health.engine))
      for (const [name, image] of Object.entries(health.catalog)) {
        // Each step of a build would be a flood; the state is enough.
        if (image.state === 'ready' && !said.has(`image ${name}`)) continue
        tell(`image ${name}`, imageLine(name, image))
      }
      const images = Object.values(health.catalog)
      if (images.length > 0 && images.every(({ state }) => state === 'ready')) tell('catalog', 'Images: all ready')
    },
    settled() {
      if (!latest) return false
      const { engine, catalog } = latest
      if (engine.state === 'failed') return true
      const images = Object.values(catalog)
      return (
        engine.state === 'ok' && images.length > 0 && images.every(({ state }) => ['ready', 'failed'].includes(state))
      )
    },
  }
}

function engineLine(engine: Health['engine']): string | undefined {
  const problem = engine.problem && (engineProblems as Record<string, string>)[engine.problem]
  if (problem) return `Engine: ${problem}${engine.detail ? ` ${engine.detail}` : ''}`
  if (engine.state === 'ok')
    return `Engine: Docker ${engine.version}, ${engine.privateEngine ? 'Drydock’s own' : 'as DOCKER_HOST says'}, ready`
  return engine.state === 'starting' && engine.detail ? `Engine: ${engine.detail}` : undefined
}

function imageLine(name: string, image: Health['catalog'][string]): string | undefined {
  if (image.state === 'building') return `Image ${name}: being made`
  if (image.state === 'ready') return `Image ${name}: ready (${image.origin})`
  if (image.state === 'failed') return `Image ${name}: failed. ${image.detail ?? ''}`
  return undefined
}
