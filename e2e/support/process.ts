// The app's own processes, as the kernel lists them.
import { readdirSync, readFileSync } from 'node:fs'

const TICKS_PER_SECOND = 100

/** Pid of the process in a role of the app on a port; undefined while the supervisor starts it again, or when it is elsewhere. */
export function pidOf(role: 'agent' | 'web', port: string): number | undefined {
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue
    try {
      if (!readFileSync(`/proc/${entry}/cmdline`, 'utf8').includes('server/main.ts')) continue
      const environ = readFileSync(`/proc/${entry}/environ`, 'utf8').split('\0')
      if (environ.includes(`DRYDOCK_ROLE=${role}`) && environ.includes(`PORT=${port}`)) return Number(entry)
    } catch {
      // It ended while we looked.
    }
  }
  return undefined
}

/** Processor time used so far, s: all threads, user and system. */
export function cpuSeconds(pid: number): number {
  // The name, the second field, may hold spaces.
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ')
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND
}
