// Files of any bytes, over HTTP (server/web/file).
import type { ErrorId } from '#server/protocol/error.ts'
import { FILE_UPLOAD_BYTES } from '#server/protocol/file-limit.ts'

export const downloadLink = (path: string) => `/api/file?path=${encodeURIComponent(path)}`

/** Undefined when it is there. */
export async function upload(file: File, path: string, writer: string): Promise<ErrorId | undefined> {
  if (file.size > FILE_UPLOAD_BYTES) return 'file-big'
  try {
    const response = await fetch(`/api/file?path=${encodeURIComponent(path)}&writer=${writer}`, {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream' },
      body: file,
    })
    if (response.ok) return undefined
    const { error } = (await response.json()) as { error?: ErrorId }
    return error ?? 'internal'
  } catch {
    return 'agent-away'
  }
}
