// What is there instead of what a check asks for, in words.
import type { Check, Text } from '#server/protocol/content.ts'
import type { ContainerFact, ExecFact, HistoryCommand, HttpFact } from './facts.ts'
import { asText, valueAt } from './value.ts'

/** Names and values longer than this are cut. Characters. */
const SHOWN_MAX = 80
/** As many containers are named in one sentence. */
const NAMES_MAX = 5

const cut = (text: string) => {
  const line = text.trim().replace(/\s+/g, ' ')
  return line.length > SHOWN_MAX ? `${line.slice(0, SHOWN_MAX)}…` : line
}
const code = (text: string) => `\`${cut(text).replaceAll('`', "'")}\``
const both = (text: string): Text => ({ ko: text, en: text })

export function container(c: ContainerFact): Text {
  const exit = valueAt(c.inspect, 'State.ExitCode')
  const ended = c.state === 'exited' || c.state === 'dead'
  return {
    ko: `\`${c.name}\` 컨테이너는 지금 \`${c.state}\` 상태예요${ended ? ` (종료 코드 ${exit})` : ''}`,
    en: `The container \`${c.name}\` is \`${c.state}\` now${ended ? ` (exit code ${exit})` : ''}`,
  }
}

export function noContainer(name: string, all: ContainerFact[]): Text {
  const there = whatIsThere(all)
  return { ko: `\`${name}\` 컨테이너가 없어요. ${there.ko}`, en: `There is no container \`${name}\`. ${there.en}` }
}

export function notMeant(check: Extract<Check, { type: 'container' }>, all: ContainerFact[]): Text {
  const named = all.find((c) => c.name === check.name)
  if (named && check.image)
    return {
      ko: `\`${named.name}\` 컨테이너는 ${code(named.image)} 이미지로 만들었어요`,
      en: `The container \`${named.name}\` was made from ${code(named.image)}`,
    }
  if (named)
    return {
      ko: `\`${named.name}\` 컨테이너에 그 라벨이 없어요`,
      en: `The container \`${named.name}\` lacks that label`,
    }
  if (check.name) return noContainer(check.name, all)
  const there = whatIsThere(all)
  return check.image
    ? {
        ko: `${code(check.image)} 이미지로 만든 컨테이너가 없어요. ${there.ko}`,
        en: `No container was made from ${code(check.image)}. ${there.en}`,
      }
    : { ko: `그런 컨테이너가 없어요. ${there.ko}`, en: `There is no such container. ${there.en}` }
}

function whatIsThere(all: ContainerFact[]): Text {
  if (all.length === 0) return { ko: '컨테이너가 하나도 없어요.', en: 'There are no containers.' }
  const names = all.slice(0, NAMES_MAX).map((c) => `\`${c.name}\` (${c.state})`)
  const more = all.length > NAMES_MAX ? ' …' : ''
  return { ko: `지금 있는 것: ${names.join(', ')}${more}`, en: `There are: ${names.join(', ')}${more}` }
}

export const tooMany = (found: ContainerFact[]): Text => {
  const names = found.slice(0, NAMES_MAX).map((c) => `\`${c.name}\` (${c.state})`)
  return {
    ko: `${found.length}개가 남아 있어요: ${names.join(', ')}`,
    en: `${found.length} ${found.length === 1 ? 'is' : 'are'} left: ${names.join(', ')}`,
  }
}
export const tooFew = (count: number, min: number): Text => ({
  ko: `${min}개 중에 ${count}개만 있어요`,
  en: `There ${count === 1 ? 'is' : 'are'} ${count} of ${min}`,
})

export function value(owner: string | undefined, path: string, found: unknown): Text {
  const whose: Text = owner ? { ko: `\`${owner}\` 컨테이너의 `, en: ` of \`${owner}\`` } : both('')
  const shown = asText(found)
  return shown === ''
    ? { ko: `${whose.ko}\`${path}\` 값이 비어 있어요`, en: `\`${path}\`${whose.en} is empty` }
    : { ko: `${whose.ko}\`${path}\` 값은 지금 ${code(shown)}예요`, en: `\`${path}\`${whose.en} is ${code(shown)} now` }
}

export const noImage = (ref: string): Text => ({
  ko: `${code(ref)} 이미지가 없어요`,
  en: `There is no image ${code(ref)}`,
})
export const noVolume = (name: string): Text => ({
  ko: `${code(name)} 볼륨이 없어요`,
  en: `There is no volume ${code(name)}`,
})
export const noNetwork = (name: string): Text => ({
  ko: `${code(name)} 네트워크가 없어요`,
  en: `There is no network ${code(name)}`,
})

export const events = (count: number, min: number): Text =>
  min === 1
    ? { ko: '아직 일어나지 않았어요', en: 'It has not happened yet' }
    : { ko: `${min}번 중에 ${count}번 일어났어요`, en: `It has happened ${count} of ${min} times` }

export function noCommand(last: string | undefined): Text {
  return last === undefined
    ? { ko: '아직 실행한 명령이 없어요', en: 'No command has been run yet' }
    : { ko: `마지막으로 실행한 명령: ${code(last)}`, en: `The last command was ${code(last)}` }
}
export const commandExit = (c: HistoryCommand): Text =>
  c.exit === undefined
    ? { ko: `${code(c.line)} 명령이 아직 실행 중이에요`, en: `${code(c.line)} is still running` }
    : {
        ko: `${code(c.line)} 명령이 종료 코드 ${c.exit}로 끝났어요`,
        en: `${code(c.line)} ended with exit code ${c.exit}`,
      }

