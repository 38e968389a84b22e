// What a check asks for, in words. An author's own `what` wins.
import type { Check, Matcher, Text } from '#server/protocol/content.ts'

type Kind<T extends Check['type']> = Extract<Check, { type: T }>

export function expectedOf(check: Check): Text {
  if (check.what) return check.what
  switch (check.type) {
    case 'container':
      return container(check)
    case 'image':
      return also(
        { ko: `\`${check.ref}\` 이미지가 이 컴퓨터에 있어요`, en: `The image \`${check.ref}\` is here` },
        check.where,
      )
    case 'volume':
      return also({ ko: `\`${check.name}\` 볼륨이 있어요`, en: `There is a volume \`${check.name}\`` }, check.where)
    case 'network':
      return also(
        { ko: `\`${check.name}\` 네트워크가 있어요`, en: `There is a network \`${check.name}\`` },
        check.where,
      )
    case 'event':
      return event(check)
    case 'http': {
      const address = `http://${check.server ? 'prod' : 'localhost'}:${check.port}${check.path}`
      return { ko: `\`${address}\`에서 ${check.status} 응답이 와요`, en: `\`${address}\` answers with ${check.status}` }
    }
    case 'exec':
      return {
        ko: `\`${check.container}\` 컨테이너 안에서 \`${check.argv.join(' ')}\`의 결과가 맞아요`,
        en: `In \`${check.container}\`, \`${check.argv.join(' ')}\` gives the right result`,
      }
    case 'logs':
      return {
        ko: `\`${check.container}\` 컨테이너의 로그에 \`${check.match}\` 내용이 있어요`,
        en: `The logs of \`${check.container}\` contain \`${check.match}\``,
      }
    case 'file':
      if (!check.exists) return { ko: `\`~/${check.path}\` 파일이 없어요`, en: `\`~/${check.path}\` is not there` }
      return check.match === undefined
        ? { ko: `\`~/${check.path}\` 파일이 있어요`, en: `\`~/${check.path}\` is there` }
        : { ko: `\`~/${check.path}\` 파일의 내용이 맞아요`, en: `\`~/${check.path}\` has the right content` }
    case 'dockerfile':
      return { ko: `\`~/${check.path}\` 내용이 맞아요`, en: `\`~/${check.path}\` says the right things` }
    case 'buildlog':
      return join(
        check.layers.map(({ run, cached }) => layer(check.image, run, cached)),
        { ko: ', ', en: ', ' },
      )
    case 'registry':
      return check.image
        ? {
            ko: `내 저장소의 \`${check.repo}:${check.tag}\`이 \`${check.image}\` 이미지와 같아요`,
            en: `\`${check.repo}:${check.tag}\` among your repositories is the image \`${check.image}\``,
          }
        : {
            ko: `내 저장소에 \`${check.repo}:${check.tag}\`이 있어요`,
            en: `\`${check.repo}:${check.tag}\` is among your repositories`,
          }
    case 'answer':
      return check.question
    case 'command':
      return { ko: '알맞은 명령을 실행했어요', en: 'The right command was run' }
    case 'all':
      return join(check.of.map(expectedOf), { ko: ', 그리고 ', en: ', and ' })
    case 'any':
      return join(check.of.map(expectedOf), { ko: ', 또는 ', en: ', or ' })
    case 'not':
      return {
        ko: `다음과 같지 않아야 해요: ${expectedOf(check.of).ko}`,
        en: `This must not be so: ${expectedOf(check.of).en}`,
      }
  }
}

