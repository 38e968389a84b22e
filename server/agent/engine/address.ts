// Which private addresses an engine of our own may use without hiding a network that the machine already reaches.
// A block is a /15 inside 10.0.0.0/8: its lower half is the pool of the learners' networks (1024 of /26, each for 60
// containers), its upper half starts with the four addresses of the link between machine and engine.
import { createHash } from 'node:crypto'

const FIRST = 128
const LAST = 238

export interface Block {
  pool: string
  poolSize: number
  hostAddress: string
  engineAddress: string
}

export function blockAt(second: number): Block {
  return {
    pool: `10.${second}.0.0/16`,
    poolSize: 26,
    hostAddress: `10.${second + 1}.0.1`,
    engineAddress: `10.${second + 1}.0.2`,
  }
}

/** `taken`: destinations of the machine's routes, "10.0.0.0/8" or a bare address. The home decides where the search starts, so that instances differ. */
export function chooseBlock(home: string, taken: string[]): number {
  const count = (LAST - FIRST) / 2 + 1
  const start = createHash('sha256').update(home).digest().readUInt16BE(0) % count
  for (let i = 0; i < count; i++) {
    const second = FIRST + 2 * ((start + i) % count)
    if (isFree(second, taken)) return second
  }
  throw new Error('No free block of private addresses (10.128.0.0 to 10.239.255.255) on this machine')
}

export function isFree(second: number, taken: string[]): boolean {
  return !taken.some((destination) => overlaps(destination, `10.${second}.0.0/15`))
}

export function overlaps(left: string, right: string): boolean {
  const [leftBase, leftBits] = parse(left)
  const [rightBase, rightBits] = parse(right)
  const bits = Math.min(leftBits, rightBits)
  // >>> 0 keeps it unsigned; a shift by 32 would be a shift by 0.
  const mask = bits === 0 ? 0 : (0xffffffff << (32 - bits)) >>> 0
  return (leftBase & mask) >>> 0 === (rightBase & mask) >>> 0
}

function parse(cidr: string): [number, number] {
  const [address = '', bits = '32'] = cidr.split('/')
  const base = address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)
  return [base, Number(bits)]
}