export function httpProblem(
  { port, server }: { port: number; server: boolean },
  problem: Extract<HttpFact, { problem: string }>['problem'],
): Text {
  const host = server ? 'prod' : 'localhost'
  switch (problem) {
    case 'refused':
      return {
        ko: `${host}의 ${port}번 포트에서 듣는 것이 없어요`,
        en: `Nothing listens on port ${port} of ${host}`,
      }
    case 'timeout':
      return { ko: `${port}번 포트에서 대답이 오지 않아요`, en: `Port ${port} does not answer` }
    case 'broken':
      return {
        ko: `${port}번 포트에 연결되지만 응답 없이 끊겨요`,
        en: `Port ${port} takes the connection and drops it without an answer`,
      }
  }
}
export const httpStatus = (port: number, status: number): Text => ({
  ko: `${port}번 포트가 ${status} 응답을 보냈어요`,
  en: `Port ${port} answered with ${status}`,
})
export const httpBody = (body: string): Text => ({
  ko: `받은 내용: ${code(body)}`,
  en: `What came back: ${code(body)}`,
})

export function execProblem(argv: string[], problem: Extract<ExecFact, { problem: string }>['problem']): Text {
  const command = code(argv.join(' '))
  return problem === 'timeout'
    ? { ko: `${command} 명령이 2초 안에 끝나지 않았어요`, en: `${command} did not end within 2 s` }
    : { ko: `${command} 명령을 실행할 수 없었어요`, en: `${command} could not be run` }
}
export const execExit = (argv: string[], exit: number): Text => ({
  ko: `${code(argv.join(' '))} 명령이 종료 코드 ${exit}로 끝났어요`,
  en: `${code(argv.join(' '))} ended with exit code ${exit}`,
})
export const execOutput = (argv: string[], out: string): Text =>
  out.trim() === ''
    ? { ko: `${code(argv.join(' '))} 명령이 아무것도 출력하지 않았어요`, en: `${code(argv.join(' '))} printed nothing` }
    : { ko: `${code(argv.join(' '))} 명령의 출력: ${code(out)}`, en: `${code(argv.join(' '))} printed ${code(out)}` }

export function logs(name: string, text: string): Text {
  const last = text.trimEnd().split('\n').at(-1) ?? ''
  return last === ''
    ? { ko: `\`${name}\` 컨테이너의 로그가 비어 있어요`, en: `The logs of \`${name}\` are empty` }
    : { ko: `\`${name}\` 컨테이너의 마지막 로그: ${code(last)}`, en: `The last log line of \`${name}\`: ${code(last)}` }
}

export const noFile = (path: string): Text => ({
  ko: `${code(`~/${path}`)} 파일이 없어요`,
  en: `${code(`~/${path}`)} is not there`,
})
export const fileThere = (path: string): Text => ({
  ko: `${code(`~/${path}`)} 파일이 아직 있어요`,
  en: `${code(`~/${path}`)} is still there`,
})
export const isDirectory = (path: string): Text => ({
  ko: `${code(`~/${path}`)} 경로는 디렉터리예요`,
  en: `${code(`~/${path}`)} is a directory`,
})
export const fileText = (path: string, text: string): Text =>
  text.trim() === ''
    ? { ko: `${code(`~/${path}`)} 파일이 비어 있어요`, en: `${code(`~/${path}`)} is empty` }
    : { ko: `${code(`~/${path}`)} 파일의 내용: ${code(text)}`, en: `${code(`~/${path}`)} contains ${code(text)}` }

export const noLayer = (image: string, run: string): Text => ({
  ko: `${code(image)} 이미지를 만든 단계 가운데 ${code(run)}에 맞는 것이 없어요`,
  en: `No step of ${code(image)} fits ${code(run)}`,
})
export const layer = (by: string, cached: boolean): Text =>
  cached
    ? { ko: `${code(by)} 단계는 캐시에서 그대로 가져왔어요`, en: `${code(by)} was taken from the cache` }
    : { ko: `${code(by)} 단계를 새로 실행했어요`, en: `${code(by)} was run anew` }

export function notPushed(repo: string, held: string[]): Text {
  const there = held.filter((one) => one.startsWith(`${repo}:`)).map(code)
  return there.length === 0
    ? { ko: `내 저장소에 ${code(repo)}가 없어요`, en: `There is no ${code(repo)} among your repositories` }
    : { ko: `내 저장소에 있는 것: ${there.join(', ')}`, en: `Your repositories hold ${there.join(', ')}` }
}
export const otherDigest = (image: string, digest: string): Text => ({
  ko: `저장소의 태그는 ${code(image)} 이미지가 아니라 ${code(digest.slice(0, 19))}…를 가리켜요`,
  en: `The tag in the repository is not ${code(image)} but ${code(digest.slice(0, 19))}…`,
})

export const noInstruction = (line: string): Text => ({
  ko: `${code(line)} 줄이 없거나 순서가 달라요`,
  en: `${code(line)} is not there, or not in its place`,
})
export const instruction = (line: number, text: string): Text => ({
  ko: `${line}번째 줄: ${code(text)}`,
  en: `Line ${line}: ${code(text)}`,
})
export const notParsed = (why: string): Text => ({
  ko: `빌더가 읽을 수 없어요: ${code(why)}`,
  en: `The builder can’t read it: ${code(why)}`,
})

export const stillSo = (what: Text): Text => ({ ko: `지금은 이래요: ${what.ko}`, en: `Now it is so: ${what.en}` })
export const unanswered: Text = { ko: '아직 답하지 않았어요', en: 'Not answered yet' }
