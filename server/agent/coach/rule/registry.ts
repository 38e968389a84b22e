// Login and push. The limits of the class registry say themselves what to do.
import type { Signature } from '../signature.ts'

const images = {
  command: 'docker images',
  why: {
    ko: '이미지가 지금 어떤 이름과 태그로 있는지 보여줘요.',
    en: 'Shows the names and tags that images have now.',
  },
}

export const registrySignatures: Signature[] = [
  {
    id: 'push-denied',
    line: /^denied: requested access to the resource is denied/,
    calls: /^POST \S*\/images\/\S+\/push/,
    title: { ko: '이 이름으로는 올릴 수 없어요', en: 'You may not push under this name' },
    meaning: {
      ko: '레지스트리는 로그인한 계정의 이름으로 시작하는 저장소만 받아요. 로그인하지 않았거나, 이미지 이름의 `/` 앞이 내 계정 이름이 아니에요. `/`가 없는 이름은 공식 이미지의 자리예요.',
      en: 'A registry takes only repositories that begin with the name of the account that is logged in. Either nobody is logged in, or what stands before the `/` is not your account. Names without a `/` belong to official images.',
    },
    evidence: [
      images,
      {
        command: 'grep -A3 auths ~/.docker/config.json',
        why: {
          ko: '로그인하면 CLI가 여기에 적어 둬요. 없으면 로그인하지 않은 거예요.',
          en: 'The CLI notes a login here. Nothing here: nobody is logged in.',
        },
      },
    ],
  },
  {
    id: 'push-unknown',
    line: /An image does not exist locally with the tag: (?<image>\S+)|tag does not exist: (?<tag>\S+)/,
    title: { ko: '올리려는 이름의 이미지가 여기에 없어요', en: 'No image here has the name that is to be pushed' },
    meaning: {
      ko: 'push는 그 이름과 태그가 붙은 이미지만 보내요. 이미지를 만들었더라도 레지스트리용 이름은 `docker tag`로 따로 붙여야 해요.',
      en: 'Push sends what carries exactly this name and tag. An image that you have built still needs its name for the registry, which `docker tag` gives.',
    },
    evidence: [images],
  },
  {
    id: 'login-failed',
    line: /unauthorized: incorrect username or password/,
    title: { ko: '계정 이름이나 비밀번호가 맞지 않아요', en: 'Account name or password is wrong' },
    meaning: {
      ko: '레지스트리가 아는 계정이 아니거나 비밀번호가 달라요. 이 수업의 계정 이름과 비밀번호는 ‘내 저장소’ 페이지에 있고, Docker Hub 계정과는 달라요. 붙여 넣을 때 앞뒤의 빈칸도 비밀번호로 쳐요.',
      en: 'The registry does not know this account, or the password differs. Those of this class are on the page “Repositories”; they are not your Docker Hub account. A blank that is pasted along counts, too.',
    },
    evidence: [
      {
        command: 'docker login --help',
        why: {
          ko: '`-u`로 이름을 주면 비밀번호만 물어봐요.',
          en: 'With the name given by `-u` only the password is asked for.',
        },
      },
    ],
  },
]
