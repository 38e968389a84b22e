// The harbor gate: counts the boats that pass. The number itself is kept in Redis, at the name in STORE.
const { createServer } = require('node:http')
const { connect } = require('node:net')

const host = process.env.STORE || 'store'
const PORT = 6379
const PATIENCE_MS = 2000

/** Redis takes a line of text, and answers a number as ":42" and a value as "$2", "42". Nothing there: "$-1". */
function ask(command) {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port: PORT, family: 4 }, () => socket.write(`${command}\r\n`))
    socket.setTimeout(PATIENCE_MS, () => socket.destroy(new Error(`no answer from ${host}:${PORT}`)))
    socket.once('error', reject)
    socket.once('data', (data) => {
      socket.end()
      resolve(Number(/^(?::|\$\d+\r\n)(\d+)/.exec(data)?.[1] ?? 0))
    })
  })
}

async function answer(path) {
  if (path === '/count') return `${await ask('GET boats')} boats so far.\n`
  return `You are boat ${await ask('INCR boats')}.\n`
}

const server = createServer(async (request, response) => {
  try {
    response.end(await answer(request.url))
  } catch (error) {
    // Whoever passes learns nothing of the reason. It is in the log.
    console.log(`ERROR ${host}: ${error.message}`)
    response.writeHead(503).end('The counter is out of order.\n')
  }
})
server.listen(8080, () => console.log(`the gate is open, its counter is at ${host}:${PORT}`))
process.on('SIGTERM', () => process.exit(0))
