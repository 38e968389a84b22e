import { join, resolve } from 'node:path'
import { runDirOf } from '#server/env.ts'
import { type AgentLink, createAgentLink } from '#server/web/agent-link.ts'
import { root } from '../support/app.ts'

const runDir = (home: string) => runDirOf(resolve(root, home))

/** The private engine's socket of a home. */
export const engineSocket = (home: string) => join(runDir(home), 'engine', 'docker.sock')

/** The running agent of a home, connected. */
export async function connectAgent(home: string): Promise<AgentLink> {
  const link = createAgentLink({ socketPath: join(runDir(home), 'agent.sock') })
  await new Promise<void>((resolve) => {
    link.on('up', resolve)
  })
  return link
}
