// The registry's lock: it serves nobody without a token that the agent has signed for exactly one use. No learner ever holds one.
// Format: the token authentication of CNCF distribution (JWT with an `access` claim), https://distribution.github.io/distribution/spec/auth/jwt/
import { createPrivateKey, generateKeyPairSync, type KeyObject, randomUUID, sign, X509Certificate } from 'node:crypto'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { pem, selfSigned } from './certificate.ts'

export const ISSUER = 'drydock-agent'
export const SERVICE = 'drydock-registry'

/** Longer than the slowest push takes, and no use afterwards. */
const LIFE_SECONDS = 30 * 60
/** Both clocks are the same machine's, a container's start apart. */
const EARLY_SECONDS = 10

export interface Access {
  type: 'repository' | 'registry'
  name: string
  actions: readonly ('pull' | 'push' | '*')[]
}

export interface Signer {
  /** What the registry trusts: a PEM bundle of one certificate. */
  readonly bundle: string
  sign(access: readonly Access[], now?: number): string
}

/** Key and certificate outlive the agent: a registry that still runs goes on trusting them. */
export async function openSigner(file: string): Promise<Signer> {
  const { key, certificate } = await readKey(file)
  const header = encode({ typ: 'JWT', alg: 'ES256', x5c: [certificate.toString('base64')] })
  return {
    bundle: pem(certificate),
    sign(access, now = Date.now()) {
      const second = Math.floor(now / 1000)
      const claims = encode({
        iss: ISSUER,
        sub: '',
        aud: SERVICE,
        exp: second + LIFE_SECONDS,
        nbf: second - EARLY_SECONDS,
        iat: second,
        jti: randomUUID(),
        access,
      })
      const signature = sign('sha256', Buffer.from(`${header}.${claims}`), { key, dsaEncoding: 'ieee-p1363' })
      return `${header}.${claims}.${signature.toString('base64url')}`
    },
  }
}

const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')

async function readKey(file: string): Promise<{ key: KeyObject; certificate: Buffer }> {
  const kept = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  if (kept) return { key: createPrivateKey(kept), certificate: new X509Certificate(kept).raw }
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  await mkdir(dirname(file), { recursive: true })
  const draft = `${file}.new`
  const certificate = selfSigned(privateKey, ISSUER)
  await writeFile(draft, `${pem(certificate)}${privateKey.export({ type: 'pkcs8', format: 'pem' })}`, { mode: 0o600 })
  await rename(draft, file)
  return { key: privateKey, certificate }
}
