// Refusals about images, builds, volumes and networks.
import type { Signature } from '../signature.ts'

const images = {
  command: 'docker images',
  why: { ko: '지금 가지고 있는 이미지와 태그를 보여줘요.', en: 'Shows the images and tags that are here.' },
}

export const objectSignatures: Signature[] = [
  {
    id: 'tag-unknown',
    line: /manifest for (?<image>\S+) not found|manifest unknown/,
    title: { ko: '그 이미지에 그런 태그가 없어요', en: 'The image has no such tag' },
    meaning: {
      ko: '이미지 이름은 맞지만 `:` 뒤의 태그가 레지스트리에 없어요. 태그를 적지 않으면 `latest`를 찾아요.',
      en: 'The image’s name is right, but the registry does not have the tag after the `:`. Without a tag, `latest` is meant.',
    },
    evidence: [images],
  },
  {
    id: 'image-unknown',
    line: /pull access denied for (?<image>[^\s,]+)|repository (?<repository>\S+) not found|repository does not exist/,
    title: { ko: '그런 이름의 이미지를 찾을 수 없어요', en: 'No image of that name was found' },
    meaning: {
      ko: '먼저 이 컴퓨터에서, 다음에는 레지스트리에서 찾았지만 없었어요. 이름의 철자를 확인해 보세요. 비공개 이미지일 때도 같은 말이 나와요.',
      en: 'It was looked for here first, then in the registry, and is in neither. Check the spelling. A private image gives the same answer.',
    },
    evidence: [
      images,
      {
        command: 'docker search --help',
        why: { ko: '레지스트리에서 이름을 찾는 방법이에요.', en: 'How names are looked up in a registry.' },
      },
    ],
  },
  {
    id: 'image-not-here',
    line: /No such image: (?<image>\S+)/i,
    // `docker run` asks to create, gets this 404 and pulls: no mistake of the learner's.
    calls: /^(?!POST \S*\/containers\/create|GET \S*\/images\/\S+\/json)/,
    title: { ko: '`{image}` 이미지가 이 컴퓨터에 없어요', en: 'The image `{image}` is not here' },
    meaning: {
      ko: '이미지 이름이나 태그를 잘못 적었거나 아직 받지 않았어요. 컨테이너 이름과 이미지 이름은 서로 달라요.',
      en: 'The name or tag is misspelt, or it has not been pulled yet. A container’s name is not an image’s name.',
    },
    evidence: [images],
  },
  {
    id: 'image-in-use',
    line: /unable to (remove repository reference|delete) .*(container (?<container>\S+) is using|image is being used by (running|stopped) container)/,
    title: { ko: '이 이미지로 만든 컨테이너가 아직 있어요', en: 'A container made from this image is still there' },
    meaning: {
      ko: '컨테이너는 이미지의 층 위에 얇은 층 하나를 얹은 것이라, 컨테이너가 남아 있으면 (멈춰 있어도) 이미지를 지울 수 없어요.',
      en: 'A container is a thin layer on top of its image’s layers. While one is left, even stopped, the image cannot go.',
    },
    evidence: [
      {
        command: "docker ps -a --format 'table {{.Names}}\\t{{.Image}}\\t{{.Status}}'",
        why: { ko: '어느 컨테이너가 그 이미지를 쓰는지 보여줘요.', en: 'Shows which container uses the image.' },
      },
    ],
  },
  {
    id: 'image-several-tags',
    line: /image is referenced in multiple repositories/,
    title: { ko: '이 이미지에는 이름이 여러 개 붙어 있어요', en: 'This image has several names' },
    meaning: {
      ko: 'ID로 지우려 했는데 태그가 둘 이상이에요. 태그는 이름표일 뿐이라, 마지막 이름표가 떨어져야 이미지가 지워져요.',
      en: 'You named the ID, but several tags point to it. A tag is only a label; the image goes when the last one is taken off.',
    },
    evidence: [images],
  },
  {
    id: 'reference-invalid',
    line: /invalid reference format/,
    title: { ko: '이미지 이름의 모양이 올바르지 않아요', en: 'That is not a valid image name' },
    meaning: {
      ko: '이미지 이름은 소문자로 `이름:태그`처럼 써요. 대문자나 빈칸이 끼었거나, 변수나 `$(pwd)`가 빈 값으로 바뀌었을 수도 있어요.',
      en: 'An image is named in lower case, as `name:tag`. A capital letter or a blank slipped in, or a variable such as `$(pwd)` came out wrong.',
    },
    evidence: [images],
  },
  {
    id: 'dockerfile-missing',
    line: /(failed to read dockerfile|unable to evaluate symlinks in Dockerfile path|Cannot locate specified Dockerfile)/i,
    title: { ko: 'Dockerfile을 찾을 수 없어요', en: 'The Dockerfile was not found' },
    meaning: {
      ko: '`docker build` 끝의 경로(빌드 컨텍스트)에서 `Dockerfile`이라는 파일을 찾아요. 다른 디렉터리에 있거나 파일 이름이 다를 수 있어요.',
      en: '`docker build` looks for a file called `Dockerfile` in the path at its end (the build context). You may be in another directory, or the file has another name.',
    },
    evidence: [
      {
        command: 'pwd; ls -la',
        why: { ko: '지금 어디에 있고 어떤 파일이 있는지 보여줘요.', en: 'Shows where you are and what is there.' },
      },
    ],
  },
  {
    id: 'copy-source-missing',
    line: /COPY failed: (file not found in build context|stat .*no such file)|failed to compute cache key: .*not found|ADD failed: file not found/,
    title: { ko: 'COPY할 파일이 빌드 컨텍스트에 없어요', en: 'The file to COPY is not in the build context' },
    meaning: {
      ko: '`COPY`의 왼쪽 경로는 Dockerfile이 아니라 빌드 컨텍스트(`docker build` 끝의 경로)가 기준이에요. `.dockerignore`에 적힌 파일도 없는 것으로 쳐요.',
      en: 'The left side of `COPY` is relative to the build context (the path at the end of `docker build`). Files named in `.dockerignore` count as absent.',
    },
    evidence: [
      {
        command: 'ls -la',
        why: { ko: '컨텍스트에 그 파일이 정말 있는지 보세요.', en: 'See whether the file really is in the context.' },
      },
      {
        command: 'cat .dockerignore',
        why: { ko: '빌드에서 빠지는 파일을 보여줘요.', en: 'Shows what is left out of the build.' },
      },
    ],
  },
  {
    id: 'dockerfile-syntax',
    line: /unknown instruction: (?<word>\S+)|dockerfile parse error/i,
    title: { ko: 'Dockerfile에 알 수 없는 명령이 있어요', en: 'The Dockerfile has an unknown instruction' },
    meaning: {
      ko: 'Dockerfile의 각 줄은 FROM, RUN, COPY, CMD 같은 명령으로 시작해야 해요. 철자가 틀렸거나 줄이 잘못 이어졌을 수 있어요.',
      en: 'Each line of a Dockerfile starts with an instruction such as FROM, RUN, COPY or CMD. One is misspelt, or a line is continued wrongly.',
    },
    evidence: [
      {
        command: 'cat -n Dockerfile',
        why: { ko: '오류가 말하는 줄 번호를 찾아보세요.', en: 'Find the line number that the error names.' },
      },
    ],
  },
  {
    id: 'volume-in-use',
    line: /remove (?<volume>\S+): volume is in use/,
    title: { ko: '컨테이너가 쓰고 있는 볼륨이에요', en: 'A container uses this volume' },
    meaning: {
      ko: '멈춘 컨테이너라도 볼륨을 붙들고 있어요. 데이터를 잃지 않도록 Docker가 지우지 않아요.',
      en: 'Even a stopped container holds on to its volumes. Docker does not remove it, so that no data is lost.',
    },
    evidence: [
      {
        command: 'docker ps -a --filter volume={volume}',
        why: { ko: '그 볼륨을 쓰는 컨테이너를 보여줘요.', en: 'Shows the containers that use the volume.' },
      },
    ],
  },
  {
    id: 'volume-unknown',
    line: /(get (?<volume>\S+): )?no such volume/i,
    calls: /^(?!GET )/,
    title: { ko: '그런 볼륨이 없어요', en: 'There is no such volume' },
    meaning: {
      ko: '볼륨 이름을 확인해 보세요. `docker run -v 이름:/경로`는 없는 볼륨을 새로 만들기 때문에, 오타가 나면 다른 볼륨이 생겨요.',
      en: 'Check the volume’s name. `docker run -v name:/path` makes a missing volume anew, so a typo there makes another one.',
    },
    evidence: [
      { command: 'docker volume ls', why: { ko: '있는 볼륨을 모두 보여줘요.', en: 'Lists the volumes there are.' } },
    ],
  },
  {
    id: 'bind-source-missing',
    line: /bind source path does not exist: (?<path>\S+)/,
    title: { ko: '이어 줄 폴더나 파일이 없어요', en: 'The folder or file to mount is not there' },
    meaning: {
      ko: '`--mount type=bind`의 왼쪽(`src`)은 이미 있는 경로여야 해요. 철자를 확인해 보세요. `-v`라면 오류 대신 그 이름의 빈 폴더를 만들어요.',
      en: 'The source (`src`) of `--mount type=bind` has to be there already. Check its spelling. `-v` would not complain but make an empty folder of that name.',
    },
    evidence: [
      {
        command: 'pwd; ls',
        why: { ko: '지금 어디에 있고 무엇이 있는지 보여줘요.', en: 'Shows where you are and what is there.' },
      },
    ],
  },
  {
    id: 'mount-path-relative',
    line: /mount path must be absolute/,
    title: { ko: '마운트 경로는 `/`로 시작해야 해요', en: 'A mount path has to begin with `/`' },
    meaning: {
      ko: '컨테이너 안의 경로는 늘 `/`로 시작하는 절대 경로예요. `--mount`의 `src`에 폴더를 적을 때도 그래요. `$(pwd)`나 `$HOME`을 앞에 붙이세요.',
      en: 'A path inside the container is always absolute, beginning with `/`. So is a folder given as `src` to `--mount`: put `$(pwd)` or `$HOME` in front.',
    },
    evidence: [
      { command: 'pwd', why: { ko: '지금 폴더의 절대 경로예요.', en: 'The absolute path of the folder you are in.' } },
    ],
  },
  {
    id: 'volume-name-invalid',
    line: /"(?<name>[^"]+)" includes invalid characters for a local volume name/,
    title: { ko: '`{name}`은 볼륨 이름이 될 수 없어요', en: '`{name}` can’t be a volume’s name' },
    meaning: {
      ko: '`-v`의 왼쪽이 `/`나 `.`으로 시작하지 않으면 볼륨 이름으로 읽는데, 이름에는 `/`를 쓸 수 없어요. 폴더를 이으려 했다면 `"$(pwd)"/…`처럼 경로로 적으세요.',
      en: 'A left side of `-v` that does not begin with `/` or `.` is read as a volume’s name, and names can’t contain `/`. If a folder was meant, write its path, as in `"$(pwd)"/…`.',
    },
    evidence: [
      {
        command: 'docker volume ls',
        why: { ko: '볼륨 이름이 어떤 모양인지 보세요.', en: 'Shows what volumes are called.' },
      },
      { command: 'pwd', why: { ko: '지금 폴더의 절대 경로예요.', en: 'The absolute path of the folder you are in.' } },
    ],
  },
  {
    id: 'network-in-use',
    line: /network \S+( id \S+)? has active endpoints/,
    title: { ko: '아직 컨테이너가 연결된 네트워크예요', en: 'Containers are still connected to this network' },
    meaning: {
      ko: '실행 중인 컨테이너가 붙어 있는 네트워크는 지울 수 없어요.',
      en: 'A network cannot be removed while running containers are connected to it.',
    },
    evidence: [
      {
        command: 'docker network inspect {network}',
        why: {
          ko: 'Containers 항목에서 누가 붙어 있는지 보세요.',
          en: 'Its Containers section says who is connected.',
        },
      },
      { command: 'docker ps', why: { ko: '실행 중인 컨테이너를 보여줘요.', en: 'Shows the running containers.' } },
    ],
  },
  {
    id: 'network-unknown',
    line: /network (?<network>\S+) not found/i,
    calls: /^(?!GET )/,
    title: { ko: '그런 네트워크가 없어요', en: 'There is no such network' },
    meaning: {
      ko: '네트워크는 컨테이너를 연결하기 전에 먼저 만들어져 있어야 해요. 이름의 철자도 확인해 보세요.',
      en: 'A network has to be made before containers can join it. Check the spelling of its name, too.',
    },
    evidence: [
      {
        command: 'docker network ls',
        why: { ko: '있는 네트워크를 모두 보여줘요.', en: 'Lists the networks there are.' },
      },
    ],
  },
]
