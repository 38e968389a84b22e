const { createServer } = require('node:http')

const server = createServer((_request, response) => response.end('The quay is open\n'))
server.listen(8080, '0.0.0.0', () => console.log('listening on 0.0.0.0:8080'))
process.on('SIGTERM', () => process.exit(0))
