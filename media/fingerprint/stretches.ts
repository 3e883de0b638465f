import type { Stretch } from './match.ts'

const mostGapSeconds = 3
const mostJumpSeconds = 1
const mostSpeedChange = 0.03

/**
 * Stretches of one reference in order of time: those that go on from one another become one, of those that are in each
 * other's way the better stays.
 */
export const joinStretches = (stretches: readonly Stretch[]): Stretch[] => {
  const kept: Stretch[] = []
  for (const one of stretches.toSorted((a, b) => weightOf(b) - weightOf(a)))
    if (!kept.some((other) => other.picture === one.picture && overlap(other, one) > 0.5 * one.durationSeconds))
      kept.push(one)
  const whole: Stretch[] = []
  for (const next of kept.toSorted((a, b) => a.queryStartSeconds - b.queryStartSeconds)) {
    const at = whole.findLastIndex((before) => goesOn(before, next))
    if (at < 0) whole.push(next)
    else whole[at] = together(whole[at]!, next)
  }
  return whole
}

const weightOf = ({ score, durationSeconds }: Stretch) => score * durationSeconds
const endOf = ({ queryStartSeconds, durationSeconds }: Stretch) => queryStartSeconds + durationSeconds
const overlap = (a: Stretch, b: Stretch) =>
  Math.min(endOf(a), endOf(b)) - Math.max(a.queryStartSeconds, b.queryStartSeconds)

const goesOn = (before: Stretch, next: Stretch): boolean => {
  if (before.picture !== next.picture || next.queryStartSeconds - endOf(before) > mostGapSeconds) return false
  if (before.edits.includes('mirrored') !== next.edits.includes('mirrored')) return false
  const expected = before.referenceStartSeconds + (next.queryStartSeconds - before.queryStartSeconds) * before.speed
  return (
    Math.abs(expected - next.referenceStartSeconds) <= mostJumpSeconds + before.durationSeconds * 0.01 &&
    Math.abs(before.speed - next.speed) <= mostSpeedChange
  )
}

const together = (a: Stretch, b: Stretch): Stretch => {
  const end = Math.max(endOf(a), endOf(b))
  const covered = a.durationSeconds + b.durationSeconds
  const rounded = (value: number) => Math.round(value * 1000) / 1000
  const referenceEnd = b.referenceStartSeconds + b.durationSeconds * b.speed
  const durationSeconds = rounded(end - a.queryStartSeconds)
  return {
    ...a,
    durationSeconds,
    speed: rounded((referenceEnd - a.referenceStartSeconds) / (endOf(b) - a.queryStartSeconds)),
    score: rounded((weightOf(a) + weightOf(b)) / covered),
    sound: a.sound || b.sound,
    edits: [...new Set([...a.edits, ...b.edits])].filter((edit, _, all) => edit !== 'identical' || all.length === 1),
  }
}
