// Why a container does not start, or ends at once: the engine's words at the start, exit codes and state after the end.
import type { ContainerEnd, Signature, Values } from '../signature.ts'

/** Longer than this, a container did not end "at once". ms */
const AT_ONCE_MS = 5_000
const SHELLS = new Set(['sh', 'bash', 'ash', 'dash', 'zsh'])
/** Signals that somebody sent: 128 + INT, QUIT, KILL, TERM. */
const SIGNALLED = new Set([130, 131, 137, 143])

const bareShell = (end: ContainerEnd) => {
  const argv = [...end.entrypoint, ...end.cmd]
  return argv.length === 1 && SHELLS.has(argv[0]!.split('/').pop()!)
}
const named = (end: ContainerEnd, more: Values = {}): Values => ({ name: end.name, ...more })
/** A long or short option of `docker run` that stands where the command should. */
const runOption =
  /^(-[deitpPv]{1,4}|--(detach|env|interactive|tty|name|publish|publish-all|volume|rm|network|mount|memory|cpus)(=.*)?)$/

const inspectCmd = {
  command: "docker inspect --format '{{json .Config.Cmd}}' {name}",
  why: {
    ko: '컨테이너가 실행하려던 명령을 그대로 보여줘요.',
    en: 'Shows the very command that the container was to run.',
  },
}
const logs = {
  command: 'docker logs {name}',
  why: { ko: '끝나기 전에 남긴 마지막 말을 보여줘요.', en: 'Shows the last words before the end.' },
}

