// What is worth a word in a Dockerfile, as data. The words themselves are the caller's (content/message).
import { dockerfileLines, type Instruction } from './dockerfile-lines.ts'

export const lintIds = [
  'unknown',
  'noFrom',
  'execQuotes',
  'execJson',
  'aptUpdateAlone',
  'aptYes',
  'copyBeforeInstall',
  'addPlain',
  'latest',
  'onlyLast',
  'cdAlone',
  'secret',
] as const
export type LintId = (typeof lintIds)[number]

export type Hint = { id: LintId; severity: 'error' | 'warning'; from: number; to: number }

type Rule = {
  id: LintId
  severity: Hint['severity']
  /** `all`: the whole file, in order. */
  applies: (one: Instruction, all: readonly Instruction[]) => boolean
}

const KNOWN = new Set(
  'ADD ARG CMD COPY ENTRYPOINT ENV EXPOSE FROM HEALTHCHECK LABEL MAINTAINER ONBUILD RUN SHELL STOPSIGNAL USER VOLUME WORKDIR'.split(
    ' ',
  ),
)
const EXEC = new Set(['RUN', 'CMD', 'ENTRYPOINT', 'SHELL'])
const INSTALLS =
  /\b(npm (ci|i|install)|yarn( install)?|pnpm (i|install)|pip3? install|bundle install|composer install|go mod download)\b/
const ARCHIVE = /\.(tar|tar\.\w+|tgz|tbz2|txz)$/i

const isJson = (text: string) => {
  try {
    return Array.isArray(JSON.parse(text))
  } catch {
    return false
  }
}
const sources = (args: string) => args.split(/\s+/).slice(0, -1)
const later = (one: Instruction, all: readonly Instruction[]) =>
  all.filter(({ from, stage }) => from > one.from && stage === one.stage)

export const rules: readonly Rule[] = [
  { id: 'unknown', severity: 'error', applies: ({ name }) => !KNOWN.has(name) },
  {
    id: 'noFrom',
    severity: 'error',
    applies: (one, all) => one === all.find(({ name }) => name !== 'ARG') && KNOWN.has(one.name) && one.name !== 'FROM',
  },
  {
    id: 'execQuotes',
    severity: 'error',
    applies: ({ name, args }) => EXEC.has(name) && /^\[\s*'/.test(args),
  },
  {
    id: 'execJson',
    severity: 'warning',
    applies: ({ name, args }) => EXEC.has(name) && /^\[\s*"/.test(args) && !isJson(args),
  },
  {
    id: 'aptUpdateAlone',
    severity: 'warning',
    applies: ({ name, args }) => name === 'RUN' && /\bapt(-get)? update\b/.test(args) && !/\binstall\b/.test(args),
  },
  {
    id: 'aptYes',
    severity: 'warning',
    applies: ({ name, args }) =>
      name === 'RUN' &&
      /\bapt(-get)? (-\S+ )*install\b/.test(args) &&
      !/\s(-\w*y\w*|--yes|--assume-yes|-qq)(\s|$)/.test(args),
  },
  {
    id: 'copyBeforeInstall',
    severity: 'warning',
    applies: (one, all) =>
      (one.name === 'COPY' || one.name === 'ADD') &&
      !one.flags.some((flag) => flag.startsWith('--from')) &&
      sources(one.args).some((source) => source === '.' || source === './') &&
      later(one, all).some(({ name, args }) => name === 'RUN' && INSTALLS.test(args)),
  },
  {
    id: 'addPlain',
    severity: 'warning',
    applies: ({ name, args }) =>
      name === 'ADD' &&
      !args.startsWith('[') &&
      !args.includes('<<') &&
      sources(args).every((source) => !/^(https?|git)[:@]/.test(source) && !ARCHIVE.test(source)),
  },
  {
    id: 'latest',
    severity: 'warning',
    applies: ({ name, args, from }, all) => {
      const image = args.split(/\s+/)[0] ?? ''
      const isStage = all.some(
        (other) => other.name === 'FROM' && other.from < from && / as (\S+)$/i.exec(other.args)?.[1] === image,
      )
      if (
        name !== 'FROM' ||
        image === '' ||
        image === 'scratch' ||
        image.includes('$') ||
        image.includes('@') ||
        isStage
      )
        return false
      const tag = /:([^/]+)$/.exec(image)?.[1]
      return tag === undefined || tag === 'latest'
    },
  },
  {
    id: 'onlyLast',
    severity: 'warning',
    applies: (one, all) =>
      (one.name === 'CMD' || one.name === 'ENTRYPOINT') && later(one, all).some(({ name }) => name === one.name),
  },
  { id: 'cdAlone', severity: 'warning', applies: ({ name, args }) => name === 'RUN' && /^cd\s+[^&|;]+$/.test(args) },
  {
    id: 'secret',
    severity: 'warning',
    applies: ({ name, args }) =>
      (name === 'ENV' || name === 'ARG') &&
      /\w*(PASSWORD|PASSWD|SECRET|TOKEN|API_?KEY)\w*[= ]\s*["']?[^\s"'$]/i.test(args),
  },
]

/** In the order of the text. */
export function lintDockerfile(text: string): Hint[] {
  const all = dockerfileLines(text)
  return all.flatMap((one) =>
    rules
      .filter(({ applies }) => applies(one, all))
      .map(({ id, severity }) => ({ id, severity, from: one.from, to: one.to })),
  )
}
