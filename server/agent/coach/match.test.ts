// Lines as dockerd 20.10, docker CLI 26 and 28, bash and curl print them.
import { describe, expect, it } from 'vitest'
import type { ApiCall, ShellCommand } from '#server/protocol/lab.ts'
import { signatureIds, signatures } from './catalog.ts'
import { hangulToQwerty, meantLine } from './hangul.ts'
import { findCall, findCommand, findEnd } from './match.ts'
import { type ContainerEnd, fillText, isFilled } from './signature.ts'

const call = (route: string, status: number, error?: string, more: Partial<ApiCall> = {}): ApiCall => {
  const [method, path] = route.split(' ')
  return { n: 1, time: 0, method: method!, path: path!, route: '', status, ms: 5, ...(error && { error }), ...more }
}
const typed = (line: string, exit: number, output: string): ShellCommand => ({
  terminal: 'a',
  n: 1,
  time: 0,
  line,
  exit,
  output,
})
const ended = (more: Partial<ContainerEnd>): ContainerEnd => ({
  name: 'web',
  exitCode: 0,
  oomKilled: false,
  error: '',
  detached: true,
  tty: false,
  stdin: false,
  entrypoint: [],
  cmd: ['sh'],
  image: 'busybox',
  lived: 50,
  ...more,
})

