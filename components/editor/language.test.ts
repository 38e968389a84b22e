import { expect, test } from 'vitest'
import { languageOf } from './language.ts'

test.each([
  ['Dockerfile', 'Dockerfile'],
  ['Dockerfile.dev', 'Dockerfile'],
  ['web.dockerfile', 'Dockerfile'],
  ['compose.yaml', 'YAML'],
  ['a.yml', 'YAML'],
  ['package.json', 'JSON'],
  ['app.py', 'Python'],
  ['server.mjs', 'JavaScript'],
  ['app.tsx', 'JavaScript'],
  ['run.sh', 'Shell'],
  ['.bashrc', 'Shell'],
  ['.env', 'Shell'],
  ['default.conf', 'nginx'],
  ['README.md', undefined],
  ['Dockerfiles', undefined],
])('%s is %s', (name, language) => {
  expect(languageOf(name)).toBe(language)
})
