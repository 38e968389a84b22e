// What a machine or a container says of itself, line by line (content/images/machine: about, report).
import type { VmFacts } from '#server/protocol/vm.ts'

export interface Report {
  emulator?: string
  diskBytes?: number
  kernel?: string
  processes: VmFacts['processes']
  /** All has been said. */
  ended: boolean
}

const LINE_CHARS = 1024

/** The same lines as content/images/machine/report, by a container's own shell. */
export const REPORT_SCRIPT = `read -r version < /proc/sys/kernel/osrelease
echo "kernel $version"
for entry in /proc/[0-9]*; do
  pid=\${entry#/proc/}
  [ "$pid" = "$$" ] && continue
  read -r name < "$entry/comm" && echo "process $pid $name"
done
echo end`

export function createReport() {
  const report: Report = { processes: [], ended: false }
  let rest = ''

  function line(text: string) {
    const [, word, value = ''] = /^(\w+) ?(.*)$/.exec(text) ?? []
    if (word === 'emulator') report.emulator = value
    else if (word === 'disk') report.diskBytes = Number(value)
    else if (word === 'kernel') report.kernel = value
    else if (word === 'end') {
      report.processes.sort((a, b) => a.pid - b.pid)
      report.ended = true
    } else if (word === 'process') {
      const [, pid, name = ''] = /^(\d+) (.*)$/.exec(value) ?? []
      if (pid) report.processes.push({ pid: Number(pid), name })
    }
  }

  return {
    report: report as Readonly<Report>,
    feed(text: string) {
      const lines = (rest + text).split('\n')
      rest = (lines.pop() ?? '').slice(-LINE_CHARS)
      for (const one of lines) line(one.replace(/\r/g, ''))
    },
  }
}
