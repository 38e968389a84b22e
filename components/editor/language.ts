// What a file is written in, by its name.
import { javascript } from '@codemirror/lang-javascript'
import { json } from '@codemirror/lang-json'
import { python } from '@codemirror/lang-python'
import { yaml } from '@codemirror/lang-yaml'
import { StreamLanguage } from '@codemirror/language'
import { dockerFile } from '@codemirror/legacy-modes/mode/dockerfile'
import { nginx } from '@codemirror/legacy-modes/mode/nginx'
import { shell } from '@codemirror/legacy-modes/mode/shell'
import type { Extension } from '@codemirror/state'

export type LanguageName = 'Dockerfile' | 'YAML' | 'JSON' | 'Python' | 'JavaScript' | 'Shell' | 'nginx'

const patterns: readonly [RegExp, LanguageName][] = [
  [/^(Dockerfile|Containerfile)(\..+)?$|\.(dockerfile|containerfile)$/i, 'Dockerfile'],
  [/\.ya?ml$/i, 'YAML'],
  [/\.json$/i, 'JSON'],
  [/\.py$/i, 'Python'],
  [/\.([cm]?js|jsx|[cm]?ts|tsx)$/i, 'JavaScript'],
  [/\.(sh|bash)$|^\.?(bashrc|bash_.+|profile)$|^\.env$/i, 'Shell'],
  [/\.conf$/i, 'nginx'],
]

const support: Record<LanguageName, (name: string) => Extension> = {
  Dockerfile: () => StreamLanguage.define(dockerFile),
  YAML: () => yaml(),
  JSON: () => json(),
  Python: () => python(),
  JavaScript: (name) => javascript({ typescript: /\.[cm]?tsx?$/i.test(name), jsx: /x$/i.test(name) }),
  Shell: () => StreamLanguage.define(shell),
  nginx: () => StreamLanguage.define(nginx),
}

export const languageOf = (name: string): LanguageName | undefined =>
  patterns.find(([pattern]) => pattern.test(name))?.[1]

export function languageSupport(name: string): Extension {
  const language = languageOf(name)
  return language ? support[language](name) : []
}
