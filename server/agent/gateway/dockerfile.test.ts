// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Dockerfiles have variables of their own
import { describe, expect, it } from 'vitest'
import { parseDockerfile } from './dockerfile-parse.ts'
import { type BaseImage, rewriteDockerfile } from './dockerfile-rewrite.ts'

const A = `sha256:${'a'.repeat(64)}`
const B = `sha256:${'b'.repeat(64)}`
const known: Record<string, BaseImage> = {
  busybox: { id: A, onBuild: [] },
  'nginx:1': { id: B, onBuild: [] },
  [A]: { id: A, onBuild: [] },
}
const LABEL = 'LABEL drydock.build=t1'

function rewrite(text: string, more: Partial<Parameters<typeof rewriteDockerfile>[1]> = {}) {
  return (async () =>
    rewriteDockerfile(parseDockerfile(Buffer.from(text)), {
      tenant: 't1',
      buildArgs: {},
      image: async (name) => known[name],
      ...more,
    }))()
}
const lines = async (text: string, more = {}) => (await rewrite(text, more)).text.trimEnd().split('\n')

describe('G-B1 a Dockerfile is joined into lines and written anew', () => {
  it('keeps what needs no change', async () => {
    const text = 'FROM busybox\nENV A=1\nRUN echo "$A" && \\\n  # why\n\n    echo b\ncmd ["sh"]\n'
    expect(await lines(text)).toEqual([`FROM ${A}`, LABEL, 'ENV A=1', 'RUN echo "$A" &&     echo b', 'cmd ["sh"]'])
  })
  it('reads BOM, CRLF, tabs, case and comments as the builder does', async () => {
    expect(await lines('\ufeff# hello\r\n\r\n\tfRoM\tbusybox\tas Base\r\nRUN true\r\n')).toEqual([
      `FROM ${A} AS base`,
      LABEL,
      'RUN true',
    ])
  })
  it('honours # escape=`', async () => {
    const text = '# escape=`\nFROM busybox\nRUN dir c:\\ `\n && true\n'
    expect(await lines(text)).toEqual(['# escape=`', `FROM ${A}`, LABEL, 'RUN dir c:\\  && true'])
  })
  it('takes # escape only at the top', async () => {
    await expect(rewrite('# note\n# escape=`\nFROM `\nbusybox\n')).rejects.toThrow()
  })
  it.each([
    ['FROM busybox\nRUN a \\\\\nCOPY --from=evil / /\n', 'must not end with'],
    ['FROM busybox\nRUN a\rCOPY --from=evil / /\n', 'control character'],
    ['FROM busybox\nRUN a\u2028b\n', 'control character'],
    ['FROM busybox\nFOO bar\n', 'unknown instruction: FOO'],
    ['FROM busybox\nFRO\u212a x\n', 'unknown instruction'],
    ['FROM busybox\nCOPY <<EOF /x\nhi\nEOF\n', 'here-documents'],
    ['FROM busybox\nRUN <<EOF\nhi\nEOF\n', 'here-documents'],
    ['FROM busybox\nRUN cat <<-"E" | sh\n', 'here-documents'],
    ['FROM busybox\nRUN --mount=type=bind,from=x,target=/x true\n', 'requires BuildKit'],
    ['FROM busybox\nRUN --network=host true\n', 'requires BuildKit'],
    ['RUN true\n', 'no build stage'],
    ['', 'cannot be empty'],
    ['# only\n', 'file with no instructions'],
    ['ARG A=1\n', 'no build stage'],
    ['# escape=x\nFROM busybox\n', 'invalid ESCAPE'],
    [`FROM busybox\nRUN ${'x'.repeat(70_000)}\n`, 'maximum allowed size'],
  ])('refuses %j', async (text, why) => {
    await expect(rewrite(text)).rejects.toThrow(why)
  })
  it('leaves shell syntax alone that only looks like a here-document', async () => {
    for (const run of ['RUN cat <<<"x"', 'RUN echo $((1<<3))', 'RUN echo "a<<b"'])
      expect((await lines(`FROM busybox\n${run}\n`)).at(-1)).toBe(run)
  })
  it('refuses labels of Drydock', async () => {
    for (const label of ['drydock.tenant=t2', 'a=b drydock.build=t2', '"drydock.x"=1', 'DRYDOCK.x 1'])
      await expect(rewrite(`FROM busybox\nLABEL ${label}\n`)).rejects.toThrow('kept for the course')
  })
})