function container(check: Kind<'container'>): Text {
  const which: Text = check.name
    ? { ko: `\`${check.name}\` 컨테이너`, en: `the container \`${check.name}\`` }
    : check.image
      ? { ko: `\`${check.image}\` 이미지로 만든 컨테이너`, en: `a container made from \`${check.image}\`` }
      : check.label
        ? { ko: `\`${check.label}\` 라벨이 붙은 컨테이너`, en: `a container with the label \`${check.label}\`` }
        : { ko: '컨테이너', en: 'a container' }
  const { min, max } = check.count ?? {}
  const state = check.state ? ` \`${check.state}\`` : ''
  if (max === 0)
    return {
      ko: check.state ? `${which.ko} 중에${state} 상태인 것이 없어요` : `${which.ko}가 남아 있지 않아요`,
      en: capital(`${which.en.replace(/^the |^a /, 'no ')} is${state || ' left'}`),
    }
  if ((min ?? 1) > 1 || max !== undefined) {
    const number: Text =
      min !== undefined && max === min
        ? { ko: `${min}개`, en: `exactly ${min}` }
        : max === undefined
          ? { ko: `${min}개 이상`, en: `at least ${min}` }
          : { ko: `${min ?? 0}~${max}개`, en: `${min ?? 0} to ${max}` }
    return {
      ko: `${which.ko}가${state ? `${state} 상태로` : ''} ${number.ko} 있어요`,
      en: `There are ${number.en} containers${which.en.replace(/^(the|a) container/, '')}${state}`,
    }
  }
  const base: Text = check.state
    ? { ko: `${which.ko}가${state} 상태예요`, en: capital(`${which.en} is${state}`) }
    : { ko: `${which.ko}가 있어요`, en: capital(`${which.en} is there`) }
  return also(base, check.where)
}

function also(base: Text, where: Record<string, Matcher> | undefined): Text {
  const values = Object.entries(where ?? {}).map(([path, matcher]): Text => {
    const said = sayMatcher(matcher)
    return said
      ? { ko: `\`${path}\` 값: ${said.ko}`, en: `\`${path}\`: ${said.en}` }
      : { ko: `\`${path}\` 값이 맞아요`, en: `\`${path}\` is right` }
  })
  if (values.length === 0) return base
  const list = join(values, { ko: ', ', en: ', ' })
  return { ko: `${base.ko} (${list.ko})`, en: `${base.en} (${list.en})` }
}

function sayMatcher(matcher: Matcher): Text | undefined {
  const plain = (value: unknown): Text => {
    const code = `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``
    return { ko: code, en: code }
  }
  if (typeof matcher !== 'object') return plain(matcher)
  const { equals, contains, not, min, max, exists, length } = matcher
  if (equals !== undefined) return plain(equals)
  if (contains !== undefined) return { ko: `\`${contains}\` 포함`, en: `contains \`${contains}\`` }
  if (not !== undefined) return { ko: `\`${not}\` 아님`, en: `not \`${not}\`` }
  if (min !== undefined && max !== undefined) return { ko: `${min}~${max}`, en: `${min} to ${max}` }
  if (min !== undefined) return { ko: `${min} 이상`, en: `at least ${min}` }
  if (max !== undefined) return { ko: `${max} 이하`, en: `at most ${max}` }
  if (length !== undefined) return { ko: `길이 ${length}`, en: `length ${length}` }
  if (exists !== undefined) return exists ? { ko: '있음', en: 'set' } : { ko: '없음', en: 'not set' }
  return undefined
}

const layer = (image: string, run: string, cached: boolean): Text =>
  cached
    ? {
        ko: `\`${image}\` 빌드에서 \`${run}\` 단계를 캐시에서 가져왔어요`,
        en: `\`${run}\` of \`${image}\` came from the cache`,
      }
    : { ko: `\`${image}\` 빌드에서 \`${run}\` 단계를 새로 실행했어요`, en: `\`${run}\` of \`${image}\` was run anew` }

function event(check: Kind<'event'>): Text {
  const name = check.where?.name
  const who = typeof name === 'string' ? ` \`${name}\`` : ''
  const times: Text = check.min > 1 ? { ko: `${check.min}번 `, en: `, ${check.min} times` } : { ko: '', en: '' }
  return {
    ko: `${KIND[check.kind].ko}${who} \`${check.action}\` 이벤트가 ${times.ko}일어났어요`,
    en: `A \`${check.action}\` event of ${KIND[check.kind].en}${who}${times.en}`,
  }
}

const KIND: Record<Kind<'event'>['kind'], Text> = {
  container: { ko: '컨테이너', en: 'container' },
  image: { ko: '이미지', en: 'image' },
  volume: { ko: '볼륨', en: 'volume' },
  network: { ko: '네트워크', en: 'network' },
}

const join = (texts: Text[], by: Text): Text => ({
  ko: texts.map((t) => t.ko).join(by.ko),
  en: texts.map((t) => t.en).join(by.en),
})
const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)
