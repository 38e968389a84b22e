import { describe, expect, it } from 'vitest'
import { dockerfileLines } from './dockerfile-lines.ts'
import { type LintId, lintDockerfile, lintIds, rules } from './dockerfile-lint.ts'

const ids = (text: string) => lintDockerfile(text).map(({ id }) => id)
const inImage = (line: string) => ids(`FROM debian:13\n${line}\n`)

/** What must be said, and what is close to it and fine. */
const cases: Record<LintId, { bad: string[]; good: string[] }> = {
  unknown: { bad: ['RUNN ls', 'copy-from a b'], good: ['run ls', 'Cmd ["a"]'] },
  noFrom: { bad: [], good: ['RUN ls'] },
  execQuotes: { bad: [`CMD ['node', 'a.js']`, `RUN [ 'ls' ]`], good: [`CMD ["node"]`, `CMD node 'a'`, `RUN [ -f x ]`] },
  execJson: { bad: [`CMD ["node", "a.js"`, `CMD ["a" "b"]`], good: [`CMD ["a",\\\n "b"]`, `LABEL a=["b]`] },
  aptUpdateAlone: {
    bad: ['RUN apt-get update', 'RUN apt update && ls'],
    good: [
      'RUN apt-get update && apt-get install -y curl',
      'RUN apt-get update \\\n && apt-get install -y curl',
      '# apt-get update',
    ],
  },
  aptYes: {
    bad: ['RUN apt-get update && apt-get install curl'],
    good: [
      'RUN apt-get install -y curl',
      'RUN apt-get -y install curl',
      'RUN apt-get install --no-install-recommends -qy curl',
    ],
  },
  copyBeforeInstall: {
    bad: ['COPY . .\nRUN npm ci', 'COPY ./ /app\nWORKDIR /app\nRUN pip install -r requirements.txt'],
    good: [
      'COPY package.json .\nRUN npm ci\nCOPY . .',
      'COPY . .\nFROM debian:13\nRUN npm ci',
      'COPY --from=x . .\nRUN npm ci',
    ],
  },
  addPlain: {
    bad: ['ADD app.js /app/', 'ADD . .'],
    good: ['ADD https://example.com/a /a', 'ADD app.tar.gz /app', 'COPY app.js /app/'],
  },
  latest: {
    bad: ['FROM nginx', 'FROM nginx:latest AS web', 'FROM localhost:5000/app', 'FROM --platform=linux/amd64 nginx'],
    good: ['FROM nginx:1.27', 'FROM scratch', 'FROM $BASE', 'FROM a@sha256:0', 'FROM node:20 AS build\nFROM build'],
  },
  onlyLast: { bad: ['CMD a\nCMD b'], good: ['CMD a\nENTRYPOINT ["b"]', 'CMD a\nFROM debian:13\nCMD b'] },
  cdAlone: { bad: ['RUN cd /app'], good: ['RUN cd /app && ls', 'WORKDIR /app'] },
  secret: {
    bad: ['ENV DB_PASSWORD=hunter2', 'ARG API_KEY="abc"', 'ENV TOKEN abc'],
    good: ['ARG TOKEN', 'ENV PASSWORD=$SECRET', 'ENV NODE_ENV=production'],
  },
}

describe.each(lintIds)('%s', (id) => {
  it.each(cases[id].bad)('is said of %j', (line) => expect(inImage(line)).toContain(id))
  it.each(cases[id].good)('is not said of %j', (line) => expect(inImage(line)).not.toContain(id))
})

it('each rule is there once', () => {
  expect(rules.map(({ id }) => id)).toEqual(lintIds)
})

it('a file begins with FROM, but for its arguments', () => {
  expect(ids('RUN ls')).toEqual(['noFrom'])
  expect(ids('# c\nARG TAG=1\nFROM a:$TAG\n')).toEqual([])
  expect(ids('')).toEqual([])
})

it('marks the instruction with its continued lines, and reads here-documents', () => {
  const text = 'FROM a:1\n  RUN apt-get update \\\n  # why\n\n  && ls\nRUN <<EOF\ncd /x\nCMD a\nEOF\nCMD ["b"]\n'
  expect(dockerfileLines(text).map(({ name, args }) => [name, args])).toEqual([
    ['FROM', 'a:1'],
    ['RUN', 'apt-get update && ls'],
    ['RUN', '<<EOF'],
    ['CMD', '["b"]'],
  ])
  const [hint] = lintDockerfile(text)
  expect([hint?.id, text.slice(hint?.from, hint?.to)]).toEqual([
    'aptUpdateAlone',
    'RUN apt-get update \\\n  # why\n\n  && ls',
  ])
})
