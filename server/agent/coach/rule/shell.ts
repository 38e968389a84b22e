// What only the shell sees: the CLI's own complaints, mistyped commands, curl without an answer.
import { meantLine } from '../hangul.ts'
import type { Signature } from '../signature.ts'

const lineOf = (output: string, match: RegExp) =>
  output
    .split('\n')
    .find((line) => match.test(line))
    ?.trim()

export const shellSignatures: Signature[] = [
  {
    id: 'hangul-layout',
    title: { ko: '한/영 키를 확인해 주세요', en: 'The keyboard is set to Korean' },
    meaning: {
      ko: '한글 자판으로 입력됐어요. 영문으로 바꾸면 이런 명령이에요: `{meant}`',
      en: 'The line was typed with the Korean layout on. With Latin keys it reads: `{meant}`',
    },
    evidence: [],
    shell: (command) => {
      const meant = meantLine(command.line)
      return meant === undefined
        ? undefined
        : { values: { meant }, line: command.output.split('\n')[0]?.trim() || command.line }
    },
  },
  {
    id: 'docker-typo',
    title: { ko: '`{word}` 명령은 없어요', en: 'There is no command `{word}`' },
    meaning: {
      ko: '셸이 그런 이름의 프로그램을 찾지 못했어요. `docker`의 철자를 확인해 보세요.',
      en: 'The shell found no program of that name. Check the spelling of `docker`.',
    },
    evidence: [
      {
        command: 'type docker',
        why: { ko: '셸이 아는 이름인지 알려줘요.', en: 'Tells whether the shell knows the name.' },
      },
    ],
    shell: (command) => {
      const word = command.line.trim().split(/\s+/)[0] ?? ''
      const line = lineOf(command.output, /command not found/)
      if (command.exit !== 127 || !line || word === 'docker') return undefined
      return distance(word.toLowerCase(), 'docker') <= 2 ? { values: { word }, line } : undefined
    },
  },
  {
    id: 'docker-inside-container',
    title: { ko: '여기는 컨테이너 안이에요', en: 'You are inside a container' },
    meaning: {
      ko: '컨테이너 안의 셸에는 `docker` 명령이 없어요. `docker`는 호스트의 셸에서 실행해야 해요. 프롬프트 모양이 달라진 것으로 알아볼 수 있어요.',
      en: 'The shell in a container has no `docker`. It is to be run in the host’s shell. The different prompt tells where you are.',
    },
    evidence: [
      {
        command: 'hostname',
        why: { ko: '컨테이너 안이라면 컨테이너 ID가 나와요.', en: 'Inside a container it prints the container’s ID.' },
      },
    ],
    shell: (command) => {
      const line = lineOf(command.output, /docker: (command )?not found/)
      return line && /\bdocker\s+(container\s+)?(exec|run|attach|start)\b/.test(command.line)
        ? { values: {}, line }
        : undefined
    },
  },
  {
    id: 'unknown-command',
    cli: true,
    line: /docker: '(?<word>[^']+)' is not a docker command|unknown (docker )?command: "?(docker )?(?<other>[\w-]+)/,
    title: { ko: 'docker에 그런 명령은 없어요', en: 'docker has no such command' },
    meaning: {
      ko: '`docker` 다음에 오는 단어의 철자를 확인해 보세요.',
      en: 'Check the spelling of the word after `docker`.',
    },
    evidence: [{ command: 'docker --help', why: { ko: '쓸 수 있는 명령이 모두 나와요.', en: 'Lists all commands.' } }],
  },
  {
    id: 'unknown-flag',
    cli: true,
    line: /unknown flag: (?<flag>\S+)|unknown shorthand flag: '(?<letter>.)' in (?<short>\S+)/,
    title: { ko: '그런 옵션은 없어요', en: 'There is no such option' },
    meaning: {
      ko: '옵션의 철자를 확인해 보세요. 긴 옵션은 `--name`처럼 빼기표가 둘, 한 글자 옵션은 `-d`처럼 하나예요. `-name`은 `-n -a -m -e`로 읽혀요.',
      en: 'Check the spelling. Long options have two dashes (`--name`), one-letter options one (`-d`). `-name` is read as `-n -a -m -e`.',
    },
    evidence: [
      {
        command: 'docker run --help',
        why: { ko: '명령마다 `--help`로 옵션을 볼 수 있어요.', en: 'Every command lists its options with `--help`.' },
      },
    ],
  },
  {
    id: 'missing-argument',
    cli: true,
    line: /"?'?(?<command>docker[\w -]*)'?"? (requires|accepts) (at least|exactly|at most|no) ?(?<count>\d+)? ?arguments?/,
    title: { ko: '명령에 적어야 할 것의 수가 맞지 않아요', en: 'The command was given too little or too much' },
    meaning: {
      ko: '어떤 컨테이너나 이미지에 할 일인지 빠졌거나, 더 적혀 있어요. 명령의 사용법(Usage) 줄에서 대괄호가 없는 것은 꼭 적어야 해요.',
      en: 'It does not say which container or image is meant, or it says too much. In the Usage line, what has no brackets must be given.',
    },
    evidence: [
      {
        command: '{command} --help',
        why: { ko: 'Usage 줄에 무엇이 필요한지 나와요.', en: 'The Usage line says what is needed.' },
      },
    ],
  },
  {
    id: 'flag-needs-value',
    cli: true,
    line: /flag needs an argument: (?<flag>.+)/,
    title: { ko: '옵션 뒤에 값이 빠졌어요', en: 'The option lacks its value' },
    meaning: {
      ko: '`--name`, `-p`, `-e`, `-v` 같은 옵션은 바로 뒤에 값이 와야 해요.',
      en: 'Options such as `--name`, `-p`, `-e` and `-v` are followed by a value.',
    },
    evidence: [
      {
        command: 'docker run --help',
        why: { ko: '값이 필요한 옵션에는 종류가 적혀 있어요.', en: 'Options that take a value say of which kind.' },
      },
    ],
  },
  {
    id: 'not-a-terminal',
    cli: true,
    line: /the input device is not a TTY/,
    title: { ko: '입력이 터미널이 아니에요', en: 'The input is not a terminal' },
    meaning: {
      ko: '`-t`는 터미널을 붙여 달라는 뜻인데, 파이프나 파일에서 입력이 들어오고 있어요.',
      en: '`-t` asks for a terminal, but the input comes from a pipe or a file.',
    },
    evidence: [
      {
        command: 'docker exec --help',
        why: { ko: '`-i`와 `-t`가 각각 무엇인지 보세요.', en: 'See what `-i` and `-t` each do.' },
      },
    ],
  },
  {
    id: 'publish-format',
    cli: true,
    line: /invalid publish opts|Invalid (host|container)Port|Invalid (range format|proto|ip address)[^\n]*|invalid port|No port specified/i,
    title: { ko: '`-p`에 적은 포트의 모양이 올바르지 않아요', en: 'The port given to `-p` is not well-formed' },
    meaning: {
      ko: '`-p 호스트포트:컨테이너포트`처럼 숫자 두 개를 콜론으로 이어 써요. 포트는 1부터 65535까지예요.',
      en: 'Write two numbers with a colon: `-p HOST_PORT:CONTAINER_PORT`. Ports run from 1 to 65535.',
    },
    evidence: [
      {
        command: 'docker run --help',
        why: { ko: '`--publish` 줄을 찾아보세요.', en: 'Find the line about `--publish`.' },
      },
    ],
  },
  {
    id: 'daemon-unreachable',
    cli: true,
    line: /Cannot connect to the Docker daemon|error during connect/,
    title: { ko: 'Docker 데몬에 연결할 수 없어요', en: 'The Docker daemon cannot be reached' },
    meaning: {
      ko: '`docker` 명령은 데몬에게 부탁만 하는 클라이언트예요. 데몬이 꺼져 있거나, 주소(`DOCKER_HOST`, context)가 다른 곳을 가리키고 있어요.',
      en: 'The `docker` command only asks the daemon to do things. The daemon is down, or the address (`DOCKER_HOST`, context) points elsewhere.',
    },
    evidence: [
      {
        command: 'docker context ls',
        why: { ko: '어느 주소로 연결하는지 보여줘요.', en: 'Shows which address is used.' },
      },
      {
        command: 'echo "$DOCKER_HOST"',
        why: { ko: '주소를 바꿔 둔 것이 있는지 보여줘요.', en: 'Shows whether the address was changed.' },
      },
    ],
  },
  {
    id: 'port-not-published',
    title: { ko: 'localhost의 {port}번 포트에서 듣는 것이 없어요', en: 'Nothing listens on port {port} of localhost' },
    meaning: {
      ko: '그 포트를 여는 컨테이너가 없어요. 컨테이너가 실행 중이어도, 게시(publish)하지 않은 포트는 호스트의 localhost에서 보이지 않아요.',
      en: 'No container opens that port. Even when it runs, a container’s port that is not published cannot be seen on the host’s localhost.',
    },
    evidence: [
      {
        command: "docker ps --format 'table {{.Names}}\\t{{.Status}}\\t{{.Ports}}'",
        why: { ko: '`->` 화살표가 있는 포트만 게시된 거예요.', en: 'Only ports with an arrow `->` are published.' },
      },
    ],
    shell: (command, around) => {
      const found = refused(command.output)
      if (!found || !/\b(curl|wget)\b/.test(command.line)) return undefined
      return around.published.some((p) => p.host === Number(found.port))
        ? undefined
        : { values: { port: found.port }, line: found.line }
    },
  },
  {
    id: 'nothing-listens-inside',
    title: {
      ko: '포트는 열려 있지만 컨테이너 안에서 대답이 없어요',
      en: 'The port is open, but nothing answers inside the container',
    },
    meaning: {
      ko: '연결은 컨테이너까지 갔는데, 안에서 그 포트를 듣는 프로그램이 없거나 127.0.0.1에서만 듣고 있어요. 콜론 왼쪽은 호스트, 오른쪽은 컨테이너 포트예요.',
      en: 'The connection got as far as the container, but no program in it listens on that port, or only on 127.0.0.1. Left of the colon is the host’s port, right of it the container’s.',
    },
    evidence: [
      {
        command: 'docker port {name}',
        why: { ko: '어느 컨테이너 포트로 이어지는지 보여줘요.', en: 'Shows which container port it leads to.' },
      },
      {
        command: 'docker logs {name}',
        why: { ko: '프로그램이 몇 번 포트를 여는지 찾아보세요.', en: 'Find out which port the program opens.' },
      },
    ],
    shell: (command, around) => {
      if (!/\b(curl|wget)\b/.test(command.line)) return undefined
      const line = lineOf(command.output, /curl: \((52|56)\)|Empty reply|reset by peer|curl: \(7\)|Connection refused/)
      const port =
        /(?:localhost|127\.0\.0\.1|0\.0\.0\.0):(\d+)/.exec(command.line)?.[1] ??
        (/localhost/.test(command.line) ? '80' : undefined)
      const found = around.published.find((p) => p.host === Number(port))
      return line && found ? { values: { name: found.name, port: String(found.host) }, line } : undefined
    },
  },
  {
    id: 'permission-denied',
    title: { ko: '파일에 대한 권한이 없어요', en: 'Permission denied' },
    meaning: {
      ko: '그 파일을 읽거나 쓰거나 실행할 권한이 지금 사용자에게 없어요. 컨테이너가 root로 만든 파일이거나, 스크립트에 실행 권한이 없을 수 있어요.',
      en: 'Your user may not read, write or execute that file. A container may have made it as root, or a script lacks the execute permission.',
    },
    evidence: [
      {
        command: 'ls -l',
        why: { ko: '누구의 파일이고 권한이 어떤지 보여줘요.', en: 'Shows the owner and the permissions.' },
      },
      { command: 'id', why: { ko: '지금 내가 누구인지 보여줘요.', en: 'Shows who you are.' } },
    ],
    shell: (command) => {
      const line = lineOf(command.output, /[Pp]ermission denied/)
      return line && command.exit !== 0 && !/\bexec: "/.test(line) ? { values: {}, line } : undefined
    },
  },
]

function refused(output: string): { line: string; port: string } | undefined {
  const line = lineOf(output, /curl: \(7\)|[Cc]onnection refused/)
  const port = line && (/port (\d+)/.exec(line) ?? /:(\d+)/.exec(line))?.[1]
  return line && port ? { line, port } : undefined
}

/** Edits with neighbours swapped counted once (optimal string alignment). */
function distance(a: string, b: string): number {
  const rows = Array.from({ length: a.length + 1 }, (_, i) =>
    Array.from({ length: b.length + 1 }, (_, j) => (i ? (j ? 0 : i) : j)),
  )
  for (let i = 1; i <= a.length; i++)
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1]
      let best = Math.min(rows[i - 1]![j]! + 1, rows[i]![j - 1]! + 1, rows[i - 1]![j - 1]! + (same ? 0 : 1))
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        best = Math.min(best, rows[i - 2]![j - 2]! + 1)
      rows[i]![j] = best
    }
  return rows[a.length]![b.length]!
}
