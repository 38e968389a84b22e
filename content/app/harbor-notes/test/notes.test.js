import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, beforeEach, test } from 'node:test'
import { createApp } from '../src/server.js'
import { readSettings } from '../src/settings.js'
import { openStore } from '../src/store.js'

const dir = mkdtempSync(join(tmpdir(), 'harbor-notes-'))
const lines = []
const server = createApp({ harbor: 'Test', store: openStore(join(dir, 'data')), log: (line) => lines.push(line) })
let url
before(async () => {
  await new Promise((done) => server.listen(0, '127.0.0.1', done))
  url = `http://127.0.0.1:${server.address().port}`
})
beforeEach(() => lines.splice(0))
after(() => {
  server.close()
  rmSync(dir, { recursive: true, force: true })
})

test('a note that was pinned up is on the board', async () => {
  assert.deepEqual(await (await fetch(`${url}/notes`)).json(), [])
  const made = await fetch(`${url}/notes`, { method: 'POST', body: 'boat for sale <cheap>' })
  assert.equal(made.status, 201)
  const [note] = await (await fetch(`${url}/notes`)).json()
  assert.equal(note.text, 'boat for sale <cheap>')
  assert.match(await (await fetch(url)).text(), /<li>boat for sale &lt;cheap&gt;<\/li>/)
})

test('JSON and forms are taken as well, an empty note is not', async () => {
  const post = (type, body) =>
    fetch(`${url}/notes`, { method: 'POST', headers: { 'content-type': type }, body, redirect: 'manual' })
  assert.equal((await post('application/json', '{"text":"one"}')).status, 201)
  assert.equal((await post('application/x-www-form-urlencoded', 'text=two')).status, 303)
  assert.equal((await post('application/x-www-form-urlencoded', 'three')).status, 201)
  assert.equal((await post('application/json', 'nonsense')).status, 400)
  assert.equal((await post('text/plain', ' ')).status, 400)
})

test('why an answer is 500 stands in the log and nowhere else', async () => {
  writeFileSync(join(dir, 'data/notes.json'), 'not JSON')
  const answer = await fetch(`${url}/notes`)
  assert.equal(answer.status, 500)
  assert.doesNotMatch(await answer.text(), /JSON at|not valid/)
  assert.match(lines[0], /^ERROR .*JSON/)
  assert.equal(lines[1], 'GET /notes 500')
})

test('settings come from the environment', () => {
  assert.equal(readSettings({}).host, '0.0.0.0')
  assert.equal(readSettings({ PORT: '80' }).port, 80)
})
