// `node bare-proxy.mjs calls|bytes <socket> <engine socket>`: a proxy that decides nothing, as small as Node lets it be. What it costs is
// what any proxy in Node costs on this machine. calls: HTTP, answers parsed and written again. bytes: what comes goes on.
import http from 'node:http'
import net from 'node:net'

const [, , mode, socketPath, engine] = process.argv

const calls = () => {
  const agent = new http.Agent({ keepAlive: true })
  return http.createServer((request, response) => {
    const { method, url, headers } = request
    const out = http.request({ socketPath: engine, agent, method, path: url, headers }, (answer) => {
      const parts = []
      answer.on('data', (part) => parts.push(part))
      answer.on('end', () => {
        const text = JSON.stringify(JSON.parse(Buffer.concat(parts).toString()))
        response.writeHead(answer.statusCode, {
          'Content-Type': 'application/json',
          'Content-Length': Buffer.byteLength(text),
        })
        response.end(text)
      })
    })
    request.pipe(out)
  })
}

const bytes = () =>
  net.createServer({ allowHalfOpen: true }, (client) => {
    const there = net.connect({ path: engine, allowHalfOpen: true })
    client.pipe(there).pipe(client)
    client.on('error', () => there.destroy())
    there.on('error', () => client.destroy())
    client.on('close', () => there.destroy())
  })

const server = mode === 'calls' ? calls() : bytes()
server.listen(socketPath, () => process.send?.('ready'))
