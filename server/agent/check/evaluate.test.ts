import { describe, expect, it } from 'vitest'
import { Check } from '#server/protocol/content.ts'
import { evaluate } from './evaluate.ts'
import { type ContainerFact, execKey, type Facts, httpKey, needsOf } from './facts.ts'
import { canonicalImage, matches, valueAt } from './value.ts'

const none: Facts = {
  containers: [],
  images: new Map(),
  volumes: new Map(),
  networks: new Map(),
  http: new Map(),
  exec: new Map(),
  logs: new Map(),
  files: new Map(),
  layers: new Map(),
  registry: new Map(),
  events: [],
  commands: [],
  since: { step: 0, lab: 0 },
  began: { step: 0, lab: 0 },
  now: 0,
}
const web: ContainerFact = {
  name: 'web',
  image: 'nginx',
  state: 'exited',
  labels: { course: 'one' },
  inspect: { State: { ExitCode: 127, Status: 'exited' }, Config: { Cmd: ['nginx', '-g'], Tty: false } },
}
const event = (seq: number, action: string, attributes: Record<string, string> = {}) => ({
  seq,
  time: seq,
  kind: 'container' as const,
  action,
  id: 'x',
  attributes,
})
const ask = (check: unknown, facts: Partial<Facts> = {}) => {
  const parsed = Check.parse(check)
  if (parsed.type === 'answer') throw new Error('not here')
  return evaluate(parsed, { ...none, ...facts })
}

describe('matches', () => {
  it.each([
    [0, 0, true],
    [0, '0', true],
    ['0', 0, false],
    ['a', undefined, false],
    [false, false, true],
    [{ match: '^a' }, 'abc', true],
    [{ match: '^ls -l$' }, ['ls', '-l'], true],
    [{ match: 'x' }, null, false],
    [{ not: 0 }, 1, true],
    [{ not: 0 }, 0, false],
    [{ min: 2, max: 3 }, 3, true],
    [{ min: 2 }, undefined, false],
    [{ contains: 'b' }, ['a', 'b'], true],
    [{ contains: '80/tcp' }, { '80/tcp': {} }, true],
    [{ contains: 'b' }, 'abc', true],
    [{ equals: ['ls'] }, ['ls'], true],
    [{ equals: ['ls'] }, ['ls', '-l'], false],
    [{ exists: false }, null, true],
    [{ exists: true }, '', true],
    [{ length: 2 }, ['a', 'b'], true],
    [{ length: 0 }, undefined, true],
  ] as const)('%j on %j is %j', (matcher, value, expected) => {
    expect(matches(matcher as never, value)).toBe(expected)
  })
})

it('finds values under keys with dots', () => {
  expect(valueAt({ Config: { Labels: { 'com.x': 'y' } } }, 'Config.Labels.com.x')).toBe('y')
  expect(valueAt({ a: [{ b: 1 }] }, 'a.0.b')).toBe(1)
  expect(valueAt({ a: null }, 'a.b')).toBeUndefined()
})

it('knows one image by its several names', () => {
  for (const name of ['nginx', 'nginx:latest', 'docker.io/library/nginx', 'library/nginx:latest'])
    expect(canonicalImage(name)).toBe('nginx:latest')
  expect(canonicalImage('localhost:5000/web')).toBe('localhost:5000/web:latest')
  expect(canonicalImage('nginx:1.25')).toBe('nginx:1.25')
})

