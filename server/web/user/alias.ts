import { randomInt } from 'node:crypto'

// A learner without an account still needs a name on the instructor's list. Harbour words, since this is a dry dock.
const first = ['calm', 'brisk', 'bright', 'steady', 'swift', 'quiet', 'bold', 'keen', 'clear', 'warm', 'early', 'lucky']
const second = [
  'otter',
  'gull',
  'crane',
  'whale',
  'pilot',
  'anchor',
  'buoy',
  'tide',
  'heron',
  'ferry',
  'beacon',
  'coral',
]

/** e.g. calm-otter-42 */
export function randomAlias(): string {
  return `${first[randomInt(first.length)]}-${second[randomInt(second.length)]}-${randomInt(10, 100)}`
}
