import { describe, expect, it } from 'vitest'
import { buildLines, builtAt } from './build-steps-model.ts'

describe('build steps figure', () => {
  it('begins with nothing, then with the base image', () => {
    expect(builtAt(0)).toEqual({ layers: [], notes: [] })
    expect(builtAt(1)).toEqual({ layers: ['node:20'], notes: [] })
  })

  it('lays what copies and commands change on top', () => {
    expect(builtAt(4).layers).toEqual(['/srv/node_modules', '/srv/package.json', '/srv', 'node:20'])
  })

  it('only takes notes of ports and of the command', () => {
    const source = buildLines.findIndex(({ id }) => id === 'source') + 1
    expect(builtAt(buildLines.length).layers).toEqual(builtAt(source).layers)
    expect(builtAt(buildLines.length).notes).toEqual([
      'WorkingDir: /srv',
      'ExposedPorts: 8080/tcp',
      'Cmd: ["node", "src/main.js"]',
    ])
  })
})