describe('G-B2 FROM names only images of the tenant, by id', () => {
  it('resolves ARG before FROM, build arguments and defaults', async () => {
    const text = 'ARG I=busybox\nARG V\nFROM $I\nFROM nginx:${V:-1}\nFROM "ngi"nx:${V:+x}1\n'
    const shown = ['ARG I=busybox', 'ARG V']
    expect(await lines(text)).toEqual([...shown, `FROM ${A}`, `FROM ${B}`, `FROM ${B}`])
    await expect(rewrite(text, { buildArgs: { V: '2' } })).rejects.toThrow('pull access denied for nginx:2')
    expect(await lines('ARG I=other\nFROM $I\n', { buildArgs: { I: 'busybox' } })).toEqual(['ARG I=other', `FROM ${A}`])
    expect(await lines('ARG V=1\nARG I="nginx:${V}"\nFROM $I\n')).toContain(`FROM ${B}`)
  })
  it.each([
    'FROM other\n',
    'FROM t2.drydock.local/x\n',
    'FROM $X\n',
    'FROM ${X:?no}\n',
    'FROM ${X%y}\n',
    'FROM busybox as 1x\n',
    'FROM busybox x\n',
    'FROM --privileged busybox\n',
    'FROM --platform=$X busybox\n',
    'FROM\n',
    'FROM "busybox\n',
  ])('refuses %j', async (text) => {
    await expect(rewrite(text)).rejects.toThrow()
  })
  it('knows scratch and stages, not the stage itself', async () => {
    expect(await lines('FROM scratch\nFROM busybox AS One\nFROM ONE AS two\nRUN true\n')).toEqual([
      'FROM scratch',
      `FROM ${A} AS one`,
      'FROM one AS two',
      `${LABEL}.2`,
      'RUN true',
    ])
    await expect(rewrite('FROM me AS me\n')).rejects.toThrow('pull access denied')
  })
})

describe('G-B3 COPY --from names a stage or an image of the tenant', () => {
  it.each([
    ['COPY --from=base a b', 'COPY --from=base a b'],
    ['COPY --from=BASE a b', 'COPY --from=base a b'],
    ['COPY --from=0 a b', 'COPY --from=0 a b'],
    ['copy\t--chown=1:1 --from=nginx:1\ta  b', `COPY --from=${B} --chown=1:1 a b`],
    ['COPY --chown=$U:$G a b', 'COPY --chown=$U:$G a b'],
    ['COPY --from=busybox ["a b", "c"]', `COPY --from=${A} ["a b","c"]`],
    ['COPY -- a b', 'COPY a b'],
    ['COPY --from=\\\n  base \\\n# note\n a b', 'COPY'],
  ])('%s', async (line, out) => {
    const text = `FROM busybox AS base\nFROM busybox\n${line}\n`
    if (out === 'COPY') await expect(rewrite(text)).rejects.toThrow()
    else expect((await lines(text)).at(-1)).toBe(out)
  })
  it.each([
    'COPY --from=other a b',
    'COPY --from=1 a b',
    'COPY --from=7 a b',
    'COPY --from=+0 a b',
    'COPY --from="other" a b',
    'COPY --from=$X a b',
    'COPY --fr\\om=other a b',
    'COPY --from=base --from=other a b',
    'COPY --FROM=other a b',
    'COPY --from other a b',
    'COPY --link --from=other a b',
    'COPY ["a","b"] junk',
    'COPY ["a",1]',
    'COPY a',
    `COPY --from=sha256:${'c'.repeat(64)} a b`,
    'COPY --from=cafebabe a b',
  ])('refuses %s', async (line) => {
    await expect(rewrite(`FROM busybox AS base\nFROM busybox\n${line}\n`)).rejects.toThrow()
  })
})

