import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { compileLesson } from './compile.ts'

const Line = () => createElement('hr')

describe('compileLesson', () => {
  it('numbers headings, so that anchors are the same in every language', async () => {
    const { headings } = await compileLesson('## 왜 `컨테이너`인가\n\n### 하나\n\ntext\n\n## 둘째\n')
    expect(headings).toEqual([
      { id: 'section-1', depth: 2, text: '왜 컨테이너인가' },
      { id: 'section-1-1', depth: 3, text: '하나' },
      { id: 'section-2', depth: 2, text: '둘째' },
    ])
  })

  it('renders tables and given components', async () => {
    const { Text } = await compileLesson('| a | b |\n| - | - |\n| 1 | 2 |\n\n<Stack />\n')
    const html = renderToStaticMarkup(createElement(Text, { components: { Stack: Line } }))
    expect(html).toContain('<td>2</td>')
    expect(html).toContain('<hr/>')
  })

  it('fails on a component that is not given', async () => {
    const { Text } = await compileLesson('<Nothing />\n')
    expect(() => renderToStaticMarkup(createElement(Text, { components: {} }))).toThrow(/Nothing/)
  })

  it('compiles a text once', () => {
    expect(compileLesson('same')).toBe(compileLesson('same'))
  })
})
