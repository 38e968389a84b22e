// Whether numbered lines on a screen are all there, once, in order and whole. Pure.

export interface Verdict {
  /** Numbers between the first and the last that are not on the screen. */
  lost: number
  /** Numbers that stand there again, or after a higher one. */
  doubled: number
  /** Lines among them that are no numbered line: torn or written over. */
  torn: number
  first: number
  last: number
}

/** `form` has the number as its first group. The last line of the screen may still be on its way. */
export function judge(lines: string[], form: RegExp): Verdict {
  const numbers = lines.map((line) => Number(form.exec(line)?.[1] ?? Number.NaN))
  const from = numbers.findIndex((number) => !Number.isNaN(number))
  const to = numbers.findLastIndex((number) => !Number.isNaN(number))
  if (from < 0) return { lost: 0, doubled: 0, torn: 0, first: 0, last: 0 }
  const verdict: Verdict = { lost: 0, doubled: 0, torn: 0, first: numbers[from]!, last: numbers[from]! }
  for (const number of numbers.slice(from + 1, to + 1)) {
    if (Number.isNaN(number)) verdict.torn++
    else if (number <= verdict.last) verdict.doubled++
    else {
      verdict.lost += number - verdict.last - 1
      verdict.last = number
    }
  }
  return verdict
}

/** Nothing lost since number 1, nothing twice, nothing torn. */
export const whole = ({ lost, doubled, torn, first }: Verdict) => lost + doubled + torn === 0 && first === 1
