// X-ray: which API calls did a command line make? The gateway sees calls, the shell's marks tell command lines; they meet by time.
import type { ApiCall, ShellCommand } from '#server/protocol/lab.ts'

/** The mark of a command and its first call come on different ways; the call may be stamped a little earlier. */
const SLACK_MS = 60
/** Calls without a command line that lie closer than this belong together. */
const GAP_MS = 1_500

export type CallGroup = {
  key: string
  /** Absent for calls of before a reload, and of programs that no mark tells of. */
  command: ShellCommand | undefined
  calls: ApiCall[]
}

/** Newest group last; calls in order. A command that made no call is left out. */
export function groupCalls(calls: readonly ApiCall[], commands: readonly ShellCommand[]): CallGroup[] {
  const marks = commands.toSorted((a, b) => a.time - b.time)
  const groups: CallGroup[] = []
  const byCommand = new Map<string, CallGroup>()
  let loose: CallGroup | undefined
  for (const call of calls) {
    const command = marks.findLast((mark) => mark.time <= call.time + SLACK_MS)
    if (command) {
      const key = `${command.terminal}:${command.n}`
      let group = byCommand.get(key)
      if (!group) {
        group = { key, command, calls: [] }
        byCommand.set(key, group)
        groups.push(group)
      }
      group.calls.push(call)
      continue
    }
    const last = loose?.calls.at(-1)
    if (loose && last && call.time - last.time <= GAP_MS) loose.calls.push(call)
    else {
      loose = { key: `call:${call.n}`, command: undefined, calls: [call] }
      groups.push(loose)
    }
  }
  return groups
}
