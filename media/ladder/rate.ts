import type { Probe, Rational } from '#media/probe'

const maximumFramesPerSecond = 60
const segmentSeconds = 2

/** The constant rate all renditions of a source have: its own up to 60 a second, beyond that halved. */
export const outputFrameRate = (probe: Probe): Rational => {
  let { num, den } = probe.video?.frameRate ?? { num: 25, den: 1 }
  while (num / den > maximumFramesPerSecond * 1.001) den *= 2
  const divisor = greatestCommonDivisor(num, den)
  // An odd rate would need a clock finer than timestamps are kept: to the nearest thousandth then.
  if (num / divisor > 240_000) return { num: Math.round((num / den) * 1000), den: 1000 }
  return { num: num / divisor, den: den / divisor }
}

const greatestCommonDivisor = (a: number, b: number): number => (b === 0 ? a : greatestCommonDivisor(b, a % b))

/** Frames per two-second GOP; at 29.97 that is 60 frames = 2.002 s, so that every GOP is equally long. */
export const gopFrames = (rate: Rational): number => Math.max(1, Math.round((segmentSeconds * rate.num) / rate.den))

/** The clock of a rate's renditions: 90 kHz where a frame is a whole number of its ticks, else a multiple of the rate. */
export const videoTimescale = (rate: Rational): number => {
  if ((90_000 * rate.den) % rate.num === 0) return 90_000
  return rate.num * Math.max(1, Math.ceil(10_000 / rate.num))
}

/** How long one frame is, in ticks of the clock above. */
export const ticksPerFrame = (rendition: { frameRate: Rational; timescale: number }): number =>
  (rendition.timescale * rendition.frameRate.den) / rendition.frameRate.num