export const startSignatures: Signature[] = [
  {
    id: 'option-after-image',
    line: /exec: "(?<option>--?[a-zA-Z][^"]*)": (executable file not found|stat )/,
    title: { ko: '옵션이 이미지 이름 뒤에 있어요', en: 'The option stands after the image' },
    meaning: {
      ko: '`docker run [옵션] 이미지 [명령]` 순서예요. 이미지 이름 뒤의 것은 모두 컨테이너 안에서 실행할 명령이 돼요. 그래서 컨테이너 안에서 `{option}` 프로그램을 찾으려 했어요.',
      en: 'The order is `docker run [options] IMAGE [command]`. Whatever follows the image is the command inside the container, so `{option}` was taken for a program.',
    },
    evidence: [
      {
        command: 'docker ps -a',
        why: { ko: 'COMMAND 열에 무엇이 들어갔는지 보세요.', en: 'Look at what ended up in the COMMAND column.' },
      },
      {
        command: 'docker run --help',
        why: { ko: '첫 줄에 순서가 적혀 있어요.', en: 'The first line gives the order.' },
      },
    ],
    end: (end) =>
      end.exitCode !== 0 && end.lived < AT_ONCE_MS && end.cmd[0] && runOption.test(end.cmd[0])
        ? named(end, { option: end.cmd[0] })
        : undefined,
  },
  {
    id: 'program-not-found',
    line: /exec: "(?<program>[^"]+)": (executable file not found|stat .+: no such file)/,
    title: {
      ko: '컨테이너 안에 `{program}` 프로그램이 없어요',
      en: 'There is no program `{program}` in the container',
    },
    meaning: {
      ko: '이미지에 들어 있는 프로그램만 실행할 수 있어요. 이름을 잘못 적었거나, 이 이미지에는 없는 프로그램이에요. 작은 이미지에는 `bash`가 없고 `sh`만 있는 경우가 많아요. (종료 코드 127)',
      en: 'Only what the image contains can be run. The name is misspelt, or this image does not have it: many small images have `sh` but no `bash`. (exit code 127)',
    },
    evidence: [
      {
        command: 'docker ps -a --no-trunc',
        why: { ko: 'COMMAND 열에서 실행하려던 명령을 보세요.', en: 'The COMMAND column shows what was to be run.' },
      },
    ],
  },
  {
    id: 'program-not-executable',
    line: /exec: "(?<program>[^"]+)": permission denied/,
    title: { ko: '`{program}` 파일은 실행할 수 없어요', en: '`{program}` is not an executable file' },
    meaning: {
      ko: '그 경로는 있지만 디렉터리이거나 실행 권한이 없어요. (종료 코드 126)',
      en: 'The path is there, but it is a directory or lacks the permission to be executed. (exit code 126)',
    },
    evidence: [
      {
        command: 'docker ps -a --no-trunc',
        why: { ko: 'COMMAND 열에서 실행하려던 것을 보세요.', en: 'The COMMAND column shows what was to be run.' },
      },
    ],
    end: (end) => (end.exitCode === 126 && end.error === '' ? named(end, { program: programOf(end) }) : undefined),
  },
  {
    id: 'exit-127',
    title: {
      ko: '컨테이너 안의 셸이 명령을 찾지 못했어요',
      en: 'The shell inside the container did not find a command',
    },
    meaning: {
      ko: '종료 코드 127은 “그런 명령이 없다”는 뜻이에요. 컨테이너는 시작됐지만, 그 안의 셸이 실행할 프로그램을 찾지 못했어요.',
      en: 'Exit code 127 means "no such command". The container did start, but the shell in it could not find what to run.',
    },
    evidence: [logs, inspectCmd],
    end: (end) => (end.exitCode === 127 && end.error === '' ? named(end) : undefined),
  },
  {
    id: 'out-of-memory',
    title: { ko: '메모리 한도를 넘어서 강제로 끝났어요', en: 'It was killed for exceeding its memory limit' },
    meaning: {
      ko: '컨테이너에 정해 준 메모리보다 많이 쓰려고 해서 커널(OOM killer)이 프로세스를 끝냈어요. 종료 코드 137은 128+9, 즉 SIGKILL이에요.',
      en: 'It asked for more memory than its limit, so the kernel (the OOM killer) ended the process. Exit code 137 is 128+9, which is SIGKILL.',
    },
    evidence: [
      {
        command: "docker inspect --format '{{.State.OOMKilled}} {{.State.ExitCode}} {{.HostConfig.Memory}}' {name}",
        why: {
          ko: 'OOM이었는지, 한도가 몇 바이트인지 보여줘요.',
          en: 'Shows whether it was OOM, and the limit in bytes.',
        },
      },
      {
        command: 'docker stats --no-stream',
        why: { ko: '실행 중인 것들의 메모리 사용량을 보여줘요.', en: 'Shows the memory use of what runs.' },
      },
    ],
    end: (end) => (end.oomKilled && end.exitCode !== 0 ? named(end) : undefined),
  },
  {
    id: 'detached-shell',
    title: {
      ko: '백그라운드의 셸은 할 일이 없어서 바로 끝나요',
      en: 'A shell in the background has nothing to do and ends',
    },
    meaning: {
      ko: '컨테이너는 첫 프로세스가 끝나면 함께 끝나요. 이 이미지의 기본 명령은 셸인데, `-d`로 띄우면 읽을 입력이 없어서 곧바로 정상 종료(코드 0)해요. 고장이 아니에요.',
      en: 'A container ends with its first process. This one is a shell, and with `-d` it has no input to read, so it ends at once and properly (code 0). Nothing is broken.',
    },
    evidence: [
      {
        command: 'docker ps -a',
        why: {
          ko: 'STATUS의 `Exited (0)`과 COMMAND를 함께 보세요.',
          en: 'Look at `Exited (0)` in STATUS together with COMMAND.',
        },
      },
      inspectCmd,
    ],
    end: (end) =>
      end.exitCode === 0 && end.detached && !end.stdin && end.lived < AT_ONCE_MS && bareShell(end)
        ? named(end)
        : undefined,
  },
  {
    id: 'shell-without-input',
    title: { ko: '셸이 입력을 받지 못해서 바로 끝났어요', en: 'The shell got no input and ended at once' },
    meaning: {
      ko: '컨테이너 안의 셸과 대화하려면 입력을 열어 두고(interactive) 터미널(tty)을 붙여 달라고 말해야 해요. 말하지 않으면 셸은 읽을 것이 없어서 정상 종료해요.',
      en: 'To talk with a shell in a container, its input has to be kept open (interactive) and a terminal (tty) attached. Otherwise it reads nothing and ends properly.',
    },
    evidence: [
      {
        command: "docker inspect --format 'stdin={{.Config.OpenStdin}} tty={{.Config.Tty}}' {name}",
        why: { ko: '입력과 터미널이 열려 있었는지 보여줘요.', en: 'Shows whether input and terminal were open.' },
      },
      {
        command: 'docker run --help',
        why: { ko: '입력과 터미널에 관한 옵션을 찾아보세요.', en: 'Find the options about input and terminal.' },
      },
    ],
    end: (end) =>
      end.exitCode === 0 && !end.detached && !end.stdin && !end.tty && end.lived < AT_ONCE_MS && bareShell(end)
        ? named(end)
        : undefined,
  },
  {
    id: 'exited-with-error',
    title: {
      ko: '`{name}` 컨테이너가 오류로 끝났어요 (종료 코드 {code})',
      en: '`{name}` ended with an error (exit code {code})',
    },
    meaning: {
      ko: '컨테이너 안의 프로그램이 스스로 실패를 알리고 끝났어요. 백그라운드로 실행해서 화면에는 보이지 않았을 뿐, 이유는 로그에 남아 있어요.',
      en: 'The program in the container reported a failure and ended. It ran in the background, so nothing was shown here; the reason is in its logs.',
    },
    evidence: [logs, inspectCmd],
    end: (end) =>
      end.detached && end.exitCode !== 0 && end.error === '' && !SIGNALLED.has(end.exitCode) && end.lived < 60_000
        ? named(end, { code: String(end.exitCode) })
        : undefined,
  },
]

const programOf = (end: ContainerEnd) => [...end.entrypoint, ...end.cmd][0] ?? end.image
