// npm start, npm run admin, backup and restore: makes sure of Node and node_modules, then hands over to TypeScript.
import { checkNode, ensureModules } from './install.mjs'

if (checkNode() && ensureModules()) {
  const { register } = await import('tsx/esm/api')
  register()
  const [, , command, ...rest] = process.argv
  // Importing these starts nothing but what they are: the programs of this project.
  if (command === 'admin') await (await import('./admin.ts')).main(rest)
  else if (command === 'backup' || command === 'restore') await (await import('./backup.ts')).main(command, rest)
  else await (await import('./main.ts')).main(process.argv.slice(2))
} else {
  process.exitCode = 1
}
