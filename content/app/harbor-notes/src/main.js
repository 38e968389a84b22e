import { createLog } from './log.js'
import { createApp } from './server.js'
import { readSettings } from './settings.js'
import { openStore } from './store.js'

const settings = readSettings(process.env)
const log = createLog(settings.logFile)
const server = createApp({ harbor: settings.harbor, store: openStore(settings.dataDir), log })

server.listen(settings.port, settings.host, () => log(`listening on ${settings.host}:${settings.port}`))

// As process 1 of a container we have to say ourselves what a signal means.
for (const signal of ['SIGTERM', 'SIGINT'])
  process.on(signal, () => {
    log(`${signal}: closing`)
    server.close(() => process.exit(0))
    server.closeAllConnections()
  })
