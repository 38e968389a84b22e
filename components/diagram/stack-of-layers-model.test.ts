import { expect, it } from 'vitest'
import { instructionOf, sharedBytes, stackOf } from './stack-of-layers-model.ts'

const layer = (id: string, size: number, by = 'RUN x') => ({ id, made: { by, size } })
const base = { id: 'sha256:base', tags: ['busybox:latest'], layers: [layer('a', 10)] }
const app = { id: 'sha256:app', tags: ['app:1', 'app:2'], layers: [layer('a', 10), layer('b', 3)] }
const other = { id: 'sha256:0123456789abcdef', tags: [], layers: [layer('a', 10), layer('c', 3)] }

it('is drawn top first, and a layer names the other images that stand on it', () => {
  const stack = stackOf(app, [base, app, other])
  expect(stack.map(({ id, sharedWith }) => [id, sharedWith])).toEqual([
    ['b', []],
    ['a', ['busybox:latest', '0123456789ab']],
  ])
  expect(sharedBytes(stack)).toBe(10)
})

it('a size that is not known makes no sum', () => {
  const unknown = { ...app, layers: [{ id: 'a' }, layer('b', 3)] }
  expect(sharedBytes(stackOf(unknown, [base, unknown]))).toBeUndefined()
  expect(stackOf(unknown, [])[1]).toEqual({ id: 'a', instruction: undefined, size: undefined, sharedWith: [] })
})

it.each([
  ['/bin/sh -c #(nop)  CMD ["sh"]', 'CMD ["sh"]'],
  ['/bin/sh -c npm ci', 'RUN npm ci'],
  ['|1 PORT=80 /bin/sh -c make', 'RUN make'],
  [`/bin/sh -c #(nop) COPY dir:${'0'.repeat(64)} in /srv `, 'COPY … /srv'],
  [`/bin/sh -c #(nop) COPY --chown=1:1 file:${'a'.repeat(64)} in /a`, 'COPY --chown=1:1 … /a'],
  ['COPY . . # buildkit', 'COPY . . # buildkit'],
])('%s is %s', (by, instruction) => expect(instructionOf(by)).toBe(instruction))
