// Can the upstream registry be reached from here? Asked once, before the first pull, and quickly given up.

const TIMEOUT_MS = 4_000

/** Docker Hub's registry has another name than its images. */
const registryOf = (host: string) => (host === 'docker.io' ? 'registry-1.docker.io' : host)

export async function upstreamAnswers(host: string, signal: AbortSignal): Promise<boolean> {
  try {
    const answer = await fetch(`https://${registryOf(host)}/v2/`, {
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
    })
    await answer.body?.cancel()
    // 401 is the usual answer to somebody without a token.
    return answer.ok || answer.status === 401
  } catch {
    return false
  }
}
