const CREATURES = [
  'otter',
  'gull',
  'crane',
  'whale',
  'heron',
  'seal',
  'tern',
  'crab',
  'pearl',
  'coral',
  'tide',
  'buoy',
] as const

/** What other students see in place of a name: the same for the whole class, and no way back to the name. */
export function aliasOf(member: string): string {
  let sum = 0
  for (const letter of member) sum = (sum * 31 + letter.charCodeAt(0)) % 1_000_003
  return `${CREATURES[sum % CREATURES.length]}-${String(sum % 97).padStart(2, '0')}`
}
