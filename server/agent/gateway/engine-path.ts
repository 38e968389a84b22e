// Paths of the real machine in the engine's words. They become what they would be on a host of one's own.

const ROOT = '/var/lib/docker'
/** Where a path begins, seen from its middle. */
const BEFORE_PATH = /[\s"'`:=(]/

export function visiblePaths(tenant: string, text: string): string {
  if (!text.includes('/')) return text
  const volumes = moved(text, new RegExp(`/volumes/${tenant}_`, 'g'), () => `${ROOT}/volumes/`)
  const layers = moved(
    volumes,
    /\/(?:overlay2|containers|image\/overlay2|tmp\/docker-builder[0-9]+)\b/g,
    (end, path) =>
      path.startsWith('/tmp/docker-builder') || /^\/[0-9a-f]{64}|^\/l\//.test(end) ? `${ROOT}${path}` : undefined,
  )
  const binds = moved(layers, new RegExp(`/${tenant}/[0-9a-f]{32,64}/[0-9]+`, 'g'), () => 'the mounted path')
  return moved(binds, new RegExp(`/tenant/${tenant}/home`, 'g'), () => '/home/student')
}

/** Each path that has `marker` in it begins anew with what `to` says (undefined: stays). By hand, so that no text makes it slow. */
function moved(text: string, marker: RegExp, to: (end: string, path: string) => string | undefined): string {
  let out = ''
  let from = 0
  for (const found of text.matchAll(marker)) {
    if (found.index < from) continue
    const behind = found.index + found[0].length
    const start = to(text.slice(behind, behind + 80), found[0])
    if (start === undefined) continue
    let begin = found.index
    while (begin > from && !BEFORE_PATH.test(text[begin - 1] as string)) begin--
    out += text.slice(from, begin) + start
    from = behind
  }
  return out + text.slice(from)
}
