// The mount table of this process, read from the kernel.
import { readFileSync } from 'node:fs'
import { run } from './command.ts'

/** Mount points at or below `directory`, deepest last. */
export function mountsBelow(directory: string): string[] {
  return readFileSync('/proc/self/mountinfo', 'utf8')
    .split('\n')
    .map((line) => plainPath(line.split(' ')[4] ?? ''))
    .filter((point) => point === directory || point.startsWith(`${directory}/`))
}

// mountinfo writes space, tab, newline and backslash as octal numbers.
function plainPath(path: string): string {
  return path.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)))
}

export function isMounted(point: string): boolean {
  return mountsBelow(point).includes(point)
}

export async function unmountBelow(directory: string): Promise<void> {
  for (const point of mountsBelow(directory).reverse())
    await run('umount', ['--lazy', point]).catch((error) => {
      // Somebody else was faster.
      if (isMounted(point)) throw error
    })
}