describe('containers', () => {
  const containers = [web, { ...web, name: 'job', image: 'busybox:latest', state: 'running' }]
  it('passes on name, image, label, state and values', () => {
    const check = { type: 'container', name: 'web', image: 'nginx:latest', label: 'course=one', state: 'exited' }
    expect(ask({ ...check, where: { 'State.ExitCode': 127 } }, { containers }).ok).toBe(true)
  })
  it.each([
    [
      { name: 'web', state: 'running' },
      '`web` 컨테이너는 지금 `exited` 상태예요 (종료 코드 127)',
      /web` is `exited` now \(exit code 127\)/,
    ],
    [
      { name: 'db' },
      '`db` 컨테이너가 없어요. 지금 있는 것: `web` (exited), `job` (running)',
      /no container `db`\. There are: `web`/,
    ],
    [{ name: 'web', image: 'busybox' }, '`web` 컨테이너는 `nginx` 이미지로 만들었어요', /was made from `nginx`/],
    [
      { name: 'web', where: { 'Config.Cmd': { equals: ['ls'] } } },
      '`web` 컨테이너의 `Config.Cmd` 값은 지금 `nginx -g`예요',
      /`Config.Cmd` of `web` is `nginx -g` now/,
    ],
    [{ image: 'debian' }, /^`debian` 이미지로 만든 컨테이너가 없어요/, /No container was made from `debian`/],
    [{ label: 'course', count: { max: 0 } }, '2개가 남아 있어요: `web` (exited), `job` (running)', /^2 are left/],
    [{ label: 'course', count: { min: 3 } }, '3개 중에 2개만 있어요', /There are 2 of 3/],
  ] as const)('says what is there: %j', (check, ko, en) => {
    const found = ask({ type: 'container', ...check }, { containers })
    expect(found.ok).toBe(false)
    expect(found.actual?.ko).toMatch(ko)
    expect(found.actual?.en).toMatch(en)
  })
  it('counts: none left', () => {
    expect(ask({ type: 'container', count: { max: 0 } }).ok).toBe(true)
    expect(ask({ type: 'container', count: { min: 2, max: 2 } }, { containers }).ok).toBe(true)
    expect(ask({ type: 'container', count: { max: 1 } }, { containers }).ok).toBe(false)
  })
})

describe('the past', () => {
  const events = [event(1, 'pause', { name: 'web' }), event(2, 'die', { name: 'web', exitCode: '0', image: 'nginx' })]
  it('counts only what came since the step or the lab', () => {
    expect(ask({ type: 'event', action: 'pause', where: { name: 'web' } }, { events }).ok).toBe(true)
    expect(ask({ type: 'event', action: 'pause' }, { events, since: { step: 1, lab: 0 } }).ok).toBe(false)
    expect(ask({ type: 'event', action: 'pause', since: 'lab' }, { events, since: { step: 1, lab: 0 } }).ok).toBe(true)
  })
  it('compares attributes as the author wrote them', () => {
    expect(ask({ type: 'event', action: 'die', where: { exitCode: 0, image: 'nginx:latest' } }, { events }).ok).toBe(
      true,
    )
    expect(ask({ type: 'event', action: 'die', min: 2 }, { events }).actual?.ko).toBe('2번 중에 1번 일어났어요')
  })
  it('looks at typed commands', () => {
    const commands = [{ seq: 1, terminal: 'a', n: 1, line: 'docker ps -a', exit: 0 }]
    expect(ask({ type: 'command', match: '^docker ps' }, { commands }).ok).toBe(true)
    expect(ask({ type: 'command', match: '^docker ps', exit: 1 }, { commands }).actual?.en).toMatch(/exit code 0/)
    expect(ask({ type: 'command', match: '^docker ps' }, { commands, since: { step: 1, lab: 0 } }).actual?.ko).toBe(
      '아직 실행한 명령이 없어요',
    )
  })
})

describe('probes', () => {
  it('http', () => {
    const http = (fact: never) => ({ http: new Map([[httpKey(8080, '/'), fact]]) })
    const check = { type: 'http', port: 8080, body: { contains: 'hi' } }
    expect(ask(check, http({ status: 200, body: 'oh hi' } as never)).ok).toBe(true)
    expect(ask(check, http({ status: 500, body: '' } as never)).actual?.en).toBe('Port 8080 answered with 500')
    expect(ask(check, http({ status: 200, body: 'no' } as never)).actual?.en).toBe('What came back: `no`')
    expect(ask(check).actual?.ko).toBe('localhost의 8080번 포트에서 듣는 것이 없어요')
    const far = { ...check, server: true }
    expect(ask(far, http({ status: 200, body: 'hi' } as never)).actual?.en).toBe('Nothing listens on port 8080 of prod')
    expect(ask(far, { http: new Map([[httpKey(8080, '/', true), { status: 200, body: 'hi' }]]) }).ok).toBe(true)
  })
  it('exec', () => {
    const check = { type: 'exec', container: 'web', argv: ['cat', '/x'], stdout: 'hello' }
    const exec = (fact: never) => ({ exec: new Map([[execKey('web', ['cat', '/x'])!, fact]]), containers: [web] })
    expect(ask(check, exec({ exit: 0, stdout: 'hello\n' } as never)).ok).toBe(true)
    expect(ask(check, exec({ exit: 1, stdout: '' } as never)).actual?.en).toBe('`cat /x` ended with exit code 1')
    expect(ask(check, exec({ problem: 'stopped' } as never)).actual?.en).toMatch(/`exited` now/)
  })
  it('logs and files', () => {
    const logs = { logs: new Map([['web', 'one\nready\n']]) }
    expect(ask({ type: 'logs', container: 'web', match: 'ready' }, logs).ok).toBe(true)
    expect(ask({ type: 'logs', container: 'web', match: 'x' }, logs).actual?.en).toMatch(
      /last log line of `web`: `ready`/,
    )
    const files = { files: new Map([['a', { kind: 'file' as const, text: 'x' }]]) }
    expect(ask({ type: 'file', path: 'a', match: 'x' }, files).ok).toBe(true)
    expect(ask({ type: 'file', path: 'a', exists: false }, files).ok).toBe(false)
    expect(ask({ type: 'file', path: 'b' }, files).actual?.ko).toBe('`~/b` 파일이 없어요')
  })
})

describe('all, any, not', () => {
  const yes = { type: 'container', count: { max: 0 } }
  const no = { type: 'container', name: 'db' }
  it('combines', () => {
    expect(ask({ type: 'all', of: [yes, yes] }).ok).toBe(true)
    expect(ask({ type: 'all', of: [yes, no] }).actual?.en).toMatch(/no container `db`/)
    expect(ask({ type: 'any', of: [no, yes] }).ok).toBe(true)
    expect(ask({ type: 'any', of: [no] }).ok).toBe(false)
    expect(ask({ type: 'not', of: no }).ok).toBe(true)
    expect(ask({ type: 'not', of: yes }).ok).toBe(false)
  })
  it("lets an author's words win", () => {
    const what = { ko: '가', en: 'a' }
    expect(ask({ type: 'all', of: [yes, no], what }).expected).toEqual(what)
    expect(ask({ type: 'all', of: [yes, no] }).expected.en).toBe(
      'No container is left, and The container `db` is there',
    )
  })
  it('needs what its leaves need', () => {
    expect(needsOf(Check.parse({ type: 'not', of: { type: 'any', of: [no, { type: 'file', path: 'a' }] } }))).toEqual([
      { kind: 'containers' },
      { kind: 'file', path: 'a' },
    ])
  })
})

it('waits until a container has kept running for a while', () => {
  const containers = [{ ...web, state: 'running', inspect: { State: { StartedAt: '2026-01-01T00:00:00.5Z' } } }]
  const at = (time: string) => ({ containers, now: Date.parse(time) })
  const check = { type: 'container', name: 'web', up: 1 }
  expect(ask(check, at('2026-01-01T00:00:01.4Z')).ok).toBe(false)
  expect(ask(check, at('2026-01-01T00:00:01.5Z')).ok).toBe(true)
  expect(ask(check, { containers: [web], now: Date.parse('2027-01-01T00:00:00Z') }).ok).toBe(false)
})

describe('buildlog', () => {
  const layers = new Map([
    [
      'app',
      [
        { by: '/bin/sh -c #(nop) COPY dir:1 in . ', created: 2_000 },
        { by: '/bin/sh -c npm ci', created: 900 },
      ],
    ],
  ])
  const asked = (run: string, cached: boolean) => ({ type: 'buildlog', image: 'app', layers: [{ run, cached }] })
  const facts = { layers, began: { step: 1_000, lab: 0 } }

  it('tells what was made before the step from what was made in it', () => {
    expect(ask(asked('npm ci', true), facts).ok).toBe(true)
    expect(ask(asked('COPY', false), facts).ok).toBe(true)
    expect(ask(asked('npm ci', false), facts).actual?.en).toBe('`/bin/sh -c npm ci` was taken from the cache')
    expect(ask({ ...asked('npm ci', true), since: 'lab' }, facts).ok).toBe(false)
  })
  it('says when there is no such image or step', () => {
    expect(ask(asked('npm ci', true)).actual?.en).toBe('There is no image `app`')
    expect(ask(asked('pip', true), facts).actual?.en).toBe('No step of `app` fits `pip`')
  })
})

describe('registry', () => {
  const registry = new Map([
    ['app:1.0', 'sha256:one'],
    ['app:latest', 'sha256:two'],
  ])
  const images = new Map([
    ['app:1.0', { RepoDigests: ['alice/app@sha256:one'] }],
    ['built', { RepoDigests: null }],
  ])
  it('asks for the tag, and, where an image is named, for its digest', () => {
    expect(ask({ type: 'registry', repo: 'app' }, { registry }).ok).toBe(true)
    expect(ask({ type: 'registry', repo: 'app', tag: '1.0', image: 'app:1.0' }, { registry, images }).ok).toBe(true)
    expect(needsOf(Check.parse({ type: 'registry', repo: 'app', image: 'built' }))).toEqual([
      { kind: 'registry' },
      { kind: 'image', name: 'built' },
    ])
  })
  it.each([
    [{ repo: 'web' }, 'There is no `web` among your repositories'],
    [{ repo: 'app', tag: '2.0' }, 'Your repositories hold `app:1.0`, `app:latest`'],
    [{ repo: 'app', image: 'app:1.0' }, 'The tag in the repository is not `app:1.0` but `sha256:two`…'],
    [{ repo: 'app', image: 'built' }, 'The tag in the repository is not `built` but `sha256:two`…'],
    [{ repo: 'app', image: 'gone' }, 'There is no image `gone`'],
  ])('%j: says what is there instead', (check, said) => {
    expect(ask({ type: 'registry', ...check }, { registry, images })).toMatchObject({ ok: false, actual: { en: said } })
  })
})
