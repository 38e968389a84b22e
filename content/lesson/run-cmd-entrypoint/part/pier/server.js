const { createServer } = require('node:http')

const server = createServer((_request, response) => response.end('The pier is open\n'))
server.listen(8080, '0.0.0.0', () => console.log('listening on 0.0.0.0:8080'))
// Asked to end, it says goodbye and ends with code 0.
process.on('SIGTERM', () => {
  console.log('SIGTERM: closing the pier')
  server.close(() => process.exit(0))
  server.closeAllConnections()
})
