// Every endpoint that is refused says its words, and versions are negotiated as an engine does it.
import { execFile } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Tenant } from '../part.ts'
import { readEndpoints } from './endpoint-table.ts'
import { createStage, request, type Stage } from './test-stage.ts'

let stage: Stage
let me: Tenant
beforeAll(async () => {
  stage = await createStage()
  me = await stage.tenants.create()
})
afterAll(() => stage?.end())

const messageOf = (text: string) =>
  JSON.parse(Buffer.from(text.slice(text.indexOf('\r\n\r\n') + 4), 'latin1').toString('utf8')).message
/** The head's fields that a client negotiates by. */
const fields = (text: string) =>
  Object.fromEntries(
    [...text.matchAll(/^(api-version|builder-version|ostype|docker-experimental): (.*)\r$/gim)].map(
      ([, name, value]) => [name?.toLowerCase(), value],
    ),
  )

describe('G-204 refused endpoints', () => {
  it.each(readEndpoints().filter(({ kind }) => kind === 'refused'))(
    '$method $path',
    async ({ method, path, words }) => {
      const target = `/v1.41${path.replaceAll(/\{\w+\}/g, 'x')}`
      for (const body of method === 'GET' || method === 'DELETE' ? [undefined] : [undefined, {}]) {
        const { status, text } = await request(me.socketPath, method, target, body)
        expect(`${status} ${messageOf(text)}`).toBe(words)
      }
    },
  )
  it('what is in no table is not found, other methods are not served', async () => {
    for (const [method, path, status, message] of [
      ['GET', '/v1.41/nope', 404, 'page not found'],
      ['GET', '/v1.41/images/busybox/attestations', 404, 'page not found'],
      ['POST', '/containers/json', 404, 'page not found'],
      ['GET', '/networks/', 400, 'the request path has an empty or dotted part'],
      ['OPTIONS', '/containers/json', 405, 'the method OPTIONS is not served'],
    ] as const) {
      const answer = await request(me.socketPath, method, path)
      expect([answer.status, messageOf(answer.text)]).toEqual([status, message])
    }
  })
})

describe('G-103 G-601 versions', () => {
  const ours = { 'api-version': '1.41', 'builder-version': '1', ostype: 'linux', 'docker-experimental': 'false' }
  it('ping tells what to speak, with and without a body', async () => {
    for (const method of ['HEAD', 'GET'])
      for (const path of ['/_ping', '/v1.24/_ping', '/v1.41/_ping']) {
        const { status, text } = await request(me.socketPath, method, path, undefined, { Connection: 'close' })
        expect([status, fields(text)]).toEqual([200, ours])
        expect(text.endsWith(method === 'GET' ? '\r\n\r\nOK' : '\r\n\r\n')).toBe(true)
      }
  })
  it('every answer names the version, errors too', async () => {
    for (const path of ['/version', '/containers/nope/json', '/v1.99/info'])
      expect(fields((await request(me.socketPath, 'GET', path)).text)).toMatchObject({ 'api-version': '1.41' })
  })
  it('other versions are refused in the engine’s own words', async () => {
    for (const version of ['1.42', '1.45', '1.99', '2.0']) {
      const said = await request(me.socketPath, 'GET', `/v${version}/containers/json`)
      expect([said.status, messageOf(said.text)]).toEqual([
        400,
        `client version ${version} is too new. Maximum supported API version is 1.41`,
      ])
    }
    const raw = await stage.raw.json<{ ApiVersion: string }>('GET', { path: '/version' })
    const own = await request(String(process.env.DRYDOCK_TEST_DOCKER), 'GET', '/v1.99/info')
    expect(messageOf(own.text)).toBe(
      `client version 1.99 is too new. Maximum supported API version is ${raw.ApiVersion}`,
    )
    const said = await request(me.socketPath, 'GET', '/v1.23/containers/json')
    expect(messageOf(said.text)).toBe(
      'client version 1.23 is too old. Minimum supported API version is 1.24, please upgrade your client to a newer version',
    )
  })
  it('version says the same as ping', async () => {
    const { text } = await request(me.socketPath, 'GET', '/v1.24/version')
    const version = JSON.parse(text.slice(text.indexOf('{')))
    expect(version).toMatchObject({ ApiVersion: '1.41', MinAPIVersion: '1.24', Os: 'linux' })
    expect(version.Components[0].Details).toMatchObject({ ApiVersion: '1.41', MinAPIVersion: '1.24' })
  })

  const pinned = (version: string, ...args: string[]) =>
    new Promise<{ out: string; err: string }>((resolve) => {
      const env = { ...process.env, DOCKER_API_VERSION: version, DOCKER_HOST: `unix://${me.socketPath}` }
      execFile('docker', args, { env }, (_error, out, err) => resolve({ out: out.trim(), err: err.trim() }))
    })
  it.each(['1.24', '1.35', '1.41'])('a CLI that is told to speak %s works', async (version) => {
    expect((await pinned(version, 'version', '-f', '{{.Client.APIVersion}}')).out).toBe(version)
    expect(await pinned(version, 'run', '--name', 'ver', 'busybox', 'echo', version)).toEqual({ out: version, err: '' })
    expect((await pinned(version, 'ps', '-a', '--format', '{{.Names}} {{.Image}}')).out).toBe('ver busybox')
    expect((await pinned(version, 'logs', 'ver')).out).toBe(version)
    expect((await pinned(version, 'network', 'ls', '-q')).err).toBe('')
    expect((await pinned(version, 'volume', 'ls', '-q')).err).toBe('')
    expect((await pinned(version, 'image', 'inspect', '-f', '{{.Os}}', 'busybox')).out).toBe('linux')
    expect(await pinned(version, 'rm', 'ver')).toEqual({ out: 'ver', err: '' })
  })
  it('a CLI that is told to speak 1.45 is told what to speak', async () => {
    const { err } = await pinned('1.45', 'ps')
    expect(err).toContain('client version 1.45 is too new. Maximum supported API version is 1.41')
  })
})
