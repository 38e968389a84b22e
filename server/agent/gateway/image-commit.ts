// docker commit and docker import: both make an image from a file system and a list of changes.
import { bad, forbidden } from './refusal.ts'

/** Dockerfile instructions that only change the image's configuration. */
const CHANGES = /^(?:CMD|ENTRYPOINT|ENV|EXPOSE|HEALTHCHECK|LABEL|STOPSIGNAL|USER|VOLUME|WORKDIR)[\t ]/i
const CHANGES_MAX = 50
const CHANGE_MAX_CHARS = 4096

/** @throws Refusal 400 */
export function checkChanges(changes: readonly string[]): string[] {
  // One parameter may hold several lines; the engine joins them all and parses them as one Dockerfile.
  const lines = changes
    .flatMap((change) => change.split('\n'))
    .map((line) => line.trim())
    .filter((line) => line !== '')
  if (lines.length > CHANGES_MAX) throw bad(`more than ${CHANGES_MAX} changes`)
  for (const line of lines) {
    if (!CHANGES.test(line)) throw bad(`${line.split(/\s/)[0]} is not a valid change command`)
    if (line.length > CHANGE_MAX_CHARS || /[\0-\x08\x0a-\x1f\x7f]/.test(line) || /\\[ \t]*$/.test(line))
      throw bad(`the change ${JSON.stringify(line.slice(0, 60))} cannot be read as one line`)
    if (/drydock\./i.test(line) && /^label/i.test(line))
      throw forbidden('labels that begin with drydock. are kept for the course: use another name')
  }
  return lines
}