describe('G-B4 ADD fetches nothing', () => {
  it.each([
    'ADD http://x/y /',
    'ADD HTTPS://x/y /',
    'ADD a ftp://x /',
    'ADD git@github.com:a/b /',
    'ADD $URL /',
    'ADD ${P}://x /',
    'ADD "http"://x /',
    'ADD h\\ttp://x /',
    'ADD ["http://x","/"]',
    'ADD ["$U","/"]',
    'ADD [ "http://x" , "/" ] trailing',
    'ADD --checksum=sha256:1 http://x /',
    'ADD --from=nginx:1 a b',
    'ONBUILD ADD http://x /',
  ])('refuses %s', async (line) => {
    await expect(rewrite(`FROM busybox\n${line}\n`)).rejects.toThrow()
  })
  it('takes files', async () => {
    for (const line of ['ADD a.tar.gz /x', 'ADD ./$NAME /x', 'ADD /a /b $DIR', 'ADD . .'])
      expect((await lines(`FROM busybox\n${line}\n`).catch(() => [line])).at(-1)).toBe(line)
    expect((await lines('FROM busybox\nADD ./$NAME /x\n')).at(-1)).toBe('ADD ./$NAME /x')
  })
})

describe('G-B5 ONBUILD triggers can’t name what the tenant may not use', () => {
  it('rewrites those in the Dockerfile', async () => {
    const text = 'FROM busybox\nONBUILD COPY --from=nginx:1 a b\nonbuild run make\nONBUILD COPY --from=later a b\n'
    expect((await lines(text)).slice(2)).toEqual([
      `ONBUILD COPY --from=${B} a b`,
      'ONBUILD run make',
      'ONBUILD COPY --from=later a b',
    ])
    for (const line of [
      'ONBUILD FROM x',
      'ONBUILD ONBUILD RUN x',
      'ONBUILD FOO',
      `ONBUILD COPY --from=sha256:${'c'.repeat(64)} a b`,
      'ONBUILD RUN --mount=x y',
    ])
      await expect(rewrite(`FROM busybox\n${line}\n`)).rejects.toThrow()
  })
  const based = (trigger: string, text = 'FROM x\nRUN true\n') =>
    rewrite(text, { image: async (name: string) => (name === 'x' ? { id: A, onBuild: [trigger] } : known[name]) })
  it.each([
    'COPY --from=t2.drydock.local/x / /',
    `COPY --from=sha256:${'c'.repeat(64)} / /`,
    'COPY --from=nginx:1 / /',
    'COPY --from=7 / /',
    'ADD http://x /',
    'RUN a\nCOPY --from=evil / /',
    'RUN a \\',
    ' RUN a',
    'FOO',
  ])('refuses a base image with %j', async (trigger) => {
    await expect(based(trigger)).rejects.toThrow()
  })
  it('takes triggers that name a stage, an own id or nothing', async () => {
    await based('RUN make')
    await based('COPY . /src')
    await based(`COPY --from=${A} / /`)
    await based('COPY --from=tools / /', 'FROM busybox AS tools\nFROM x\n')
    await based('COPY --from=0 / /', 'FROM busybox AS tools\nFROM x\n')
  })
})

describe('G-B6 what the learner sees is the file as written', () => {
  it('hides the label and counts to the target', async () => {
    const text = 'ARG X=1\nFROM busybox AS one\nRUN a\nFROM nginx:1 AS two\nRUN b\nFROM two\n'
    const all = await rewrite(text)
    expect(all.steps.filter((step) => !step.hidden).map((step) => step.text)).toEqual(text.trimEnd().split('\n'))
    expect(all.steps.length).toBe(8)
    expect((await rewrite(text, { target: 'ONE' })).steps.map((step) => step.hidden)).toEqual([
      false,
      false,
      true,
      false,
    ])
    expect((await rewrite(text, { target: '0' })).steps.length).toBe(4)
    await expect(rewrite(text, { target: 'nine' })).rejects.toThrow('failed to reach build target nine')
    expect(all.lines).toEqual([1, 2, 2, 3, 4, 4, 5, 6])
    expect(all.images).toEqual([A, B])
  })
})
