import { verify, X509Certificate } from 'node:crypto'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openSigner } from './token.ts'

let directory: string
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'dd-token-'))
})
afterAll(() => rm(directory, { recursive: true, force: true }))

const read = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString('utf8'))

describe('G-R4 the token', () => {
  it('is signed by the key of the certificate that the registry trusts, for one use and a short time', async () => {
    const signer = await openSigner(join(directory, 'key.pem'))
    const now = Date.UTC(2026, 0, 1)
    const access = [{ type: 'repository', name: 'class/alice/app', actions: ['pull'] }] as const
    const [header = '', claims = '', signature = ''] = signer.sign(access, now).split('.')
    const certificate = new X509Certificate(signer.bundle)
    expect(read(header).x5c).toEqual([certificate.raw.toString('base64')])
    const key = { key: certificate.publicKey, dsaEncoding: 'ieee-p1363' } as const
    const bytes = Buffer.from(`${header}.${claims}`)
    expect(verify('sha256', bytes, key, Buffer.from(signature, 'base64url'))).toBe(true)
    expect(certificate.verify(certificate.publicKey)).toBe(true)
    expect(read(claims)).toMatchObject({ access, exp: now / 1000 + 1800, aud: 'drydock-registry' })
  })

  it('keeps its key, for this user alone', async () => {
    const file = join(directory, 'kept.pem')
    const first = await openSigner(file)
    const second = await openSigner(file)
    expect(second.bundle).toBe(first.bundle)
    const tokens = [first, second].map((signer) => signer.sign([]).split('.')[0])
    expect(tokens[1]).toBe(tokens[0])
    expect((await stat(file)).mode & 0o777).toBe(0o600)
  })
})
