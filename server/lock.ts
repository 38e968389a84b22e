// One running instance per DRYDOCK_HOME.
import { lstatSync, mkdirSync, readdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export class HomeInUse extends Error {
  constructor(
    readonly home: string,
    readonly pid: number,
  ) {
    super(`Drydock is already running on ${home} (process ${pid}). End it first, or set another DRYDOCK_HOME.`)
  }
}

/** Takes the home or throws HomeInUse. Returns how to give it back. */
export function takeHome(home: string, runDir: string): () => void {
  mkdirSync(home, { recursive: true, mode: 0o755 })
  mkdirSync(runDir, { recursive: true, mode: 0o711 })
  // Outside the home it has a name that others could have taken before us.
  const found = lstatSync(runDir)
  if (!found.isDirectory() || found.uid !== process.getuid?.())
    throw new Error(`${runDir} belongs to somebody else; remove it or set another DRYDOCK_HOME`)
  const file = join(runDir, 'drydock.pid')
  const holder = holderOf(file)
  if (holder !== undefined && holder !== process.pid) throw new HomeInUse(home, holder)
  writeFileSync(file, `${process.pid} ${startTime(process.pid)}\n`)
  return () => {
    rmSync(file, { force: true })
    try {
      if (readdirSync(runDir).length === 0) rmdirSync(runDir)
    } catch {
      // Somebody else's new file keeps it.
    }
  }
}

/** Process id of the running instance; undefined when there is none. */
export function holderOf(file: string): number | undefined {
  try {
    const [pid = 0, started] = readFileSync(file, 'utf8').split(/\s+/).map(Number)
    return startTime(pid) === started ? pid : undefined
  } catch {
    return undefined
  }
}

/** Clock ticks since boot: with the pid it names one process, however often the pid is used again. */
function startTime(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19])
}
