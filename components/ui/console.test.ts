import { describe, expect, it } from 'vitest'
import { consoleCommands, parseConsole } from './console.ts'

describe('parseConsole', () => {
  it('tells commands from output', () => {
    const lines = parseConsole('$ docker ps -q\n4f5c\n$ docker rm 4f5c\n4f5c\n')
    expect(lines.map((line) => line.kind)).toEqual(['command', 'output', 'command', 'output'])
    expect(consoleCommands(lines)).toBe('docker ps -q\ndocker rm 4f5c')
  })

  it('knows root and path prompts, and lines that go on', () => {
    const lines = parseConsole('/ # ls\nroot@4f5c:/# id\n$ docker run \\\n  -d nginx\nabc')
    expect(lines).toEqual([
      { kind: 'command', prompt: '/ # ', text: 'ls' },
      { kind: 'command', prompt: 'root@4f5c:/# ', text: 'id' },
      { kind: 'command', prompt: '$ ', text: 'docker run \\' },
      { kind: 'command', prompt: '', text: '  -d nginx' },
      { kind: 'output', text: 'abc' },
    ])
  })

  it('does not take a table or a comment for a prompt', () => {
    expect(parseConsole('CONTAINER ID   IMAGE\n#1 load build').every((line) => line.kind === 'output')).toBe(true)
  })
})
