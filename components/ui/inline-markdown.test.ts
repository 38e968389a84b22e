import { describe, expect, it } from 'vitest'
import { parseInline } from './inline-markdown.ts'

describe('parseInline', () => {
  it('finds code, bold and links, and leaves the rest as text', () => {
    expect(parseInline('run `docker ps -a`, **now**, see [docs](https://docs.docker.com).')).toEqual([
      { kind: 'text', text: 'run ' },
      { kind: 'code', text: 'docker ps -a' },
      { kind: 'text', text: ', ' },
      { kind: 'bold', children: [{ kind: 'text', text: 'now' }] },
      { kind: 'text', text: ', see ' },
      { kind: 'link', href: 'https://docs.docker.com', children: [{ kind: 'text', text: 'docs' }] },
      { kind: 'text', text: '.' },
    ])
  })

  it('parses code inside bold, but nothing inside code', () => {
    expect(parseInline('**use `-d`**')).toEqual([
      {
        kind: 'bold',
        children: [
          { kind: 'text', text: 'use ' },
          { kind: 'code', text: '-d' },
        ],
      },
    ])
    expect(parseInline('`a **b**`')).toEqual([{ kind: 'code', text: 'a **b**' }])
  })

  it('never makes a link out of another scheme', () => {
    expect(parseInline('[x](javascript:alert(1))')).toEqual([{ kind: 'text', text: '[x](javascript:alert(1))' }])
  })
})
