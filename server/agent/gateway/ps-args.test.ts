import { describe, expect, it } from 'vitest'
import { checkPsArgs } from './ps-args.ts'

describe('G-304 arguments of docker top', () => {
  it.each([
    'aux',
    '-aux',
    '-ef',
    'axu',
    '-eo pid,comm',
    '-o pid,user,args',
    'o pid,cmd',
    '-eopid,args',
    '-o user,pid,args',
    '-l',
    'axo pid,args',
    '-o pid -o args',
    '',
  ])('takes %j', (args) => {
    expect(checkPsArgs(args)).toBe(args || undefined)
  })
  it.each([
    // Another column under the title PID, its values compared with the numbers of the container's processes.
    '-eorss=PID -oargs f',
    '-eo pid=X,rss=PID',
    // Words of other processes where a number is expected: the engine's error names them.
    'f -eoargs -opid',
    'axf -oargs,pid',
    '-eo comm,pid',
    '-eo lstart,pid',
    // No such column, or one that does not come first.
    '-o args',
    '-O args',
    '--sort=-pid',
    'k pid',
    '-C sleep',
    '-p 1',
    '-o %p',
    's',
    '-eo pid,args; id',
    '-e\u00a0-f',
  ])('refuses %j', (args) => {
    expect(() => checkPsArgs(args)).toThrow('these ps arguments are not served')
  })
})