const calls: [string, ApiCall][] = [
  [
    'name-in-use',
    call(
      'POST /containers/create',
      409,
      'Conflict. The container name "/web" is already in use by container "0a1b". You have to remove (or rename) that container to be able to reuse that name.',
    ),
  ],
  [
    'name-invalid',
    call('POST /containers/create', 400, 'Invalid container name (웹), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed'),
  ],
  [
    'container-running',
    call(
      'DELETE /containers/web',
      409,
      'You cannot remove a running container 0a1b. Stop the container before attempting removal or force remove',
    ),
  ],
  [
    'container-running',
    call(
      'DELETE /containers/web',
      409,
      'cannot remove container "/web": container is running: stop the container before removing or force remove',
    ),
  ],
  ['container-paused', call('POST /containers/web/start', 409, 'cannot start a paused container, try unpause instead')],
  [
    'container-paused',
    call('POST /containers/web/exec', 409, 'Container web is paused, unpause the container before exec'),
  ],
  ['container-unknown', call('DELETE /containers/nope', 404, 'No such container: nope')],
  ['container-stopped', call('POST /containers/web/exec', 409, 'Container 0a1b2c is not running', { object: 'web' })],
  [
    'port-allocated',
    call(
      'POST /containers/web/start',
      500,
      'driver failed programming external connectivity on endpoint web (0a): Bind for 0.0.0.0:8080 failed: port is already allocated',
    ),
  ],
  ['stop-timeout', call('POST /containers/web/stop', 204, undefined, { ms: 10_120, object: 'web' })],
  [
    'not-allowed-here',
    call('POST /containers/create', 403, 'privileged containers are not available', { refused: true }),
  ],
  [
    'option-after-image',
    call(
      'POST /containers/x/start',
      400,
      'OCI runtime create failed: container_linux.go:380: starting container process caused: exec: "-d": executable file not found in $PATH: unknown',
    ),
  ],
  [
    'program-not-found',
    call(
      'POST /containers/x/start',
      400,
      'failed to create task: exec: "bash": executable file not found in $PATH: unknown',
    ),
  ],
  [
    'program-not-found',
    call('POST /containers/x/start', 400, 'exec: "/go": stat /go: no such file or directory: unknown'),
  ],
  ['program-not-executable', call('POST /containers/x/start', 400, 'exec: "/etc": permission denied: unknown')],
  [
    'tag-unknown',
    call('POST /images/create', 404, 'manifest for nginx:nope not found: manifest unknown: manifest unknown'),
  ],
  [
    'image-unknown',
    call(
      'POST /images/create',
      404,
      "pull access denied for ngnix, repository does not exist or may require 'docker login': denied",
    ),
  ],
  [
    'push-denied',
    call('POST /images/nginx/push?tag=latest', 200, 'denied: requested access to the resource is denied'),
  ],
  ['push-unknown', call('POST /images/app/push', 200, 'An image does not exist locally with the tag: app')],
  ['push-unknown', call('POST /images/alice/app/push?tag=2', 200, 'tag does not exist: alice/app:2')],
  [
    'login-failed',
    call('POST /auth', 401, 'Get "https://registry-1.docker.io/v2/": unauthorized: incorrect username or password'),
  ],
  [
    'image-unknown',
    call(
      'POST /images/create',
      404,
      "pull access denied for alice/secret, repository does not exist or may require 'docker login': denied: requested access to the resource is denied",
    ),
  ],
  ['image-not-here', call('DELETE /images/nope', 404, 'No such image: nope:latest')],
  [
    'image-in-use',
    call(
      'DELETE /images/busybox',
      409,
      'conflict: unable to remove repository reference "busybox" (must force) - container 0a1b is using its referenced image 5c6d',
    ),
  ],
  [
    'image-in-use',
    call(
      'DELETE /images/5c6d',
      409,
      'conflict: unable to delete 5c6d (cannot be forced) - image is being used by running container 0a1b',
    ),
  ],
  [
    'image-several-tags',
    call(
      'DELETE /images/5c6d',
      409,
      'conflict: unable to delete 5c6d (must be forced) - image is referenced in multiple repositories',
    ),
  ],
  ['dockerfile-missing', call('POST /build', 500, 'Cannot locate specified Dockerfile: Dockerfile')],
  ['dockerfile-syntax', call('POST /build', 400, 'dockerfile parse error line 1: unknown instruction: FORM')],
  ['volume-in-use', call('DELETE /volumes/data', 409, 'remove data: volume is in use - [0a1b]')],
  ['volume-unknown', call('DELETE /volumes/data', 404, 'get data: no such volume')],
  [
    'bind-source-missing',
    call(
      'POST /containers/create',
      400,
      'invalid mount config for type "bind": bind source path does not exist: /home/student/nope',
    ),
  ],
  [
    'mount-path-relative',
    call(
      'POST /containers/create',
      400,
      "invalid volume specification: 'data:x': invalid mount config for type \"volume\": invalid mount path: 'x' mount path must be absolute",
    ),
  ],
  [
    'volume-name-invalid',
    call(
      'POST /containers/create',
      400,
      'create da/ta: "da/ta" includes invalid characters for a local volume name, only "[a-zA-Z0-9][a-zA-Z0-9_.-]" are allowed. If you intended to pass a host directory, use absolute path',
    ),
  ],
  [
    'network-in-use',
    call('DELETE /networks/n', 403, 'error while removing network: network n id 0a1b has active endpoints'),
  ],
  ['network-unknown', call('POST /containers/create', 404, 'network nope not found')],
]
const commands: [string, ShellCommand][] = [
  [
    'push-denied',
    typed(
      'docker push nginx',
      1,
      'The push refers to repository [docker.io/library/nginx]\n33c5e2ff8399: Preparing\ndenied: requested access to the resource is denied',
    ),
  ],
  [
    'login-failed',
    typed(
      'docker login -u alice',
      1,
      'Password: \nError response from daemon: Get "https://registry-1.docker.io/v2/": unauthorized: incorrect username or password',
    ),
  ],
  ['hangul-layout', typed('애찯ㄱ ㅔㄴ', 127, 'bash: 애찯ㄱ: command not found')],
  ['docker-typo', typed('dokcer ps', 127, 'bash: dokcer: command not found')],
  ['docker-inside-container', typed('docker exec -it web sh', 127, '/ # docker ps\nsh: docker: not found\n/ # ')],
  ['unknown-command', typed('docker rum nginx', 1, "docker: 'rum' is not a docker command.\nSee 'docker --help'")],
  [
    'unknown-command',
    typed('docker rum nginx', 1, "docker: unknown command: docker rum\n\nRun 'docker --help' for more information"),
  ],
  ['unknown-flag', typed('docker run --nmae web nginx', 125, "unknown flag: --nmae\nSee 'docker run --help'.")],
  ['unknown-flag', typed('docker run -name web nginx', 125, "unknown shorthand flag: 'n' in -name")],
  [
    'missing-argument',
    typed('docker run', 1, '"docker run" requires at least 1 argument.\nSee \'docker run --help\'.'),
  ],
  ['missing-argument', typed('docker run', 1, "docker: 'docker run' requires at least 1 argument")],
  ['missing-argument', typed('docker ps web', 1, '"docker ps" accepts no arguments.')],
  ['flag-needs-value', typed('docker run --name', 125, 'flag needs an argument: --name')],
  ['not-a-terminal', typed('echo | docker exec -it web sh', 1, 'the input device is not a TTY')],
  ['publish-format', typed('docker run -p 80:x nginx', 125, 'docker: Invalid containerPort: x.')],
  [
    'daemon-unreachable',
    typed('docker ps', 1, 'Cannot connect to the Docker daemon at tcp://1.2.3.4:2375. Is the docker daemon running?'),
  ],
  ['permission-denied', typed('./go.sh', 126, 'bash: ./go.sh: Permission denied')],
  [
    'reference-invalid',
    typed('docker run Nginx', 125, 'docker: invalid reference format: repository name must be lowercase.'),
  ],
  [
    'dockerfile-missing',
    typed(
      'docker build .',
      1,
      'unable to prepare context: unable to evaluate symlinks in Dockerfile path: lstat /home/student/Dockerfile: no such file or directory',
    ),
  ],
  [
    'copy-source-missing',
    typed(
      'docker build .',
      1,
      'COPY failed: file not found in build context or excluded by .dockerignore: stat app.js: file does not exist',
    ),
  ],
  ['object-unknown', typed('docker inspect nope', 1, '[]\nError: No such object: nope')],
  ['container-unknown', typed('docker logs nope', 1, 'Error response from daemon: No such container: nope')],
]
const ends: [string, ContainerEnd][] = [
  ['option-after-image', ended({ exitCode: 2, cmd: ['-d'], entrypoint: ['/entry.sh'] })],
  ['program-not-found', ended({ exitCode: 127, error: 'exec: "nope": executable file not found in $PATH: unknown' })],
  ['program-not-executable', ended({ exitCode: 126 })],
  ['exit-127', ended({ exitCode: 127, cmd: ['sh', '-c', 'nope'] })],
  ['out-of-memory', ended({ exitCode: 137, oomKilled: true, cmd: ['tail'] })],
  ['detached-shell', ended({})],
  ['shell-without-input', ended({ detached: false, cmd: ['bash'] })],
  ['exited-with-error', ended({ exitCode: 1, cmd: ['node', 'x.js'], lived: 900 })],
]
const web = { name: 'web', host: 8080, container: 80 }
const curls: [string, ShellCommand, (typeof web)[]][] = [
  [
    'port-not-published',
    typed(
      'curl localhost:8080',
      7,
      'curl: (7) Failed to connect to localhost port 8080 after 0 ms: Could not connect to server',
    ),
    [],
  ],
  [
    'port-not-published',
    typed(
      'curl -s localhost:80/a',
      7,
      'curl: (7) Failed to connect to localhost port 80 after 0 ms: Connection refused',
    ),
    [web],
  ],
  ['nothing-listens-inside', typed('curl localhost:8080', 52, 'curl: (52) Empty reply from server'), [web]],
]

