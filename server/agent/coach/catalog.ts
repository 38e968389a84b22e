// All signatures, the most telling first: of several that fit one input only the first makes a card.
import { containerSignatures } from './rule/container.ts'
import { objectSignatures } from './rule/object.ts'
import { registrySignatures } from './rule/registry.ts'
import { shellSignatures } from './rule/shell.ts'
import { startSignatures } from './rule/start.ts'
import type { Signature } from './signature.ts'

export const signatures: readonly Signature[] = [
  ...startSignatures,
  ...containerSignatures,
  ...objectSignatures,
  ...registrySignatures,
  ...shellSignatures,
]
export const signatureIds: ReadonlySet<string> = new Set(signatures.map((s) => s.id))
