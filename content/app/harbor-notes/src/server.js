// GET / the board, GET /notes as JSON, POST /notes a new one, GET /health for who watches over us.
import { createServer } from 'node:http'
import { nextHighTide } from 'tide-time'
import { page } from './page.js'

const NOTE_MAX = 500

export function createApp({ harbor, store, log }) {
  async function answer(request) {
    const { pathname } = new URL(request.url, 'http://localhost')
    const route = `${request.method} ${pathname}`
    switch (route) {
      case 'GET /':
        return html(page({ harbor, tide: nextHighTide(new Date()), notes: store.all() }))
      case 'GET /notes':
        return json(200, store.all())
      case 'POST /notes': {
        const { text, fromPage } = noteIn(await bodyOf(request), request.headers['content-type'])
        if (!text) return json(400, { error: 'a note needs a text' })
        const note = store.add(text)
        return fromPage ? { status: 303, headers: { location: '/' } } : json(201, note)
      }
      case 'GET /health':
        return json(200, { ok: true })
      default:
        return json(404, { error: `no ${route} here` })
    }
  }

  return createServer(async (request, response) => {
    const { status, headers, body } = await answer(request).catch((error) => {
      // Whoever asked learns nothing of the reason. It is in the log.
      log(`ERROR ${error.message}`)
      return json(500, { error: 'something went wrong' })
    })
    response.writeHead(status, headers).end(body)
    log(`${request.method} ${request.url} ${status}`)
  })
}

const json = (status, value) => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: `${JSON.stringify(value)}\n`,
})
const html = (body) => ({ status: 200, headers: { 'content-type': 'text/html; charset=utf-8' }, body })

/** `{"text": "…"}`, a browser's form, or the plain text itself (`curl -d 'some text'`, which calls it a form, too). */
function noteIn(body, type = '') {
  const form = type.startsWith('application/x-www-form-urlencoded') && new URLSearchParams(body).get('text')
  const text = type.startsWith('application/json') ? parsed(body)?.text : form || body
  return { text: typeof text === 'string' ? text.trim().slice(0, NOTE_MAX) : '', fromPage: !!form }
}

function parsed(body) {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}

async function bodyOf(request) {
  let body = ''
  for await (const chunk of request) body = (body + chunk).slice(0, 10 * NOTE_MAX)
  return body
}
