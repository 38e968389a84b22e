// A self-signed X.509 certificate around a public key: the form in which a registry takes the key that it shall trust. Node can read
// certificates but not make them, so the few fields are written here in DER (ITU-T X.690, RFC 5280).
import { createPublicKey, type KeyObject, sign } from 'node:crypto'

const INTEGER = 0x02
const BIT_STRING = 0x03
const OBJECT_ID = 0x06
const UTF8_STRING = 0x0c
const UTC_TIME = 0x17
const GENERALIZED_TIME = 0x18
const SEQUENCE = 0x30
const SET = 0x31

/** 1.2.840.10045.4.3.2 */
const ECDSA_WITH_SHA256 = Buffer.from('2a8648ce3d040302', 'hex')
/** 2.5.4.3 */
const COMMON_NAME = Buffer.from('550403', 'hex')

/** DER of a certificate of version 1 for a P-256 key, valid for as long as X.509 can say. */
export function selfSigned(key: KeyObject, name: string): Buffer {
  const algorithm = der(SEQUENCE, der(OBJECT_ID, ECDSA_WITH_SHA256))
  const subject = der(
    SEQUENCE,
    der(SET, der(SEQUENCE, der(OBJECT_ID, COMMON_NAME), der(UTF8_STRING, Buffer.from(name)))),
  )
  const validity = der(
    SEQUENCE,
    der(UTC_TIME, Buffer.from('200101000000Z')),
    der(GENERALIZED_TIME, Buffer.from('99991231235959Z')),
  )
  const publicKey = createPublicKey(key).export({ type: 'spki', format: 'der' })
  const body = der(SEQUENCE, der(INTEGER, Buffer.from([1])), algorithm, subject, validity, subject, publicKey)
  const signature = sign('sha256', body, key)
  return der(SEQUENCE, body, algorithm, der(BIT_STRING, Buffer.from([0]), signature))
}

export const pem = (certificate: Buffer) =>
  `-----BEGIN CERTIFICATE-----\n${certificate.toString('base64').replace(/.{64}/g, '$&\n').trimEnd()}\n-----END CERTIFICATE-----\n`

function der(tag: number, ...parts: Buffer[]): Buffer {
  const body = Buffer.concat(parts)
  return Buffer.concat([Buffer.from([tag]), length(body.length), body])
}

function length(bytes: number): Buffer {
  if (bytes < 0x80) return Buffer.from([bytes])
  if (bytes < 0x100) return Buffer.from([0x81, bytes])
  return Buffer.from([0x82, bytes >> 8, bytes & 0xff])
}
