import type { ErrorId } from '#server/protocol/error.ts'

/** Undefined: done. Else why not. */
export async function change(path: 'publish' | 'remove' | 'renew', body: object): Promise<ErrorId | undefined> {
  try {
    const response = await fetch(`/api/registry/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    if (response.ok) return undefined
    return ((await response.json()) as { error?: ErrorId }).error ?? 'internal'
  } catch {
    // Neither web nor agent could be asked.
    return 'agent-away'
  }
}
