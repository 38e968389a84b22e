import { execFileSync } from 'node:child_process'
import { expect, it } from 'vitest'
import { DockerRun } from '#server/protocol/docker.ts'
import { commandLine, quote, splitWords } from './command-line.ts'
import { emptyDraft, readDraft } from './run-draft.ts'

const run: DockerRun = {
  do: 'run',
  image: 'nginx',
  name: 'web',
  ports: [
    { host: 8080, container: 80, proto: 'tcp' },
    { host: 53, container: 53, proto: 'udp' },
  ],
  env: [{ name: 'GREETING', value: "it's a $HOME day" }],
  volumes: [{ source: 'data', target: '/data', readOnly: true }],
  command: ['sh', '-c', 'echo "hi there"; sleep 9'],
  remove: true,
}

it('the line of a run has every field, quoted as the shell needs it', () => {
  expect(commandLine(run)).toBe(
    "docker run -d --rm --name web -p 8080:80 -p 53:53/udp -e 'GREETING=it'\\''s a $HOME day' -v data:/data:ro nginx sh -c 'echo \"hi there\"; sleep 9'",
  )
})

it('a real shell reads the line as the words that are asked for', () => {
  const printed = execFileSync('sh', ['-c', commandLine(run).replace(/^docker/, "printf '%s\\n'")], {
    encoding: 'utf8',
  })
  const words = printed.trimEnd().split('\n')
  expect(words).toContain("GREETING=it's a $HOME day")
  expect(words.slice(-4)).toEqual(['nginx', ...run.command])
})

it.each([
  [{ do: 'stop', container: 'web' } as const, 'docker stop web'],
  [{ do: 'remove', kind: 'container', id: 'web', force: true } as const, 'docker rm -f web'],
  [{ do: 'remove', kind: 'image', id: 'a/b:1', force: false } as const, 'docker rmi a/b:1'],
  [{ do: 'remove', kind: 'volume', id: 'data', force: false } as const, 'docker volume rm data'],
  [{ do: 'remove', kind: 'network', id: 'my net', force: false } as const, "docker network rm 'my net'"],
])('%o is %s', (action, line) => expect(commandLine(action)).toBe(line))

it.each([
  ['', []],
  ['  sleep   300 ', ['sleep', '300']],
  [`sh -c 'echo "a b"' "c 'd'" e\\ f ''`, ['sh', '-c', 'echo "a b"', "c 'd'", 'e f', '']],
  ['a"b c"d', ['ab cd']],
  [String.raw`"say \"hi\" \n"`, [String.raw`say "hi" \n`]],
  ['echo "open', undefined],
])('%j is split as a shell does', (text, words) => expect(splitWords(text)).toEqual(words))

it('words survive being quoted and split again', () => {
  const words = ['', 'plain', 'two words', "it's", '"', '\\', '$(rm -rf /)', '한글', '*', 'a\nb']
  expect(splitWords(words.map(quote).join(' '))).toEqual(words)
})

it('rows that nobody touched ask for nothing', () => {
  const { action, problems } = readDraft(emptyDraft(' nginx '))
  expect(problems).toEqual([])
  expect(DockerRun.parse(action)).toEqual({
    do: 'run',
    image: 'nginx',
    ports: [],
    env: [],
    volumes: [],
    command: [],
    remove: false,
  })
})

it('says which field is wrong and leaves it out of the line', () => {
  const { action, problems } = readDraft({
    image: '',
    name: 'web',
    ports: [
      { host: '0', container: '80', proto: 'tcp' },
      { host: '8080', container: '', proto: 'tcp' },
      { host: '65535', container: '1', proto: 'udp' },
    ],
    env: [
      { name: '', value: 'x' },
      { name: 'A=B', value: '' },
      { name: 'A', value: '' },
    ],
    volumes: [
      { source: 'here/there', target: '/a', readOnly: false },
      { source: 'data', target: 'a', readOnly: false },
      { source: '/home/student/x', target: '/x', readOnly: false },
    ],
    command: "echo 'open",
    remove: false,
  })
  expect(problems).toEqual([
    { field: 'image' },
    { field: 'command' },
    { field: 'ports', row: 0, part: 'host' },
    { field: 'ports', row: 1, part: 'container' },
    { field: 'env', row: 0, part: 'name' },
    { field: 'env', row: 1, part: 'name' },
    { field: 'volumes', row: 0, part: 'source' },
    { field: 'volumes', row: 1, part: 'target' },
  ])
  expect(action).toMatchObject({
    ports: [{ host: 65535, container: 1, proto: 'udp' }],
    env: [{ name: 'A', value: '' }],
    volumes: [{ source: '/home/student/x', target: '/x' }],
    command: [],
  })
})
