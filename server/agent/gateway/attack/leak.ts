// What every answer of the gateway must be like: HTTP, Docker's errors, and no name that only the engine knows.
import type { Attack, Reply } from './attack.ts'
import type { Field } from './ground.ts'

/** What is said when the gateway itself has failed. */
const OWN_ERROR = 'Something went wrong inside Drydock'

/** In words that explain a refusal these names are meant. */
const MEANT = [
  'labels that begin with drydock. are kept',
  'the registry name drydock.local is kept',
  /the build context has a file \.drydock\.Dockerfile/g,
]

/** In a saved image's configuration, which is its id (G-I10). */
const IN_SAVED = /"?drydock\.(?:build|catalog|origin|recipe)"?[=:]"?[a-z0-9.-]*/g
const isSave = (sent: string) => /^GET \S*\/images\/(?:\S+\/)?get[? ]/.test(sent)

export function answerProblems(field: Field, attack: Attack, sent: string, { status, text }: Reply): string[] {
  const out: string[] = []
  if (status === 0) return attack.silent ? [] : ['no answer']
  const end = text.indexOf('\r\n\r\n')
  const head = text.slice(0, end)
  const body = text.slice(end + 4)
  if (end < 0 || !/^HTTP\/1\.1 [1-5][0-9]{2} [^\r\n]+\r\n(?:[A-Za-z-]+: [^\r\n]*(?:\r\n|$))*$/.test(`${head}\r\n`))
    out.push(`no HTTP: ${head}`)
  // Other 5xx are the engine's own words, as on any host.
  if (status >= 500 && body.includes(OWN_ERROR)) out.push(`${status}: ${body.slice(0, 300)}`)
  if (status >= 400 && !sent.startsWith('HEAD') && !/^\{"message":".+"\}\n?/s.test(body))
    out.push(`no error of Docker’s: ${body.slice(0, 300)}`)
  if (!attack.served && status < 400 && status !== 100 && !/"errorDetail"/.test(body))
    out.push(`served: ${status} ${body.slice(0, 300)}`)
  return [...out, ...leaks(field, sent, text)]
}

/** Names of the engine's side in an answer, but for those that the request itself named. */
export function leaks(field: Field, sent: string, answer: string): string[] {
  let text = answer
  for (const words of MEANT) text = text.replaceAll(words, '')
  if (isSave(sent)) text = text.replaceAll(IN_SAVED, '')
  // Attacks give these names to things of their own.
  text = text.replaceAll(new RegExp(`${field.ground.other}_(?:lone|twin|x)`, 'g'), '')
  const { me, other, vault, shelf, network, secret, exec } = field.ground
  const names = [
    `${me}_`,
    me,
    me.toUpperCase(),
    other,
    vault,
    shelf,
    network,
    secret.slice(7),
    exec,
    'drydock.',
    'x__own',
    'x__host',
    '.drydock.local',
    field.stage.home,
    field.rootDir,
  ]
  const said = decode(sent)
  return names
    .filter((name) => text.includes(name) && !said.includes(name) && !sent.includes(name))
    .map((name) => `tells ${name}: …${around(text, name)}…`)
}

function around(text: string, name: string): string {
  const at = text.indexOf(name)
  return text.slice(Math.max(0, at - 120), at + 160)
}

function decode(sent: string): string {
  try {
    return decodeURIComponent(sent)
  } catch {
    return sent
  }
}

/** What the gateway has logged as its own errors since the last look; the engine's 5xx are not. */
export const ownErrors = (field: Field): string[] =>
  field.stage.errors
    .splice(0)
    .map((error) => JSON.stringify(error))
    .filter((text) => !text.includes('"error":"EngineError: '))
