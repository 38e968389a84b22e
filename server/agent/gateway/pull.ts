// A pull as a client of a tenant's gateway makes it.
import type { Upstream } from './upstream.ts'

/** The end of the answer that is looked at; a failure is its last line. Characters. */
const END_CHARS = 4_096

/** The engine's own sentence when it failed. @throws EngineError when it was refused before it began */
export async function pullImage(host: Upstream, name: string, tag: string): Promise<string | undefined> {
  const { stream } = await host.stream('POST', { path: '/images/create', query: { fromImage: name, tag } })
  let end = ''
  for await (const part of stream) end = (end + part).slice(-END_CHARS)
  const failed = /"error":("(?:[^"\\]|\\.)*")/.exec(end)?.[1]
  return failed && (JSON.parse(failed) as string)
}
