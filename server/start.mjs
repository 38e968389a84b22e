// npm start, npm run admin: makes sure of Node and node_modules, then hands over to TypeScript.
import { checkNode, ensureModules } from './install.mjs'

if (checkNode() && ensureModules()) {
  const { register } = await import('tsx/esm/api')
  register()
  // Importing these starts nothing but what they are: the two programs of this project.
  const { main } = await import(process.argv[2] === 'admin' ? './admin.ts' : './main.ts')
  await main(process.argv.slice(process.argv[2] === 'admin' ? 3 : 2))
} else {
  process.exitCode = 1
}
