const { createServer } = require('node:http')

const server = createServer((_request, response) => response.end('The lantern is lit.\n'))
server.listen(8080, () => console.log('listening on 8080'))
process.on('SIGTERM', () => process.exit(0))
