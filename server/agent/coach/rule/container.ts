// Refusals about containers, in the engine's words (20.10 and later).
import type { Signature } from '../signature.ts'

export const containerSignatures: Signature[] = [
  {
    id: 'name-in-use',
    line: /container name "\/?(?<name>[^"]+)" is already in use/,
    title: { ko: '`{name}` 이름을 쓰는 컨테이너가 이미 있어요', en: 'A container named `{name}` already exists' },
    meaning: {
      ko: '컨테이너 이름은 하나씩만 쓸 수 있어요. 멈춘 컨테이너도 지우기 전까지는 이름을 갖고 있어서, `docker ps`에 안 보여도 겹칠 수 있어요.',
      en: 'A name belongs to one container at a time. A stopped container keeps its name until it is removed, so the owner may not show up in plain `docker ps`.',
    },
    evidence: [
      {
        command: 'docker ps -a --filter name={name}',
        why: {
          ko: '그 이름을 지금 누가 쓰는지, 멈춘 것까지 보여줘요.',
          en: 'Shows who holds that name now, stopped ones too.',
        },
      },
    ],
  },
  {
    id: 'name-invalid',
    line: /Invalid container name \((?<name>[^)]*)\)/,
    title: {
      ko: '컨테이너 이름으로 쓸 수 없는 글자가 있어요',
      en: 'That container name has a character that is not allowed',
    },
    meaning: {
      ko: '이름은 영문자나 숫자로 시작하고, 그 뒤로 영문자, 숫자, `_`, `.`, `-`만 올 수 있어요. 한글과 빈칸은 안 돼요.',
      en: 'A name starts with a letter or a digit, followed by letters, digits, `_`, `.` and `-`. No blanks.',
    },
    evidence: [
      {
        command: "docker ps -a --format '{{.Names}}'",
        why: { ko: '다른 컨테이너 이름이 어떤 모양인지 볼 수 있어요.', en: 'Shows what valid names look like.' },
      },
    ],
  },
  {
    id: 'container-running',
    line: /cannot remove a running container|cannot remove container .*container is running/i,
    title: { ko: '실행 중인 컨테이너는 그냥 지울 수 없어요', en: 'A running container is not removed just like that' },
    meaning: {
      ko: 'Docker는 일하고 있는 컨테이너를 실수로 지우지 않도록 막아요. 먼저 멈추거나, 멈추지 않고 지우겠다고 분명히 말해야 해요.',
      en: 'Docker protects a working container from being removed by mistake. It has to be stopped first, or you have to say clearly that you mean it.',
    },
    evidence: [
      {
        command: 'docker ps',
        why: { ko: 'STATUS가 `Up`이면 아직 실행 중이에요.', en: '`Up` in STATUS means it is still running.' },
      },
      {
        command: 'docker rm --help',
        why: { ko: '지우는 방법에 어떤 옵션이 있는지 볼 수 있어요.', en: 'Lists the options there are for removing.' },
      },
    ],
  },
  {
    id: 'container-paused',
    line: /cannot remove a paused container|must be unpaused first|is paused, unpause the container|cannot start a paused container/i,
    title: { ko: '일시 정지된 컨테이너예요', en: 'The container is paused' },
    meaning: {
      ko: '일시 정지(pause)된 컨테이너는 프로세스가 얼어 있어서, 들어가거나 지우거나 시작할 수 없어요. 얼어 있는 것과 멈춘 것은 다른 상태예요.',
      en: 'The processes of a paused container are frozen: it cannot be entered, started or removed. Paused is not the same as stopped.',
    },
    evidence: [
      {
        command: 'docker ps -a',
        why: { ko: 'STATUS에 `(Paused)`가 붙어 있는지 보세요.', en: 'Look for `(Paused)` in STATUS.' },
      },
    ],
  },
  {
    id: 'container-unknown',
    line: /No such container: (?<name>\S+)/i,
    // `docker inspect x` first asks for a container and goes on after the 404: only the CLI's last word counts there.
    calls: /^(?!GET \S*\/containers\/[^/]+\/json)/,
    title: { ko: '`{name}` 컨테이너를 찾을 수 없어요', en: 'There is no container `{name}`' },
    meaning: {
      ko: '이름을 잘못 적었거나, 이미 지워졌거나, 이미지 이름을 컨테이너 이름처럼 썼을 수 있어요. `--name`을 주지 않으면 Docker가 이름을 지어줘요.',
      en: 'The name may be misspelt, the container may be gone already, or it is an image’s name. Without `--name` Docker makes up a name.',
    },
    evidence: [
      {
        command: 'docker ps -a',
        why: { ko: 'NAMES 열에 진짜 이름이 있어요.', en: 'The NAMES column has the real names.' },
      },
    ],
  },
  {
    id: 'object-unknown',
    cli: true,
    line: /No such object: (?<name>\S+)/i,
    title: { ko: '`{name}` 이름을 가진 것은 아무것도 없어요', en: 'There is nothing called `{name}`' },
    meaning: {
      ko: '`docker inspect`는 컨테이너, 이미지, 볼륨, 네트워크를 차례로 찾아봐요. 어디에도 그 이름이 없었어요.',
      en: '`docker inspect` looks among containers, images, volumes and networks. None of them has that name.',
    },
    evidence: [
      { command: 'docker ps -a', why: { ko: '컨테이너 이름을 확인해요.', en: 'Shows the containers’ names.' } },
      { command: 'docker images', why: { ko: '이미지 이름을 확인해요.', en: 'Shows the images’ names.' } },
    ],
  },
  {
    id: 'container-stopped',
    line: /container \S+ is not running/i,
    title: { ko: '컨테이너가 실행 중이 아니에요', en: 'The container is not running' },
    meaning: {
      ko: '`exec` 같은 명령은 이미 돌고 있는 컨테이너 안에서만 쓸 수 있어요. 이 컨테이너는 첫 프로세스가 끝나서 함께 멈췄어요.',
      en: 'Commands such as `exec` work inside a container that runs already. This one ended together with its first process.',
    },
    evidence: [
      {
        command: 'docker ps -a',
        why: {
          ko: 'STATUS에서 언제, 어떤 코드로 끝났는지 보세요.',
          en: 'STATUS says when it ended, and with which code.',
        },
      },
      {
        command: 'docker logs {name}',
        why: { ko: '끝나기 전에 무슨 말을 남겼는지 보세요.', en: 'Shows what it said before it ended.' },
      },
    ],
  },
  {
    id: 'port-allocated',
    line: /Bind for \S*:(?<port>\d+) failed: port is already allocated|address already in use/i,
    title: { ko: '그 포트는 이미 쓰이고 있어요', en: 'That port is already taken' },
    meaning: {
      ko: '호스트의 포트 하나는 한 프로그램만 열 수 있어요. 다른 컨테이너(또는 셸에서 켠 프로그램)가 먼저 열어 두었어요. 컨테이너 안쪽 포트는 서로 같아도 괜찮아요.',
      en: 'One port of the host can be opened by one program only. Another container (or a program in the shell) has it. The ports inside the containers may be equal.',
    },
    evidence: [
      {
        command: "docker ps --format 'table {{.Names}}\\t{{.Ports}}'",
        why: { ko: '어느 컨테이너가 그 포트를 열었는지 보여줘요.', en: 'Shows which container has opened the port.' },
      },
      {
        command: 'ss -ltn',
        why: { ko: '셸에서 켠 프로그램이 쓰고 있는지 보여줘요.', en: 'Shows whether a program in the shell uses it.' },
      },
    ],
  },
  {
    id: 'not-allowed-here',
    title: { ko: '이 실습 환경에서는 할 수 없는 일이에요', en: 'This is not possible in the lab environment' },
    meaning: {
      ko: '여러 사람이 한 엔진을 나눠 쓰기 때문에, 호스트 전체를 넘겨주는 옵션은 막혀 있어요. 내 컴퓨터의 Docker에서는 될 수도 있지만, 그만큼 위험한 옵션이에요.',
      en: 'Several people share one engine here, so options that hand over the whole host are closed. On your own machine they may work, and they are dangerous there too.',
    },
    evidence: [
      {
        command: 'docker info',
        why: { ko: '지금 쓰고 있는 엔진이 어떤 것인지 보여줘요.', en: 'Shows what kind of engine this is.' },
      },
    ],
    call: (call) => (call.refused && call.status === 403 ? { what: call.error ?? call.route } : undefined),
  },
  {
    id: 'stop-timeout',
    title: { ko: '10초를 기다린 뒤 강제로 끝냈어요', en: 'It was killed after a wait of 10 seconds' },
    meaning: {
      ko: '`docker stop`은 먼저 SIGTERM을 보내고, 그래도 안 끝나면 SIGKILL로 끝내요. 이 컨테이너의 첫 프로세스(PID 1)는 SIGTERM을 듣지 않았어요.',
      en: '`docker stop` sends SIGTERM first, then SIGKILL to what has not ended. The first process (PID 1) of this container did not listen to SIGTERM.',
    },
    evidence: [
      {
        command: "docker inspect --format '{{.State.ExitCode}}' {name}",
        why: { ko: '137이면 SIGKILL(128+9)로 끝난 거예요.', en: '137 means SIGKILL (128+9) ended it.' },
      },
      {
        command: "docker inspect --format '{{json .Config.Entrypoint}} {{json .Config.Cmd}}' {name}",
        why: { ko: 'PID 1이 어떤 명령인지 보여줘요.', en: 'Shows which command is PID 1.' },
      },
    ],
    call: (call) => {
      const stop = /^POST .*\/containers\/[^/]+\/(stop|restart)/.test(`${call.method} ${call.path}`)
      return stop && call.status === 204 && call.ms >= STOP_GRACE_MS && call.object ? { name: call.object } : undefined
    },
  },
]

/** The engine's default grace is 10 s; a little less, for the clock. */
const STOP_GRACE_MS = 9_500
