const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
]

/** "3 minutes ago" in the language; undefined when it is less than a minute. */
export function ago(at: number, now: number, locale: string): string | undefined {
  const past = now - at
  for (const [unit, ms] of STEPS)
    if (past >= ms) return new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(-Math.floor(past / ms), unit)
  return undefined
}
