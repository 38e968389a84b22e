import { execFileSync, spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { createReport, REPORT_SCRIPT } from './report.ts'

test('lines in pieces, with the carriage returns of a serial port and what an emulator grumbles in between', () => {
  const { report, feed } = createReport()
  for (const piece of ['emulator 10.0.2\ndi', 'sk 123\r\nqemu-system-x86_64: warning: host', " doesn't support\r\nker"])
    feed(piece)
  feed('nel 6.12.1-cloud-amd64\r\nprocess 10 kworker/0:1\r\nprocess 1 init\r\n')
  expect(report.ended).toBe(false)
  feed('end\r\n')
  expect(report).toEqual({
    emulator: '10.0.2',
    diskBytes: 123,
    kernel: '6.12.1-cloud-amd64',
    processes: [
      { pid: 1, name: 'init' },
      { pid: 10, name: 'kworker/0:1' },
    ],
    ended: true,
  })
})

test('the script tells kernel and processes, but not itself', () => {
  const { report, feed } = createReport()
  const { stdout, pid: own } = spawnSync('sh', ['-c', REPORT_SCRIPT], { encoding: 'utf8' })
  feed(stdout)
  expect(report.kernel).toBe(execFileSync('uname', ['-r'], { encoding: 'utf8' }).trim())
  expect(report.processes.map(({ pid }) => pid)).toContain(process.pid)
  expect(report.processes.map(({ pid }) => pid)).not.toContain(own)
  expect(report.ended).toBe(true)
})
