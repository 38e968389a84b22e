// Arguments of docker top. The engine runs the real machine's ps with them, over all its processes, and then looks for the number in
// the column titled PID. A format whose other columns can hold blanks, or bear that title, shows or names processes of others.
import { bad } from './refusal.ts'

/** Without an argument. Of the BSD forms that change columns, those where all before PID is one word. */
const FLAGS = /^-?[aAdefFHjluwxy]{1,10}$/
/** One word each, whatever the process is called. */
const PLAIN = new Set(['pid', 'ppid', 'pgid', 'sid', 'uid', 'user', 'euid', 'euser', 'gid', 'stat', 'ni', 'rss', 'vsz'])
const FORMAT = /^-?[aAdexwf]{0,6}o(.*)$/
const ARGS_MAX_CHARS = 100

/** @throws Refusal 400 */
export function checkPsArgs(args: string | undefined): string | undefined {
  if (!args) return undefined
  const refuse = () =>
    bad(`these ps arguments are not served: ${JSON.stringify(args)}. Use e.g. aux, -ef or -o pid,user,args`)
  if (args.length > ARGS_MAX_CHARS || !/^[-a-zA-Z ,]+$/.test(args)) throw refuse()
  const words = args.split(' ').filter((word) => word !== '')
  const columns: string[] = []
  while (words.length > 0) {
    const word = words.shift() as string
    if (FLAGS.test(word)) continue
    const list = FORMAT.exec(word)
    if (!list) throw refuse()
    columns.push(...(list[1] || (words.shift() ?? '')).split(','))
  }
  if (columns.length > 0) {
    const pid = columns.indexOf('pid')
    if (pid < 0 || !columns.slice(0, pid).every((column) => PLAIN.has(column))) throw refuse()
  }
  return args
}
