/** How a TTML document counts time: frames and ticks in a second. */
export type TtmlTimes = { framesPerSecond: number; ticksPerSecond: number }

const positive = (text: string | undefined): number | undefined => {
  const value = Number(text)
  return Number.isFinite(value) && value > 0 ? value : undefined
}

/** What the parameters on the root say of time (TTML 2, 7.2). */
export const timesOf = (attributes: Readonly<Record<string, string>>): TtmlTimes => {
  const [num, den] = (attributes['frameRateMultiplier'] ?? '1 1').split(/[\s:]+/).map(positive)
  const said = positive(attributes['frameRate'])
  const framesPerSecond = ((said ?? 30) * (num ?? 1)) / (den ?? 1)
  return {
    framesPerSecond,
    ticksPerSecond: positive(attributes['tickRate']) ?? (said === undefined ? 1 : framesPerSecond),
  }
}

/** Seconds of a time expression: `01:02:03.4`, `01:02:03:12` with frames, `12.5s`, `300f`; undefined where it is none. */
export const ttmlSeconds = (written: string, { framesPerSecond, ticksPerSecond }: TtmlTimes): number | undefined => {
  const text = written.trim()
  const [, hours, minutes, seconds, fraction, frames] =
    /^(\d{2,4}):(\d{2}):(\d{2})(?:\.(\d{1,9})|:(\d{2,3})(?:\.\d{1,3})?)?$/.exec(text) ?? []
  if (hours !== undefined) {
    const whole = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)
    return whole + Number(`0.${fraction ?? 0}`) + Number(frames ?? 0) / framesPerSecond
  }
  const [, count, unit] = /^(\d{1,15}(?:\.\d{1,9})?)(h|m|s|ms|f|t)$/.exec(text) ?? []
  const lengths: Record<string, number> = {
    h: 3600,
    m: 60,
    s: 1,
    ms: 0.001,
    f: 1 / framesPerSecond,
    t: 1 / ticksPerSecond,
  }
  return unit === undefined ? undefined : Number(count) * lengths[unit]!
}
