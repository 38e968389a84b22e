// npm run backup -- <file>, npm run restore -- <file>: what Drydock must not lose, in one file. The learners' records, the keys and
// tokens that links and registry rest on, what was pushed to the registry, and every learner's home. What the Docker Engine holds
// (containers, volumes, images) is not in it: after a restore every learner has an empty Docker host with the home as it was.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { BackupError } from './backup-format.ts'
import { readBackup } from './backup-read.ts'
import { writeBackup } from './backup-write.ts'
import { EnvError, readEnv } from './env.ts'
import { holderOf } from './lock.ts'

const USAGE = `Usage: npm run -s backup -- <file>     also while Drydock runs
       npm run -s restore -- <file>    into an empty DRYDOCK_HOME; --replace sets the old one aside`

export async function main(command: 'backup' | 'restore', args: string[]): Promise<void> {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { replace: { type: 'boolean', default: false } },
    })
    const [file, ...more] = positionals
    if (!file || more.length > 0 || (command === 'backup' && values.replace)) {
      console.error(USAGE)
      process.exitCode = 2
      return
    }
    const env = readEnv()
    if (command === 'backup') {
      if (!existsSync(join(env.home, 'drydock.db'))) throw new BackupError('nothing-to-back-up', env.home)
      const { files, bytes } = await writeBackup(env.home, file)
      console.log(
        `${file}: ${files} files, ${bytes} bytes. Keep it as you keep a password: it holds the keys of this server.`,
      )
    } else {
      const holder = holderOf(join(env.runDir, 'drydock.pid'))
      if (holder !== undefined) throw new BackupError('running', `process ${holder} on ${env.home}`)
      const { created, aside } = await readBackup(file, env.home, { replace: values.replace })
      console.log(`${env.home} is as it was on ${new Date(created).toISOString()}.`)
      if (aside) console.log(`What was there before is kept in ${aside}.`)
    }
  } catch (error) {
    console.error(error instanceof EnvError || error instanceof BackupError ? error.message : String(error))
    process.exitCode = 1
  }
}
