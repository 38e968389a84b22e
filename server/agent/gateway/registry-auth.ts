// Who the client says that it is. Its X-Registry-Auth is read and checked here and goes no further: the engine gets one of the agent's own
// (ClassRegistry.transfer), for one repository.
import type { ClassRegistry, RegistryAccount } from '../part.ts'
import { isObject, parseJson } from './json.ts'
import { bad, forbidden, Refusal } from './refusal.ts'
import type { Call } from './rule.ts'
import type { Scope } from './scope.ts'
import { readObject, string } from './shape.ts'

/** All that a client may say of itself; unknown fields are refused unless empty. */
const AUTH = {
  username: string,
  password: string,
  auth: string,
  email: string,
  serveraddress: string,
  identitytoken: string,
  registrytoken: string,
}

const WRONG = 'unauthorized: incorrect username or password'

/** @throws Refusal 503 */
export function registryOf(scope: Scope): ClassRegistry {
  if (scope.registry) return scope.registry
  throw new Refusal(503, 'this machine has no class registry', false)
}

/** Undefined: nobody is logged in. @throws Refusal 400 for what is no such header, 403 for a wrong password */
export function accountOf({ scope, header }: Pick<Call, 'scope' | 'header'>): RegistryAccount | undefined {
  const text = header('x-registry-auth')
  if (!text) return undefined
  if (!/^[A-Za-z0-9_-]+={0,2}$/.test(text)) throw bad('X-Registry-Auth is not base64url')
  return accountIn(scope, readAuth(Buffer.from(text, 'base64url')))
}

/** The account for Docker Hub in X-Registry-Config, which docker build sends: server -> credentials. @throws as accountOf */
export function buildAccount({ scope, header }: Pick<Call, 'scope' | 'header'>): RegistryAccount | undefined {
  const text = header('x-registry-config')
  if (!text) return undefined
  if (!/^[A-Za-z0-9_-]+={0,2}$/.test(text)) throw bad('X-Registry-Config is not base64url')
  const servers = parseJson(Buffer.from(text, 'base64url'), 'exact')
  if (!isObject(servers)) throw bad('X-Registry-Config must be an object')
  for (const [server, value] of Object.entries(servers))
    if (isHub(server)) return accountIn(scope, readObject(value, 'X-Registry-Config', AUTH))
  return undefined
}

type Auth = ReturnType<typeof readAuth>

function readAuth(bytes: Buffer) {
  const value = parseJson(bytes)
  return readObject(value ?? {}, 'X-Registry-Auth', AUTH)
}

function accountIn(scope: Scope, { username, password, identitytoken, registrytoken, auth }: Auth) {
  // Tokens are given to nobody, so whoever shows one has made it up.
  if (identitytoken || registrytoken || auth) throw forbidden(WRONG)
  if (!username && !password) return undefined
  const account = scope.registry?.login(username ?? '', password ?? '')
  if (!account) throw forbidden(WRONG)
  return account
}

/** docker login. @throws Refusal 401 in Docker Hub's words */
export function login(scope: Scope, body: Call['body']): { IdentityToken: string; Status: string } {
  const { username, password, serveraddress, identitytoken, registrytoken } = readObject(body, '', AUTH)
  if (serveraddress && !isHub(serveraddress))
    throw forbidden(
      `logging in to ${hostOf(serveraddress)} is not possible on this machine: docker login -u <name> without a server is the class registry`,
    )
  const registry = registryOf(scope)
  if (identitytoken || registrytoken || !registry.login(username ?? '', password ?? ''))
    throw new Refusal(401, `Get "https://registry-1.docker.io/v2/": ${WRONG}`)
  return { IdentityToken: '', Status: 'Login Succeeded' }
}

const hostOf = (server: string) => server.replace(/^https?:\/\//, '').replace(/\/.*$/, '')
/** Every name that clients have for Docker Hub. */
const isHub = (server: string) => /^(?:(?:index|registry-1|hub)\.)?docker\.io$/.test(hostOf(server))
