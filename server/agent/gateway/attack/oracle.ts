// What an attack has done. Looks at the raw engine and at the bytes that came back; believes no status.
import type { Reply } from './attack.ts'
import { containerFindings } from './container-oracle.ts'
import type { Recorded } from './door.ts'
import type { Field } from './ground.ts'

/** What the victim has now and had not, or had and has not. Each begins with `victim`. */
export function changes(before: readonly string[], now: readonly string[]): string[] {
  const came = now.filter((line) => !before.includes(line)).map((line) => `victim has ${line.slice(0, 1500)}`)
  const went = before.filter((line) => !now.includes(line)).map((line) => `victim had ${line.slice(0, 200)}`)
  return [...came, ...went]
}

/** What the answers say: the victim's secret (`secret`), or that something was made that must not be (`made`). */
export async function findings(field: Field, door: Recorded, on: 'gateway' | 'engine'): Promise<string[]> {
  const told = door.replies.some(({ text }) => text.includes(field.canary)) ? ['secret canary in an answer'] : []
  return [...told, ...(await madeFindings(field, door.replies, on))]
}

/** What the answers say was made just now: only an answer to a create counts, never what a list or an inspect names. */
export function madeIds(replies: readonly Reply[]) {
  const answers = replies.flatMap(({ text }) => text.split(/(?=HTTP\/1\.1 [1-5][0-9]{2} )/))
  const created = answers
    .filter((text) => text.startsWith('HTTP/1.1 201 '))
    .map((text) => text.slice(text.indexOf('\r\n\r\n') + 4))
  const built = answers.filter((text) => text.startsWith('HTTP/1.1 200 ') && /"(?:aux|status)":/.test(text))
  const find = (texts: readonly string[], pattern: RegExp) => [
    ...new Set(texts.flatMap((text) => [...text.matchAll(pattern)].map((found) => found[1] as string))),
  ]
  return {
    objects: find(created, /^(?:[0-9a-f]+\r\n)?\{"Id":"([0-9a-f]{64})"/g),
    images: [
      ...find(created, /^(?:[0-9a-f]+\r\n)?\{"Id":"(sha256:[0-9a-f]{64})"/g),
      ...find(built, /(?:"ID":|"status":)"(sha256:[0-9a-f]{64})"/g),
    ],
    volumes: find(created, /"Mountpoint":"[^"]*","Name":"([^"]+)"/g),
  }
}

/**
 * Takes away what an attack has made, so that bounds are not reached. Others work on the same engine: only what an answer to this
 * very attack said was made, and what is younger than the field.
 */
export async function sweep(field: Field, replies: readonly Reply[]): Promise<void> {
  const { raw } = field.stage
  const { objects, images, volumes } = madeIds(replies)
  const young = (path: string): Promise<boolean> =>
    raw.json<{ Created: string }>('GET', { path }).then(
      ({ Created }) => Date.parse(Created) >= field.since,
      () => false,
    )
  for (const id of objects) {
    if (await young(`/containers/${id}/json`))
      await raw.json('DELETE', { path: `/containers/${id}`, query: { force: true, v: true } }).catch(() => {})
    else if (await young(`/networks/${id}`)) await raw.json('DELETE', { path: `/networks/${id}` }).catch(() => {})
  }
  // Not one that has a name, as a tenant's own has.
  for (const id of images)
    if (id !== field.ground.secret && (await young(`/images/${id}/json`)))
      await raw.json('DELETE', { path: `/images/${id}` }).catch(() => {})
  // On the raw engine these are the only names that attacks give.
  for (const name of volumes)
    if (name === 'evil') await raw.json('DELETE', { path: `/volumes/${name}` }).catch(() => {})
}

async function madeFindings(field: Field, replies: readonly Reply[], on: 'gateway' | 'engine'): Promise<string[]> {
  const { raw } = field.stage
  const { me, secret } = field.ground
  // biome-ignore lint/suspicious/noExplicitAny: the engine's answers
  const ask = (path: string): Promise<any> => raw.json('GET', { path }).catch(() => undefined)
  const made = madeIds(replies)
  const out: string[] = []
  if (Object.values(made).every((ids) => ids.length === 0)) return out
  const own = new Set<string>()
  for (const one of await raw.json<{ Id: string }[]>('GET', {
    path: '/containers/json',
    query: { all: true, filters: JSON.stringify({ label: [`drydock.tenant=${me}`] }) },
  }))
    own.add(one.Id)
  for (const id of made.objects) {
    const container = await ask(`/containers/${id}/json`)
    if (container) {
      const found = containerFindings(container, { tenant: me, owns: (one) => own.has(one) })
      if (container.Image === secret) found.push('Image of another tenant')
      out.push(...found.map((what) => `made ${what}`))
    }
    const network = container ? undefined : await ask(`/networks/${id}`)
    if (network) out.push(...networkFindings(network, me).map((what) => `made ${what}`))
    if (!container && !network) {
      const exec = await ask(`/exec/${id}/json`)
      if (exec?.ProcessConfig?.privileged) out.push('made privileged exec')
      if (exec && !own.has(exec.ContainerID)) out.push('made exec in a foreign container')
    }
  }
  const hidden = made.images.length > 0 ? (await ask(`/images/${secret}/json`))?.RootFS.Layers.at(-1) : undefined
  for (const id of made.images) {
    const image = await ask(`/images/${id}/json`)
    if (image?.RootFS.Layers?.includes(hidden)) out.push('made image of another tenant’s layers')
    if (/COPY --from=|ADD http/.test(JSON.stringify(image?.Config?.OnBuild ?? [])))
      out.push('made image with a trigger')
    if (image?.Config?.Labels?.['drydock.tenant'] !== undefined && image.Config.Labels['drydock.tenant'] !== me)
      out.push('made image with an owner’s label')
  }
  for (const name of made.volumes) {
    const volume = await ask(`/volumes/${on === 'gateway' ? `${me}_` : ''}${name}`)
    if (!volume) continue
    if (Object.keys(volume.Options ?? {}).length > 0) out.push('made volume with options')
    if (volume.Labels?.['drydock.tenant'] !== me) out.push('made volume of nobody or of another')
  }
  return out
}

// biome-ignore lint/suspicious/noExplicitAny: the engine's answer
function networkFindings(network: any, tenant: string): string[] {
  const out: string[] = []
  if (network.Labels?.['drydock.tenant'] !== tenant) out.push('network of nobody or of another')
  if (network.Driver !== 'bridge') out.push(`network driver ${network.Driver}`)
  if (Object.keys(network.Options ?? {}).some((name) => !name.endsWith('enable_icc'))) out.push('network options')
  if (network.Attachable || network.Ingress || network.ConfigOnly || network.EnableIPv6) out.push('network flags')
  for (const { Subnet } of network.IPAM.Config ?? [])
    if (!/^(?:10|172)\./.test(Subnet)) out.push(`network subnet ${Subnet}`)
  if (network.IPAM.Driver !== 'default') out.push('network ipam')
  return out
}
