import type { Rational } from './types.ts'

const standardRates: Rational[] = [
  { num: 10, den: 1 },
  { num: 12, den: 1 },
  { num: 25, den: 2 },
  { num: 15, den: 1 },
  { num: 20, den: 1 },
  { num: 24000, den: 1001 },
  { num: 24, den: 1 },
  { num: 25, den: 1 },
  { num: 30000, den: 1001 },
  { num: 30, den: 1 },
  { num: 48, den: 1 },
  { num: 50, den: 1 },
  { num: 60000, den: 1001 },
  { num: 60, den: 1 },
  { num: 100, den: 1 },
  { num: 120000, den: 1001 },
  { num: 120, den: 1 },
  { num: 240, den: 1 },
]

const value = (rate: Rational): number => rate.num / rate.den
const differs = (a: Rational, b: Rational, share: number): boolean => Math.abs(value(a) / value(b) - 1) > share
const nearest = (rate: Rational): Rational =>
  standardRates.reduce((best, next) =>
    Math.abs(Math.log(value(next) / value(rate))) < Math.abs(Math.log(value(best) / value(rate))) ? next : best,
  )

/** Reads ffprobe's `num/den`; undefined where it says 0/0. */
export const parseRate = (text: string | undefined): Rational | undefined => {
  const [num = 0, den = 0] = (text ?? '').split('/').map(Number)
  return num > 0 && den > 0 ? { num, den } : undefined
}

/** Whether pictures come at uneven distances: the average rate is not the smallest common one. */
export const isVariable = (average: Rational | undefined, base: Rational | undefined): boolean => {
  if (!average || !base) return true
  // Field-coded video states twice its frame rate as base; that is still constant.
  return differs(average, base, 0.005) && differs({ num: average.num * 2, den: average.den }, base, 0.005)
}

/** The rate a source is treated as having: its own when constant, else the standard rate it comes closest to. */
export const nominalRate = (average: Rational | undefined, base: Rational | undefined): Rational => {
  if (average && !isVariable(average, base)) {
    // Joined files have small holes that lower the average; containers with coarse clocks state 23.98 as an odd fraction.
    const stated = base && !differs(average, base, 0.005) ? base : average
    const standard = nearest(stated)
    return differs(stated, standard, 0.0003) ? stated : standard
  }
  // Pictures dropped from a standard rate, as phones do: at that rate every one of them keeps its moment.
  const dropped = base && average && value(average) > value(base) / 2 && !differs(base, nearest(base), 0.0003)
  if (dropped) return nearest(base)
  return average ? nearest(average) : { num: 25, den: 1 }
}