describe('signatures', () => {
  it.each(calls)('%s, from the API: %j', (id, input) => {
    expect(findCall(signatures, input)?.signature.id).toBe(id)
  })
  it.each(commands)('%s, from the shell: %j', (id, input) => {
    const found = findCommand(signatures, input)
    expect(found !== 'ask' && found?.signature.id).toBe(id)
  })
  it.each(ends)('%s, from the end of a container: %j', (id, input) => {
    expect(findEnd(signatures, input)?.signature.id).toBe(id)
  })
  it.each(curls)('%s, from curl: %j', (id, input, published) => {
    expect(findCommand(signatures, input)).toBe('ask')
    const found = findCommand(signatures, input, { published })
    expect(found !== 'ask' && found?.signature.id).toBe(id)
  })

  it('fill their texts from what they found', () => {
    const found = [
      ...calls.map(([, c]) => findCall(signatures, c)),
      ...commands.map(([, c]) => findCommand(signatures, c)),
      ...ends.map(([, e]) => findEnd(signatures, e)),
      ...curls.map(([, c, published]) => findCommand(signatures, c, { published })),
    ]
    for (const finding of found) {
      if (!finding || finding === 'ask') throw new Error('nothing found')
      for (const text of [finding.signature.title, finding.signature.meaning])
        for (const said of Object.values(fillText(text, finding.values))) expect(isFilled(said), said).toBe(true)
    }
  })
  it('all have a case here', () => {
    const covered = new Set([...calls, ...commands, ...ends, ...curls].map(([id]) => id))
    expect([...signatureIds].filter((id) => !covered.has(id))).toEqual([])
    expect(signatureIds.size).toBe(signatures.length)
    expect(signatureIds.size).toBeGreaterThanOrEqual(20)
  })
})

describe('silence', () => {
  it.each([
    call('GET /containers/busybox/json', 404, 'No such container: busybox'),
    call('POST /containers/create', 404, 'No such image: ngnix:latest'),
    call('GET /images/nope/json', 404, 'No such image: nope'),
    call('POST /containers/web/stop', 204, undefined, { ms: 300, object: 'web' }),
    call('GET /containers/json', 200),
  ])('about calls that are no mistake: %j', (input) => expect(findCall(signatures, input)).toBeUndefined())

  it.each([
    ended({ cmd: ['ls'] }),
    ended({ exitCode: 143, cmd: ['sleep', '9'] }),
    ended({ exitCode: 137, cmd: ['sleep', '9'] }),
    ended({ tty: true, stdin: true, detached: false }),
    ended({ exitCode: 1, detached: false, cmd: ['false'] }),
    ended({ lived: 60_000 }),
  ])('about containers that ended as meant: %j', (input) => expect(findEnd(signatures, input)).toBeUndefined())

  it.each([
    typed('cat notes', 0, 'No such container: web'),
    typed('docker logs web', 0, 'Error response from daemon: No such container: web'),
    typed('grep x notes', 1, 'unknown flag: --x'),
    typed('foo', 127, 'bash: foo: command not found'),
    typed('echo 안녕', 0, '안녕'),
  ])('about commands that went well or are not ours: %j', (input) =>
    expect(findCommand(signatures, input)).toBeUndefined(),
  )
})

describe('Hangul layout', () => {
  it.each([
    ['애찯ㄱ', 'docker'],
    ['애찯ㄱ 겨ㅜ -ㅇ', 'docker run -d'],
    ['ㅣㄴ', 'ls'],
    ['ㅊㅁㅅ', 'cat'],
    ['뮻', 'abc'],
  ])('%s was %s', (typedText, meant) => expect(hangulToQwerty(typedText)).toBe(meant))
  it('guesses only known commands', () => {
    expect(meantLine('애찯ㄱ ps')).toBe('docker ps')
    expect(meantLine('안녕 하세요')).toBeUndefined()
    expect(meantLine('docker ㅔㄴ')).toBeUndefined()
  })
})
