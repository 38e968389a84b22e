import { expect, it } from 'vitest'
import { Check } from '#server/protocol/content.ts'
import { judgeDockerfile } from './dockerfile.ts'

const text = `# syntax comes later
FROM node:20
WORKDIR /srv
COPY package.json \\
     package-lock.json ./
# a comment between
RUN npm ci
COPY . .
CMD ['node', 'server.js']
`
const judge = (check: object, file = text) => {
  const parsed = Check.parse({ type: 'dockerfile', path: 'Dockerfile', ...check })
  if (parsed.type !== 'dockerfile') throw new Error('not here')
  return judgeDockerfile(parsed, file)
}

it('finds instructions in their order, over continued lines and comments', () => {
  const has = [
    { is: 'COPY', args: { match: 'package\\.json\\s+package-lock' } },
    { is: 'RUN', args: 'npm ci' },
    { is: 'COPY', args: '. .' },
  ]
  expect(judge({ has })).toBe(true)
  expect(judge({ has: [...has].reverse() })).toMatchObject({ en: '`RUN npm ci` is not there, or not in its place' })
})

it('says which line is alike, and what is not there at all', () => {
  expect(judge({ has: [{ is: 'WORKDIR', args: '/app' }] })).toMatchObject({ en: 'Line 3: `WORKDIR /srv`' })
  expect(judge({ has: [{ is: 'EXPOSE', args: '8080' }] })).toMatchObject({
    en: '`EXPOSE 8080` is not there, or not in its place',
  })
})

it('tells the exec form from a list that the builder takes for the shell', () => {
  expect(judge({ has: [{ is: 'CMD', form: 'exec' }] })).toMatchObject({ en: "Line 9: `CMD ['node', 'server.js']`" })
  expect(judge({ has: [{ is: 'CMD', form: 'exec' }] }, text.replaceAll("'", '"'))).toBe(true)
})

it('names what should not be there', () => {
  expect(judge({ lacks: [{ is: 'COPY', args: '. .' }] })).toMatchObject({ en: 'Line 8: `COPY . .`' })
  expect(judge({ lacks: [{ is: 'ADD' }] })).toBe(true)
})

it('passes on why the builder cannot read it', () => {
  expect(judge({ has: [{ is: 'FROM' }] }, 'FORM node\n')).toMatchObject({
    en: expect.stringContaining('unknown instruction: FORM'),
  })
})
